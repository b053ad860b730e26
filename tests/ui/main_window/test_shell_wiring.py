"""The shell as a person uses it: find a command, read the help, change a setting, find a session again."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel

from tests.support.window_pilot import Pilot
from ui.dialogs.pair_editor import PairEditor
from ui.main_window.theme_choice import KEY
from ui.theme.look import GAIN_KEY, OWN, TEAL
from ui.theme.style import current_tokens
from ui.viewmodels import look_texts
from ui.viewmodels import shell_texts as texts


@pytest.fixture
def pilot(qtbot: object, tmp_path: Path) -> Pilot:
    return Pilot(qtbot, tmp_path)


def test_command_search_finds_and_runs_a_command_by_keys_alone(pilot: Pilot, qtbot: object) -> None:
    dialog = pilot.window.shell.search_commands()
    qtbot.keyClicks(dialog.query, "order cross")
    assert dialog.list.count() == 1
    qtbot.keyClick(dialog.query, Qt.Key.Key_Return)
    assert pilot.window.body.ticket.mode.choice == "cross"


def test_command_search_moves_with_the_arrows_and_says_when_nothing_matches(pilot: Pilot, qtbot: object) -> None:
    dialog = pilot.window.shell.search_commands()
    qtbot.keyClick(dialog.query, Qt.Key.Key_Down)
    assert dialog.list.currentRow() == 1
    qtbot.keyClick(dialog.query, Qt.Key.Key_Up)
    qtbot.keyClick(dialog.query, Qt.Key.Key_Up)
    assert dialog.list.currentRow() == 0
    qtbot.keyClicks(dialog.query, "no such thing")
    assert dialog.hint.text() == texts.COMMANDS_EMPTY
    qtbot.keyClick(dialog.query, Qt.Key.Key_Return)
    dialog.close()


def test_every_named_command_is_found_once_per_key(pilot: Pilot) -> None:
    keys = [one.shortcut().toString() for one in pilot.window.actions() if not one.shortcut().isEmpty()]
    assert len(keys) == len(set(keys)), "two commands share a key"
    assert all(one.text() for one in pilot.window.actions())


def test_help_searches_pages_and_follows_links(pilot: Pilot) -> None:
    help_window = pilot.window.shell.show_help()
    assert help_window.list.count() > 3
    help_window.query.setText("bankruptcy price")
    assert help_window.list.count() > 0
    help_window.query.setText("nothing holds these words")
    assert help_window.list.count() == 0
    assert not help_window.empty.isHidden()
    assert help_window.show_page("commands")
    assert "bulkhead run" in help_window.browser.toPlainText()
    help_window.close()


def test_settings_hold_at_once_and_are_remembered(pilot: Pilot) -> None:
    dialog = pilot.window.shell.show_settings()
    box = next(one for one in dialog.findChildren(QCheckBox) if one.text() == texts.LESS_MOTION)
    box.setChecked(True)
    assert pilot.window.body.flows.overlay.reduced_motion
    theme = dialog.findChild(QComboBox)
    theme.setCurrentIndex(theme.findData("light"))
    assert not current_tokens().is_dark
    assert pilot.window.settings.text(KEY) == "light"
    theme.setCurrentIndex(theme.findData("dark"))
    assert current_tokens().is_dark
    dialog.close()


def test_a_pair_of_ones_own_is_offered_checked_and_kept(pilot: Pilot) -> None:
    dialog = pilot.window.shell.show_settings()
    editor = dialog.findChild(PairEditor)
    pairs = next(one for one in dialog.findChildren(QComboBox) if one.accessibleName() == look_texts.PAIR)
    assert editor.isHidden()
    pairs.setCurrentIndex(pairs.findData(OWN))
    assert not editor.isHidden()
    assert editor.gain.value and editor.loss.value, "it begins from the colours in use"
    before = current_tokens().gain
    editor.gain.field.setText("#36CC")
    assert "six digits" in editor.message.text() and current_tokens().gain == before
    editor.loss.field.setText("#FF6B4A")
    editor.gain.field.setText("#8CC8FF")
    assert editor.message.text() == look_texts.OWN_USED
    assert current_tokens().gain == "#8CC8FF" == pilot.window.settings.text(GAIN_KEY)
    palette = editor.loss.pick()
    palette.setCurrentColor("#FF9A3D")
    palette.accept()
    assert current_tokens().loss == "#FF9A3D"
    pairs.setCurrentIndex(pairs.findData(TEAL))
    assert editor.isHidden() and current_tokens().gain != "#8CC8FF"
    dialog.close()


def test_flows_switched_off_are_not_drawn(pilot: Pilot) -> None:
    window = pilot.window
    window.flows_action.setChecked(False)
    window.host.step_event()
    window.host.step_event()
    assert not window.body.flows.overlay.is_active
    window.flows_action.setChecked(True)


def test_sessions_are_listed_verified_and_opened(pilot: Pilot, qtbot: object) -> None:
    first = pilot.window.files.path
    assert pilot.window.files.start_scenario("black-thursday")
    dialog = pilot.window.shell.show_sessions()
    assert dialog.list.count() == 2
    dialog.list.setCurrentRow(0 if "Black" in dialog.list.item(1).text() else 1)
    assert "A gap" in dialog.list.currentItem().text()
    qtbot.mouseClick(dialog.verify_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "verified" in dialog.note.text())
    qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pilot.window.files.path == first)


def test_an_open_session_is_not_moved_to_the_bin(pilot: Pilot, qtbot: object) -> None:
    dialog = pilot.window.shell.show_sessions()
    qtbot.mouseClick(dialog.delete_button, Qt.MouseButton.LeftButton)
    assert dialog.note.text() == texts.SESSION_OPEN_NOW
    assert pilot.window.files.path.is_file()
    dialog.close()


def test_recent_sessions_are_in_the_menu_newest_first(pilot: Pilot, qtbot: object) -> None:
    pilot.window.files.start_scenario("black-thursday")
    menu = pilot.window.shell.recent_menu
    menu.aboutToShow.emit()
    names = [one.text() for one in menu.actions()]
    assert names == ["black-thursday", "gap-through-bankruptcy"]
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: pilot.window.host.session.opening.id == "gap-through-bankruptcy")


def test_about_names_every_part_with_its_licence(pilot: Pilot) -> None:
    dialog = pilot.window.shell.show_about()
    words = {one.text() for one in dialog.findChildren(QLabel)}
    assert {"PySide6-Essentials", "LGPL-3.0 or GPL-2.0", "Inter", "SIL OFL 1.1"} <= words
    dialog.close()


def test_layout_changes_can_be_undone_redone_and_reset(pilot: Pilot) -> None:
    window = pilot.window
    QApplication.processEvents()
    rows, layout = window.body.rows, window.shell.layout
    layout.start_from_here()
    before = rows.sizes()
    rows.moveSplitter(rows.sizes()[0] - 60, 1)
    layout.settle()
    moved = rows.sizes()
    assert moved != before
    assert layout.undo()
    assert rows.sizes() == before
    assert not layout.undo()
    assert layout.redo()
    assert rows.sizes() == moved
    layout.reset()
    assert layout.undo()
    assert rows.sizes() == moved


def test_a_report_tells_versions_and_steps_and_nothing_personal(qtbot: object, tmp_path: Path) -> None:
    pilot = Pilot(qtbot, tmp_path)
    pilot.window.host.play_to(pilot.window.host.session.opening.ends_ns)
    dialog = pilot.window.shell.show_report()
    report = json.loads(dialog.body.toPlainText())
    session = pilot.window.host.session
    assert report["session"]["digest"] == session.digest and report["session"]["steps"] == session.step_count
    assert report["session"]["last_steps"][-1]["step"] == session.step_number
    assert {"bulkhead", "engine", "python", "system", "packages", "qt"} <= set(report)
    for amount in ("1240", "446.6", "3000", "124000000000"):
        assert amount not in dialog.body.toPlainText()
    assert str(tmp_path) not in dialog.body.toPlainText()
    assert dialog.save_to(tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == report
    assert not dialog.save_to(tmp_path / "gone" / "report.json")
    assert "cannot be written" in dialog.said.text()
    dialog.close()
