"""What commands load and touch: no Qt for `run`, `risk`, `verify`, no socket anywhere, a Qt that counts right."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("PySide6", "shiboken6", "pyqtgraph", "sqlite_utils", "polars", "pandas")
ACCOUNT = {
    "rulebook": "binance-usdm",
    "account_mode": "segregated",
    "contract_wallet": {"USDT": "1240"},
    "marks": {"BTCUSDT-PERP": "7934.0"},
    "positions": [
        {"contract": "BTCUSDT-PERP", "side": "long", "qty": "2", "entry": "7934.0", "margin_mode": "isolated",
         "leverage": 20}
    ],
}  # fmt: skip
PROBE = """
import socket, sys
def refuse(*_, **__): raise AssertionError("a socket was opened")
socket.socket.__init__ = refuse
from ui.command import main
code = main(sys.argv[1:])
import json
names = {name if "Qt" in name else name.split(".")[0] for name in sys.modules}
print("LOADED " + json.dumps(sorted(names)))
raise SystemExit(code)
"""


def loaded_by(folder: Path, *arguments: str) -> set[str]:
    """Run a command in a process of its own without sockets; returns the top-level modules it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if line.startswith("LOADED "))
    return set(json.loads(line.removeprefix("LOADED ")))


def test_run_risk_and_verify_load_no_qt_and_open_no_socket(tmp_path: Path) -> None:
    account, session = tmp_path / "account.json", tmp_path / "gap.bulkhead"
    account.write_text(json.dumps(ACCOUNT))
    for command in (
        ("run", "gap-through-bankruptcy", "--session", str(session)),
        ("risk", str(account)),
        ("verify", str(session)),
    ):
        assert not loaded_by(tmp_path, *command) & {*HEAVY, "numpy", "asyncio"}, command


def test_a_picture_opens_no_socket(tmp_path: Path) -> None:
    out = tmp_path / "gap.png"
    loaded = loaded_by(tmp_path, "shot", "gap-through-bankruptcy", "--at", "2020-03-12T10:00:05Z", "--out", str(out))
    assert "PySide6" in loaded and out.stat().st_size > 10_000
    assert not {name for name in loaded if "QtNetwork" in name or "QtWeb" in name}


def test_the_socket_probe_can_fail() -> None:
    code = PROBE.split("from ui.command")[0] + "socket.socket()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "a socket was opened" in done.stderr


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from 3.12 on")
def test_qt_keeps_its_references_to_none(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert app is not None
    before = sys.getrefcount(None)
    for _ in range(500):
        app.processEvents()
    assert sys.getrefcount(None) > before - 50, "this PySide6 loses references to None and would abort: see the pin"
