"""The account mode switched in the window: before and after, refused with its reason, the chip and the reach follow."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from sandbox.messages.commands import PlaceOrder
from tests.support.flight import Flight
from tests.support.layout import complaints
from ui.dialogs.account_mode_dialog import AccountModeDialog

LEFT = Qt.MouseButton.LeftButton
SCENARIO = """
title = "A switch"
rulebook = "bulkhead-teaching"
starts = "2020-03-12T10:00:00Z"
[wallets]
spot = { BTC = "1.25", USDT = "3000" }
contract = { USDT = "1240" }
[market."BTCUSDT-PERP"]
source = "path"
points = [["2020-03-12T10:00:00Z", "7934.0"], ["2020-03-12T10:30:00Z", "7900.0"]]
[[step]]
at = "2020-03-12T10:00:01Z"
do = "open"
contract = "BTCUSDT-PERP"
side = "long"
qty = "2"
margin = "cross"
leverage = 20
"""


@pytest.fixture
def flight(qtbot: object, tmp_path: Path) -> Flight:
    made = Flight(qtbot, tmp_path, SCENARIO)
    made.play_to("10:05:00")
    return made


def opened(qtbot: object, flight: Flight) -> AccountModeDialog:
    qtbot.keyClick(flight.window, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    return flight.window.findChildren(AccountModeDialog)[-1]


def test_the_dialog_tells_every_figure_and_the_switch_is_seen(qtbot: object, flight: Flight) -> None:
    dialog = opened(qtbot, flight)
    assert not dialog.send.isEnabled() and complaints(dialog) == []
    dialog.field.setCurrentIndex(dialog.field.findData("unified"))
    rows = {name: (now, after) for name, now, after in dialog._view.rows}
    assert rows["Can be lost of Spot, BTC"] == ("0.0000", "1.2500")
    assert rows["Can be lost of Contract, USDT"][0] == rows["Can be lost of Contract, USDT"][1]
    assert complaints(dialog) == []
    qtbot.mouseClick(dialog.send, LEFT)
    flight.window.refresh(settle=False)
    assert flight.window.host.session.state.account_mode == "unified"
    assert flight.window.model.top_bar_view().regime_text == "Unified"
    assert "Spot reachable" in flight.window.model.wallets_view().reach.reach_text


def test_a_switch_while_an_order_rests_is_refused_in_words(qtbot: object, flight: Flight) -> None:
    order = PlaceOrder(contract="BTCUSDT-PERP", side="long", lots=1, price_ticks=70_000)
    flight.window.submit(order)
    dialog = opened(qtbot, flight)
    dialog.field.setCurrentIndex(dialog.field.findData("unified"))
    assert dialog.error.isVisible() and "cancel them first" in dialog.error.text()
    assert not dialog.send.isEnabled()
    dialog.reject()
