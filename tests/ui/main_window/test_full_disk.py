"""A disk that runs full while a session is open: it is said, nothing committed is lost, and it goes on with room."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from sandbox.messages.commands import TransferMoney
from sandbox.session.verify import verify_file
from tests.support.window_pilot import Pilot
from ui.main_window.window import MainWindow
from ui.viewmodels import texts


def move_until_refused(window: MainWindow) -> int:
    """Send money to and fro until a step cannot be written; returns how many were."""
    for count in range(400):
        ways = ("contract", "spot") if count % 2 == 0 else ("spot", "contract")
        if not window.submit(TransferMoney(source=ways[0], target=ways[1], asset="USDT", atoms=1)):
            return count
    raise AssertionError("the disk never ran full")


def boxes(window: MainWindow) -> list[QMessageBox]:
    return [one for one in window.findChildren(QMessageBox) if one.isVisible()]


def test_a_full_disk_is_told_and_with_room_the_session_goes_on(qtbot: object, tmp_path: Path) -> None:
    pilot = Pilot(qtbot, tmp_path)
    window, host = pilot.window, pilot.window.host
    host.play_to(host.session.opening.starts_ns + 2_000_000_000)
    connection = host.session.journal.connection  # type: ignore[attr-defined]
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages + 1}")  # SQLite says then what it says on a full disk
    steps = host.session.step_count + move_until_refused(window)
    (box,) = boxes(window)
    assert "full" in box.informativeText() and host.is_stopped
    assert not window.submit(TransferMoney(source="contract", target="spot", asset="USDT", atoms=1))
    again = next(one for one in box.findChildren(QPushButton) if one.text() == texts.TRY_AGAIN)
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    assert not host.is_stopped and host.session.step_count == steps
    assert window.submit(TransferMoney(source="contract", target="spot", asset="USDT", atoms=1))
    assert not boxes(window)
    path = window.files.path
    window.close()
    verdict = verify_file(str(path))
    assert (verdict.failure, verdict.steps) == ("", steps + 1)
