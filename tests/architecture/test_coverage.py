"""The share of lines that the default run reaches may only grow, and the floors with it."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = {  # percent of lines, whole; commands run as processes of their own are not counted
    "sandbox/cli": 94,
    "sandbox/engine": 99,
    "sandbox/ledger": 100,
    "sandbox/loading": 97,
    "sandbox/margin": 99,
    "sandbox/market": 98,
    "sandbox/matching": 100,
    "sandbox/messages": 99,
    "sandbox/projections": 98,
    "sandbox/risk": 97,
    "sandbox/rulebook": 99,
    "sandbox/session": 96,
    "sandbox/studies": 96,
    "sandbox/values": 98,
    "ui/bridge": 89,
    "ui/dialogs": 94,
    "ui/drawing": 97,
    "ui/main_window": 95,
    "ui/models": 97,
    "ui/panels": 97,
    "ui/theme": 98,
    "ui/viewmodels": 97,
}


def shares(report: dict[str, dict[str, dict[str, int]]]) -> dict[str, float]:
    """Return the percent of lines reached by package of a report of coverage."""
    reached, all_lines = Counter[str](), Counter[str]()
    for name, told in report.items():
        package = "/".join(Path(name).parts[:2])
        reached[package] += told["summary"]["covered_lines"]
        all_lines[package] += told["summary"]["num_statements"]
    return {package: 100 * reached[package] / count for package, count in all_lines.items() if count}


def fallen(found: dict[str, float]) -> list[str]:
    """Return the packages below their floor, and those without one."""
    reached = {name: found.get(name, 0.0) for name in FLOORS}
    low = [f"{name} {reached[name]:.1f} < {floor}" for name, floor in FLOORS.items() if reached[name] < floor]
    return low + [f"{name} has no floor" for name in sorted(found) if name not in FLOORS and not name.endswith(".py")]


def test_a_share_that_falls_and_a_package_without_a_floor_are_told() -> None:
    found: dict[str, float] = {name: float(floor) for name, floor in FLOORS.items()}
    assert fallen(found) == []
    assert fallen({**found, "sandbox/engine": 98.9}) == ["sandbox/engine 98.9 < 99"]
    assert fallen({**found, "ui/film": 100.0}) == ["ui/film has no floor"]


def test_every_package_has_a_floor() -> None:
    packages = {f"{top}/{one.parent.name}" for top in ("sandbox", "ui") for one in (ROOT / top).glob("*/__init__.py")}
    assert packages == set(FLOORS)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_the_default_run_reaches_as_much_as_it_did(tmp_path: Path) -> None:
    report = tmp_path / "coverage.json"
    words = ["-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", "--cov=sandbox", "--cov=ui", "--cov-report="]
    done = subprocess.run([sys.executable, *words, f"--cov-report=json:{report}"], cwd=ROOT, check=False)
    assert done.returncode == 0
    assert fallen(shares(json.loads(report.read_text(encoding="utf-8"))["files"])) == []
