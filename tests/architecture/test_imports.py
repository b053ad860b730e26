"""The layer contracts hold, and each sort of wrong import is caught: a rule that cannot fail is a wish."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINTER = Path(sys.executable).parent / ("lint-imports.exe" if sys.platform == "win32" else "lint-imports")

PLANTED = [
    ("sandbox/engine/phases.py", "import ui.command"),
    ("sandbox/session/session.py", "from PySide6 import QtCore"),
    ("sandbox/projections/wallets.py", "import pyqtgraph"),
    ("ui/viewmodels/number_text.py", "from PySide6 import QtCore"),
    ("sandbox/engine/step.py", "import time"),
    ("sandbox/risk/units.py", "import random"),
    ("sandbox/values/instants.py", "from datetime import datetime"),
    ("sandbox/margin/scale.py", "import sandbox.engine.state"),
    ("sandbox/session/session.py", "import socket"),
    ("ui/bridge/background.py", "from urllib.request import urlopen"),
    ("sandbox/session/session.py", "import sandbox.loading.scenario_toml"),
    ("sandbox/ledger/balances.py", "import sandbox.matching.netting"),
    ("ui/viewmodels/number_text.py", "import ui.panels"),
    ("ui/drawing/tank.py", "def late():\n    import ui.panels"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(LINTER), "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def copy_tree(target: Path) -> None:
    for name in ("sandbox", "ui"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", target)


def test_contracts_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def planted_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("tree")
    copy_tree(target)
    return target


@pytest.mark.parametrize(("file", "line"), PLANTED, ids=[f"{f.split('/')[-1]}:{n.split()[-1]}" for f, n in PLANTED])
def test_a_planted_wrong_import_is_caught(planted_tree: Path, file: str, line: str) -> None:
    path = planted_tree / file
    body = path.read_text()
    path.write_text(f"{body}\n\n{line}\n")
    try:
        done = lint(planted_tree)
    finally:
        path.write_text(body)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout, done.stdout + done.stderr


def test_a_package_outside_the_layers_is_caught(planted_tree: Path) -> None:
    stray = planted_tree / "sandbox" / "stray"
    stray.mkdir()
    (stray / "__init__.py").write_text('"""A package nobody placed."""\n')
    try:
        assert lint(planted_tree).returncode != 0
    finally:
        shutil.rmtree(stray)
