"""A session that can only be looked at says why, refuses what it cannot keep, and goes on once it can."""

import contextlib
import os
import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from sandbox.messages.commands import TransferMoney
from sandbox.session.file import open_journal
from sandbox.session.schema import USER_VERSION
from sandbox.session.verify import verify_file
from tests.support.window_pilot import Pilot
from ui.main_window.window import MainWindow
from ui.viewmodels import keeping_texts as words

MOVE = TransferMoney(source="contract", target="spot", asset="USDT", atoms=1)


@pytest.fixture
def kept(qtbot: object, tmp_path: Path) -> tuple[Pilot, Path]:
    """A pilot without a session, and a session that was played for a while."""
    pilot = Pilot(qtbot, tmp_path)
    host = pilot.window.host
    host.play_to(host.session.opening.starts_ns + 2_000_000_000)
    pilot.window.submit(MOVE)
    path = pilot.window.files.path
    assert path is not None
    pilot.window.close()
    pilot.open()
    return pilot, path


def boxes(window: MainWindow) -> list[QMessageBox]:
    return [one for one in window.findChildren(QMessageBox) if one.isVisible()]


def refused_all(window: MainWindow) -> None:
    """Try whatever would write; nothing is done, and each says why, one box at a time."""
    host, why = window.host, list[str]()
    host.failed.connect(why.append)
    steps, digest = host.session.step_count, host.session.digest
    tries = (lambda: window.submit(MOVE), host.play, host.step_event, host.step_update, window.time.bookmark)
    for act in tries:
        act()
        for box in boxes(window):
            assert box.text() == words.READ_ONLY_HEAD
            box.close()
    assert len(why) == len(tries) - 1  # a bookmark is refused by the journal itself
    assert (host.session.step_count, host.session.digest, host.is_playing) == (steps, digest, False)
    host.travel_by(lambda travel: travel.to_step(0))
    assert host.is_back
    host.play()
    assert host.is_playing  # the past is there to be shown again
    host.pause()
    host.travel_by(lambda travel: travel.to_end())


def test_a_session_that_another_program_writes_is_shown_and_goes_on_once_it_lets_go(
    kept: tuple[Pilot, Path], qtbot: object
) -> None:
    pilot, path = kept
    writer = open_journal(str(path))
    window = pilot.window
    assert window.files.open_file(path)
    assert f"process {os.getpid()} on " in window.keeping.notice.text and "since 20" in window.keeping.notice.text
    assert window.keeping.notice.isVisible() and not boxes(window)
    refused_all(window)
    qtbot.mouseClick(window.keeping.notice.again, Qt.MouseButton.LeftButton)
    assert window.keeping.notice.isVisible()
    writer.close()
    qtbot.mouseClick(window.keeping.notice.again, Qt.MouseButton.LeftButton)
    assert not window.keeping.notice.isVisible() and "(read only)" not in window.windowTitle()
    assert window.submit(MOVE)
    window.close()
    assert verify_file(str(path)).failure == ""


def test_a_newer_session_is_shown_and_left_as_it_is(kept: tuple[Pilot, Path]) -> None:
    pilot, path = kept
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={USER_VERSION + 1}")
        connection.execute("CREATE TABLE inventions (body)")
        connection.execute("CREATE TRIGGER t AFTER INSERT ON steps BEGIN DELETE FROM steps; END")
    before = path.read_bytes()
    window = pilot.window
    assert window.files.open_file(path)
    assert "newer Bulkhead" in window.keeping.notice.text and "update this one" in window.keeping.notice.text
    refused_all(window)
    assert window.files.copy_to(path.with_name("copy.bulkhead"))
    window.close()
    assert path.read_bytes() == before


def test_a_newer_session_that_holds_what_is_not_known_is_told_in_one_line(kept: tuple[Pilot, Path]) -> None:
    pilot, path = kept
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={USER_VERSION + 1}")
        connection.execute("""UPDATE events SET body = '{"event":"teleported"}' WHERE seq = 3""")
        connection.commit()
    assert not pilot.window.files.open_file(path)
    (box,) = boxes(pilot.window)
    assert "holds what this one does not know" in box.informativeText() and "damaged" not in box.informativeText()
    box.close()


def test_a_damaged_session_is_offered_to_be_recovered_into_a_new_file(kept: tuple[Pilot, Path], qtbot: object) -> None:
    pilot, path = kept
    digest = verify_file(str(path)).digest
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("""UPDATE events SET body = '{"event":"teleported"}' WHERE seq = 3""")
        connection.commit()
    window = pilot.window
    assert not window.files.open_file(path)
    (box,) = boxes(window)
    assert "is damaged" in box.informativeText()
    before = path.read_bytes()
    offer = next(one for one in box.buttons() if one.text() == words.RECOVER_OFFER)
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.host.has_session, timeout=10_000)
    assert window.files.path == path.with_name(f"{path.stem}-recovered.bulkhead")
    (told,) = boxes(window)
    assert "it verifies" in told.text() and "Lost" not in told.text()
    told.close()
    assert window.host.session.digest == digest and window.submit(MOVE)
    window.close()
    assert path.read_bytes() == before


def test_a_session_of_which_nothing_is_left_says_so(kept: tuple[Pilot, Path], qtbot: object) -> None:
    pilot, path = kept
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM opening")
        connection.commit()
    pilot.window.files.recover_file(path)
    qtbot.waitUntil(lambda: bool(boxes(pilot.window)), timeout=10_000)
    (box,) = boxes(pilot.window)
    assert box.text() == words.CANNOT_RECOVER and "nothing can be recovered" in box.informativeText()
    box.close()
