"""Start-up as ratios of whole processes: commands against a bare Python, the window against an empty one."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.speed.ratios import medians, report

pytestmark = pytest.mark.speed
ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = (
    '{"rulebook": "binance-usdm", "account_mode": "segregated", "contract_wallet": {"USDT": "1240"}, '
    '"marks": {"BTCUSDT-PERP": "7934.0"}, "positions": [{"contract": "BTCUSDT-PERP", "side": "long", "qty": "2", '
    '"entry": "7934.0", "margin_mode": "isolated", "leverage": 20}]}'
)
PYTHON_START_SECONDS = 0.025  # of a bare Python on an idle machine: half a second is 20 of them
ROUNDS = 9


def call(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize("command", ["run", "risk", "verify"])
def test_a_command_starts_within_twenty_bare_pythons(tmp_path: Path, command: str) -> None:
    account, session = tmp_path / "account.json", str(tmp_path / "gap.bulkhead")
    account.write_text(ACCOUNT)
    call("-m", "ui.command", "run", "gap-through-bankruptcy", "--session", session)
    given = {"run": "gap-through-bankruptcy", "risk": str(account), "verify": session}[command]
    ours, floor = medians(lambda: call("-m", "ui.command", command, given), lambda: call("-c", "pass"), ROUNDS)
    report(f"ours.start.{command}", ours * 1e3, "ms", "lower", ratio_to_python_start=ours / floor)
    assert ours / floor < 0.5 / PYTHON_START_SECONDS


def probe(kind: str, home: Path) -> dict[str, float]:
    """Start a window as a process of its own; milliseconds to its first paint and to its chart, megabytes then.

    Compiled modules are kept beside the test, as they are beside an installed program.
    """
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPYCACHEPREFIX": str(home.parent / "compiled"),
        "QT_QPA_PLATFORM": "offscreen",
        "BULKHEAD_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "START_NS": str(time.monotonic_ns()),
    }
    command = [sys.executable, str(ROOT / "tests" / "speed" / "start_probe.py"), kind]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_the_window_against_an_empty_one(tmp_path: Path) -> None:
    rounds = [(probe("bulkhead", tmp_path / str(at)), probe("empty", tmp_path / "empty")) for at in range(ROUNDS)][1:]

    def median(name: str, which: int) -> float:
        return statistics.median(pair[which][name] for pair in rounds)

    for metric, name, goal, limit in (("main", "painted", 1.5, 2.0), ("chart", "ready", 3.5, 6.5)):
        wall = median(f"{name}_ms", 0) / median("painted_ms", 1)
        processor = median(f"{name}_cpu_ms", 0) / median("painted_cpu_ms", 1)
        ratios = {"ratio_to_empty_window": wall, "ratio_of_processor_time": processor, "goal": goal}
        report(f"ours.start.{metric}", median(f"{name}_ms", 0), "ms", "lower", **ratios)
        assert processor < limit
    report("ours.start.memory", median("resident_mb", 0), "MB", "lower", empty_window_mb=median("resident_mb", 1))
