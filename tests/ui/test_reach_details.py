"""The blast radius' details: key G and a click show the terms, the rule, the sum and the date; they follow the run."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from sandbox.messages.commands import ClosePosition, PlaceOrder, SetAutoTopUp
from sandbox.projections.wallets import contract_summary
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from tests.support.builders import BTC, ETH, SECOND, START, a_rulebook, an_opening, held, price_columns
from ui.bridge.presentation_clock import PresentationClock
from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.main_window.window import MainWindow
from ui.theme import style
from ui.viewmodels.order_ticket_view import TicketChoice

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    made = MainWindow(SessionHost(), WindowSettings(tmp_path / "user"), PresentationClock(None))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    book = replace(a_rulebook(), name="Test book", as_of="2024-06-30")
    positions = (held(BTC, "long", "2", "7934.0", "isolated", "20"), held(ETH, "short", "12", "200", "cross"))
    prices = price_columns([(START, BTC, 79_340), (START, ETH, 20_000)])
    opening = replace(an_opening(book), positions=positions, prices=prices)
    made.host.open(Session.create(MemoryJournal(opening)))
    made.show()
    made.host.play_to(START)
    made.refresh(settle=False)
    yield made
    made.close()
    QApplication.instance().setStyleSheet("")


def test_g_shows_terms_rule_sum_and_date_and_g_puts_them_away(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_G)
    popover = window.body.reach_details
    assert popover.isVisible()
    said = popover.texts
    assert "1,240.00 USDT" in said and "1,240.00 of 1,240.00" in said
    assert {"BTCUSDT, isolated", "ETHUSDT, cross", "793.40", "446.60"} <= set(said)
    assert "793.40 + min(free 446.60, 446.60) = 1,240.00" in said
    assert "Test book, as of 2024-06-30" in said
    assert any("Short has no highest price" in one or "a short has no highest price" in one.lower() for one in said)
    assert any(one.startswith("Segregated: only the contract wallet is collateral") for one in said)
    assert popover.geometry().bottom() < window.body.wallets.reach.mapTo(window.body, popover.rect().topLeft()).y()
    qtbot.keyClick(window, Qt.Key.Key_G)
    assert not popover.isVisible()


def test_a_click_on_the_strip_shows_them_and_escape_puts_them_away(qtbot, window):
    strip = window.body.wallets.reach
    qtbot.mouseClick(strip, LEFT)
    assert window.body.reach_details.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.body.reach_details.isVisible()
    strip.setFocus()
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    assert window.body.reach_details.isVisible()


def test_they_follow_what_happens(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_G)
    order = PlaceOrder(contract=BTC, side="short", lots=2_000, reduce_only=True, margin_mode=None, leverage=None)
    window.submit(order)
    assert "BTCUSDT, isolated" not in window.body.reach_details.texts


def test_an_order_in_the_editor_is_told_as_a_preview(qtbot, window):
    choice = TicketChoice(side="long", margin_mode="isolated", leverage=20, size_text="0.5")
    window.model.choose_contract(BTC)
    window.model.choose_order(choice)
    qtbot.keyClick(window, Qt.Key.Key_G)
    told = [one for one in window.body.reach_details.texts if one.startswith("With the order in the editor")]
    ghost = window.model.wallets_view().reach.preview_share
    assert bool(told) == (ghost is not None)


def test_they_tell_of_the_moment_looked_at(qtbot, window):
    window.host.play_to(START + 10 * SECOND)
    window.submit(PlaceOrder(contract=BTC, side="short", lots=2_000, reduce_only=True))
    qtbot.keyClick(window, Qt.Key.Key_G)
    popover = window.body.reach_details
    assert "BTCUSDT, isolated" not in popover.texts
    window.host.travel_by(lambda travel: travel.to_instant(START + 5 * SECOND))
    qtbot.waitUntil(lambda: "BTCUSDT, isolated" in popover.texts)


def test_auto_top_up_is_a_term_of_its_own(qtbot, window):
    window.submit(SetAutoTopUp(contract=BTC, on=True, limit_atoms=None))
    window.refresh(settle=False)
    qtbot.keyClick(window, Qt.Key.Key_G)
    assert "Auto top-up of BTCUSDT" in window.body.reach_details.texts


def test_the_worst_path_is_played_as_a_session_and_takes_what_was_told(qtbot, window):
    before = window.host.session
    qtbot.keyClick(window, Qt.Key.Key_G)
    told = window.body.reach_details.texts
    qtbot.mouseClick(window.body.reach_details.worst, LEFT)
    qtbot.waitUntil(lambda: window.host.session is not before, timeout=20_000)
    session = window.host.session
    assert session.opening.title.startswith("Worst path")
    session.play_to_end()
    assert "1,240.00 USDT" in told
    assert contract_summary(session.state).margin_balance_atoms == 0
    window.host.pause()


def test_with_nothing_at_stake_there_is_no_worst_path(qtbot, window):
    for contract in (BTC, ETH):
        window.submit(ClosePosition(contract=contract))
    window.refresh(settle=False)
    qtbot.keyClick(window, Qt.Key.Key_G)
    assert not window.body.reach_details.worst.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)), timeout=20_000)
    (box,) = window.findChildren(QMessageBox)
    assert "Nothing can be lost to a price now" in box.informativeText() + box.text()
    box.close()
