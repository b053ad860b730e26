"""Automatic top-up in the window: switched on at the position, seen in the tank, taken from Available alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sandbox.messages.commands import PlaceOrder
from tests.support.window_pilot import Pilot
from ui.viewmodels import money_texts as words
from ui.viewmodels.records import WalletView

SCENARIO = """
title = "Topped up"
rulebook = "bulkhead-teaching"
starts = "2020-03-12T10:00:00Z"
ends = "2020-03-12T11:00:00Z"
[wallets]
spot = { USDT = "3000" }
contract = { USDT = "1650" }
[insurance_fund]
USDT = "10000"
[market."BTCUSDT-PERP"]
source = "path"
fees = "none"
points = [["2020-03-12T10:00:00Z", "8000"], ["2020-03-12T10:10:00Z", "7600"], ["2020-03-12T10:20:00Z", "7000"]]
"""


@pytest.fixture
def pilot(qtbot: object, tmp_path: Path) -> Pilot:
    path = tmp_path / "story.toml"
    path.write_text(SCENARIO)
    flown = Pilot(qtbot, tmp_path / "home", str(path))
    flown.window.host.play_to(flown.window.host.session.opening.starts_ns)
    flown.window.submit(
        PlaceOrder(contract="BTCUSDT-PERP", side="long", lots=2000, margin_mode="isolated", leverage=20)
    )
    flown.window.refresh(settle=False)
    return flown


def tank(pilot: Pilot) -> WalletView:
    return next(one for one in pilot.window.model.wallets_view().wallets if one.key == "contract")


def test_switched_on_by_keys_it_is_seen_and_takes_from_available_alone(pilot: Pilot, qtbot: object) -> None:
    window = pilot.window
    dialog = window.open_margin_of_first("top_up")
    assert dialog.send.text() == words.TOP_UP_ON and dialog.send.isEnabled()
    dialog.amount.setText("abc")
    assert not dialog.send.isEnabled() and dialog.error.text()
    dialog.amount.clear()
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    window.refresh(settle=False)
    assert [one.is_linked for one in tank(pilot).compartments] == [False, True]
    reach = {one.wallet: one.worst_atoms for one in window.model.facts.reach}
    assert reach["contract"] == 1650 * 10**8 and reach["spot"] == 0
    assert words.PIPE_TOP_UP_INSIDE in {one.reason_text for one in window.model.wallets_view().pipes}
    window.host.step_event()
    assert not window.model.facts.is_locked
    assert tank(pilot).compartments[0].amount_text == "90.00"  # 850 less 760, a twentieth of 15,200
    assert window.model.facts.of("spot", "USDT") == 3000 * 10**8
    window.refresh(settle=False)
    log = [" ".join(cell.text for cell in row.cells) for row in window.model.history.log]
    assert any(words.TOP_UP_TAKEN in line for line in log)
    window.host.step_event()
    QApplication.processEvents()
    assert window.model.facts.is_locked


def test_it_is_switched_off_again_with_an_empty_amount(pilot: Pilot) -> None:
    window = pilot.window
    dialog = window.open_margin_of_first("top_up")
    dialog.amount.setText("100")
    dialog.send.click()
    assert window.model.facts.topped_up == {"BTCUSDT-PERP": 100 * 10**8}
    dialog = window.open_margin_of_first("top_up")
    assert dialog.send.text() == words.TOP_UP_OFF
    assert "100.00 USDT" in dialog.note.text()
    dialog.send.click()
    assert window.model.facts.topped_up == {}
