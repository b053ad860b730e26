"""Sessions prepared aside: shown when ready, dropped without a trace when called off, told in one line when refused."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from tests.support.window_pilot import Pilot
from ui.dialogs.preparation import Preparation


@pytest.fixture
def pilot(qtbot: QtBot, tmp_path: Path) -> Pilot:
    return Pilot(qtbot, tmp_path / "home")


GAP, THURSDAY = "gap-through-bankruptcy", "black-thursday"


def preparations(pilot: Pilot) -> list[Preparation]:
    return pilot.window.findChildren(Preparation)


def files_of(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []


def test_a_scenario_is_shown_once_it_is_ready_and_then_follows(qtbot: QtBot, pilot: Pilot) -> None:
    window, before, followed = pilot.window, pilot.window.host.session, []
    window.files.begin_scenario(THURSDAY, lambda: followed.append(window.host.session.opening.id))
    assert window.host.session is before, "what is open stays until the other is ready"
    qtbot.waitUntil(lambda: bool(followed))
    assert followed == [THURSDAY]
    assert window.files.path is not None and window.files.path.is_file()
    window.host.step_update()  # made in another thread, written in this one
    assert not window.host.is_stopped


def test_called_off_nothing_changes_and_no_file_stays(qtbot: QtBot, pilot: Pilot) -> None:
    window, before = pilot.window, pilot.window.host.session
    held = files_of(window.files.folder)
    window.files.begin_scenario(THURSDAY)
    notice = preparations(pilot)[0].notice
    notice.forceShow()
    qtbot.keyClick(notice, Qt.Key.Key_Escape)
    assert not notice.isVisible()
    qtbot.waitUntil(lambda: not preparations(pilot))
    assert window.host.session is before
    assert files_of(window.files.folder) == held


def test_the_last_one_asked_for_is_shown(qtbot: QtBot, pilot: Pilot) -> None:
    window = pilot.window
    window.files.begin_scenario(THURSDAY)
    window.files.begin_scenario(GAP)
    qtbot.waitUntil(lambda: not preparations(pilot))
    assert window.host.session.opening.id == GAP


def test_what_cannot_be_started_is_told_and_the_open_session_stays(qtbot: QtBot, pilot: Pilot, tmp_path: Path) -> None:
    window, before = pilot.window, pilot.window.host.session
    (tmp_path / "wrong.toml").write_text("title = 3\n")
    window.files.begin_scenario(str(tmp_path / "wrong.toml"))
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "problem") is not None)
    box = window.findChild(QMessageBox, "problem")
    assert "wrong.toml" in box.informativeText() and window.host.session is before
    box.accept()


def test_a_session_opened_aside_goes_on(qtbot: QtBot, pilot: Pilot) -> None:
    window = pilot.window
    first, cursor = window.files.path, None
    window.host.step_update()
    cursor = window.host.session.cursor
    assert first is not None and window.files.start_scenario(GAP)
    window.files.begin_file(first)
    qtbot.waitUntil(lambda: window.files.path == first)
    assert window.host.session.cursor == cursor
