"""Sub-accounts in the window: looked at one by one, and a transfer across the wall."""

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.builders import atoms
from tests.support.money_stories import FOUR_SLICES, MoneyPilot
from ui.main_window.sub_account_wiring import open_sub_accounts
from ui.viewmodels.sub_account_view import Place, across_view

STORY = (
    FOUR_SLICES
    + """
[[sub_account]]
name = "hedge"
wallets = { spot = { USDT = "50" }, contract = { USDT = "700" } }

[[step]]
at = "2020-03-12T09:00:05Z"
do = "open"
contract = "BTCUSDT-PERP"
side = "short"
qty = "1"
margin = "cross"
leverage = 20
sub_account = "hedge"
"""
)


@pytest.fixture
def pilot(qtbot, tmp_path):
    made = MoneyPilot(STORY, tmp_path, "09:00:00")
    qtbot.addWidget(made.window)
    made.play_to("09:58:03")
    yield made
    QApplication.instance().setStyleSheet("")


def test_each_account_is_shown_with_what_it_holds_and_can_lose_by_itself(pilot):
    dialog = open_sub_accounts(pilot.window)
    cells = [one.text() for one in dialog.figures.children() if hasattr(one, "text")]
    assert dialog.account.currentText() == "hedge"
    assert cells[3:9] == ["Spot, USDT", "50.00", "0.00", "Contract, USDT", "700.00", "700.00"]
    assert "BTCUSDT, short 1.000" in cells and "+87.80" in cells
    dialog.account.setCurrentIndex(0)
    cells = [one.text() for one in dialog.figures.children() if hasattr(one, "text")]
    assert "1,240.00" in cells and "BTCUSDT, short 1.000" not in cells
    dialog.reject()


def test_a_transfer_crosses_the_wall_and_one_that_margin_needs_does_not(pilot):
    moment = pilot.window.model.session
    refused = across_view(moment, Place("hedge", "contract"), Place("", "spot"), "USDT", "690")
    assert refused.command is None and "too much" in refused.error_text
    dialog = open_sub_accounts(pilot.window)
    dialog.amount.setText("100")
    assert (dialog.source.currentText(), dialog.target.currentText()) == ("Main account: Spot", "hedge: Contract")
    dialog.send.click()
    balances = moment.state.balances
    assert (balances.of("spot", "USDT"), balances.of("hedge/contract", "USDT")) == (atoms("2900"), atoms("800"))
