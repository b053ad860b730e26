"""Every reader on files that somebody broke: whatever stands in them, it is read, or refused in one line."""

import json
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sandbox.loading.candle_files import read_market_file
from sandbox.loading.resource_files import RESOURCES
from sandbox.loading.risk_json import load_accounts
from sandbox.loading.rulebook_toml import read_rulebook
from sandbox.loading.scenario_toml import load_scenario
from sandbox.risk.report import report_account
from sandbox.session.resuming import resume_file
from sandbox.session.verify import verify_file
from sandbox.values.problems import Problem
from tests.sandbox.cli.test_risk import EXAMPLE
from tests.support.command_line import GAP, LOCKED, answer, gap_scenario

EXAMPLES = 150
KLINES = "".join(
    f"{1667865600000 + 60_000 * at},100.5,110,90,101,12.5,{1667865659999 + 60_000 * at},1,2,3,4,0\n" for at in range(6)
)
FUNDING = "calc_time,funding_interval_hours,last_funding_rate\n1583020800000,8,0.0001\n1583049600002,8,-0.003\n"
PLAIN = "time,symbol,open,high,low,close,volume\n2020-03-12T10:00:00Z,BTC/USDT,1,2,0.5,1.5,7\n1584007260,,1,2,1,2,\n"
ANSWER = (
    '{"result":{"symbol":"BTCUSDT","list":'
    '[["1584007260000","1","2","1","2","5","7.5"],["1584007200000","1","2","1","2","5","7"]]}}'
)
TOKENS = [
    "", " ", "\n", "\r\n", "\t", "\0", "\ufeff", "\u2028", "é", "\U0001f40b", '"', "'", '"""', "#", "=", ".", ",", ":",
    ";", "[", "]", "[[", "]]", "{", "}", "{}", "[]", "-", "+", "0", "1", "9" * 25, "9" * 31, "-1", "1e9", "1e400",
    "0.5", "nan", "inf", "NaN", "-Infinity", "true", "null", '"0"', '"-1"', '"1e3"', '"0.0000000001"', '"NaN"',
    "\\u0000", "\\", "1970-01-01T00:00:00Z", "2200-12-31T23:59:59.999999999Z", "9999-12-31T00:00:00Z", '"\\ud800"',
    "[[step]]", 'title = ""', "seed = 3", "BTCUSDT-PERP", "USDT", "cross", "open", "close", '"20"', "20", "200", "0x10",
]  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(TOKENS)), min_size=1, max_size=4)


def edited(text: str, edits: list[tuple[float, int, str]]) -> bytes:
    """Return the text with pieces cut out and others put in."""
    for where, cut, token in edits:
        at = int(where * len(text))
        text = text[:at] + token + text[at + cut :]
    return text.encode("utf-8", errors="surrogatepass")


def read_risk(path: str) -> None:
    for account in load_accounts(path)[0]:
        report_account(account)


READERS: dict[str, tuple[str, Callable[[str], object]]] = {
    "scenario": (GAP.replace("FUND", "50000") + LOCKED, load_scenario),
    "rulebook": ((RESOURCES / "rulebooks" / "bulkhead-teaching.toml").read_text(encoding="utf-8"), read_rulebook),
    "risk": (json.dumps([EXAMPLE], indent=1), read_risk),
    "klines": (KLINES, read_market_file),
    "funding": (FUNDING, read_market_file),
    "candles": (PLAIN, read_market_file),
    "list": ("[[1584007200000,1,2,0.5,1.5,7],[1584007260000,1,2,1,2,null]]", read_market_file),
    "answer": (ANSWER, read_market_file),
}


@pytest.mark.parametrize("kind", READERS)
def test_a_broken_text_is_read_or_refused_in_one_line(kind: str, tmp_path: Path) -> None:
    text, read = READERS[kind]
    path = tmp_path / "file"

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(EDITS)
    def attack(edits: list[tuple[float, int, str]]) -> None:
        path.write_bytes(edited(text, edits))
        try:
            read(str(path))
        except Problem as problem:
            assert problem.exit_code == 2 and str(problem).startswith(f"{path}:"), problem
            assert "\n" not in str(problem) and len(str(problem)) < 1_000, problem

    attack()


@pytest.mark.parametrize("kind", READERS)
def test_bytes_at_random_are_refused_in_one_line(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "file"

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=60))
    @example(b",")  # a row without anything in it
    @example(b" ;\n;\n")
    def attack(body: bytes) -> None:
        path.write_bytes(body)
        with pytest.raises(Problem) as problem:
            READERS[kind][1](str(path))
        assert problem.value.exit_code == 2 and "\n" not in str(problem.value)

    attack()


def test_a_session_with_bytes_changed_never_ends_in_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Damage is found by `verify` or refused at opening; where neither minds, the file still says what it said."""
    whole = tmp_path / "run.bulkhead"
    assert answer(capsys, "run", gap_scenario(tmp_path), "--session", whole)[0] == 0
    body, digest = whole.read_bytes(), verify_file(str(whole)).digest
    rng = random.Random(3)
    for number in range(120):
        changed = bytearray(body)
        for _ in range(rng.choice((1, 1, 8, 200))):
            changed[rng.randrange(len(body))] = rng.randrange(256)
        if number % 10 == 0:
            del changed[rng.randrange(len(body)) :]
        path = tmp_path / f"{number}.bulkhead"
        path.write_bytes(bytes(changed))
        try:
            verdict = verify_file(str(path))
            assert verdict.failure or verdict.digest == digest
            assert "\n" not in verdict.failure
        except Problem as problem:
            assert problem.exit_code == 2
        try:
            resume_file(str(path)).close()
        except Problem as problem:
            assert problem.exit_code in (1, 2, 3)
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".new")]
