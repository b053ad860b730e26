"""Hedge mode in the window: switched by a command, both sides opened in the editor, each closed and protected alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.flight import Flight
from ui.dialogs.protect_dialog import ProtectDialog
from ui.main_window.hedge_wiring import switch_position_mode
from ui.theme import style

LEFT = Qt.MouseButton.LeftButton
SCENARIO = Path("resources/scenarios/hedge-mode.toml").read_text(encoding="utf-8")


@pytest.fixture
def flight(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    pilot = Flight(qtbot, tmp_path, SCENARIO)
    yield pilot
    pilot.window.close()
    QApplication.instance().setStyleSheet("")


def sizes(flight):
    return {one.side: abs(one.lots) for one in flight.window.host.session.state.positions_of("you")}


def test_each_row_closes_and_protects_its_own_side(qtbot, flight):
    flight.play_to("10:05:00")
    window = flight.window
    keys = [row.actions[-1].subject for row in window.model.position_rows()]
    assert keys == ["BTCUSDT-PERP/long", "BTCUSDT-PERP/short"]
    window.body.dock.protect_requested.emit(keys[1])
    dialog = window.findChildren(ProtectDialog)[-1]
    assert "short" in dialog.windowTitle()
    dialog.close()
    window.body.dock.close_requested.emit(keys[0])
    assert sizes(flight) == {"short": 1000}
    margin = window.open_margin(keys[1], "add")
    assert "short" in margin.windowTitle()
    margin.close()


def test_the_editor_opens_and_closes_sides_and_says_which(qtbot, flight):
    flight.play_to("10:05:00")
    ticket = flight.window.body.ticket
    qtbot.mouseClick(ticket.side.button("short"), LEFT)
    qtbot.keyClicks(ticket.size_field, "0.5")
    assert ticket.place.text().startswith("▼ Open short · 0.500 at ")
    assert ticket.side.button("long").text() == "▲ Open long"
    ticket.reduce_only.setChecked(True)
    assert ticket.side.button("short").text() == "▼ Close long"
    assert ticket.place.text().startswith("▼ Close long · 0.500 at ")
    qtbot.mouseClick(ticket.place, LEFT)
    assert sizes(flight) == {"long": 1500, "short": 1000}


def test_the_switch_is_a_command_and_is_refused_while_something_is_open(qtbot, flight):
    flight.play_to("10:00:10")
    window = flight.window
    assert window.model.facts.hedges
    switch_position_mode(window)
    assert not window.model.facts.hedges
    switch_position_mode(window)
    flight.play_to("10:05:00")
    switch_position_mode(window)
    assert window.model.facts.hedges and window.body.toast.isVisible()


def test_both_compartments_stand_in_the_contract_tank_and_both_legs_in_the_tables(qtbot, flight):
    flight.play_to("10:12:00")
    (row,) = [row for row in flight.window.model.liquidation_rows() if row.parent == ""]
    assert "Long" in row.cells[3].text
    flight.play_to("10:39:00")
    rows = [row for row in flight.window.model.liquidation_rows() if row.parent == ""]
    assert [row.cells[3].text.split()[1] for row in rows] == ["Long", "Long", "Short"]
    assert len({row.key for row in rows}) == 3
