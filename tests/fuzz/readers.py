"""Every reader of files that come from outside, with a text it reads: what fuzzing starts from."""

import json
from collections.abc import Callable
from pathlib import Path

from sandbox.loading.candle_files import read_market_file
from sandbox.loading.resource_files import RESOURCES
from sandbox.loading.risk_json import load_accounts
from sandbox.loading.rulebook_toml import read_rulebook
from sandbox.loading.scenario_toml import load_scenario
from sandbox.risk.report import report_account
from sandbox.session.resuming import resume_file
from sandbox.session.verify import verify_file
from tests.sandbox.cli.test_risk import EXAMPLE
from tests.support.command_line import GAP, LOCKED

Reader = Callable[[str], object]
KLINES = "".join(
    f"{1667865600000 + 60_000 * at},100.5,110,90,101,12.5,{1667865659999 + 60_000 * at},1,2,3,4,0\n" for at in range(6)
)
FUNDING = "calc_time,funding_interval_hours,last_funding_rate\n1583020800000,8,0.0001\n1583049600002,8,-0.003\n"
PLAIN = "time,symbol,open,high,low,close,volume\n2020-03-12T10:00:00Z,BTC/USDT,1,2,0.5,1.5,7\n1584007260,,1,2,1,2,\n"
ANSWER = (
    '{"result":{"symbol":"BTCUSDT","list":'
    '[["1584007260000","1","2","1","2","5","7.5"],["1584007200000","1","2","1","2","5","7"]]}}'
)


def read_risk(path: str) -> None:
    """Read accounts and report each."""
    for account in load_accounts(path)[0]:
        report_account(account)


def read_session(path: str) -> None:
    """Verify a session file, then open it for more."""
    verdict = verify_file(path)
    assert "\n" not in verdict.failure, verdict.failure
    resume_file(path).close()


def bundled_text(kind: str, name: str) -> str:
    """Return a bundled file as text."""
    return (RESOURCES / kind / f"{name}.toml").read_text(encoding="utf-8")


READERS: dict[str, tuple[str, Reader]] = {
    "scenario": (GAP.replace("FUND", "50000") + LOCKED, load_scenario),
    "rulebook": (bundled_text("rulebooks", "bulkhead-teaching"), read_rulebook),
    "risk": (json.dumps([EXAMPLE], indent=1), read_risk),
    "klines": (KLINES, read_market_file),
    "funding": (FUNDING, read_market_file),
    "candles": (PLAIN, read_market_file),
    "list": ("[[1584007200000,1,2,0.5,1.5,7],[1584007260000,1,2,1,2,null]]", read_market_file),
    "answer": (ANSWER, read_market_file),
}


def more_texts() -> dict[str, list[str]]:
    """Return further texts of a reader that mutations may borrow from: every bundled file."""
    kinds = {"scenario": "scenarios", "rulebook": "rulebooks"}
    return {
        reader: [path.read_text(encoding="utf-8") for path in sorted(Path(RESOURCES, kind).glob("*.toml"))]
        for reader, kind in kinds.items()
    }
