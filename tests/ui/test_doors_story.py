"""The side doors in the window: linked by V then L with every figure before and after, seen in pipe, strip and log."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from sandbox.messages.commands import SetAutoTransfer
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from tests.support.builders import BTC, START, a_rulebook, an_opening, atoms, held, price_columns
from ui.bridge.presentation_clock import PresentationClock
from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.drawing.pipe import ValveState
from ui.main_window.doors_wiring import open_doors_dialog
from ui.main_window.window import MainWindow
from ui.theme import style


@pytest.fixture
def window(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    made = MainWindow(SessionHost(), WindowSettings(tmp_path / "user"), PresentationClock(None))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    book = replace(a_rulebook(), name="Test book", as_of="2024-06-30")
    prices = price_columns([(START, BTC, 79_340)])
    positions = (held(BTC, "short", "2", "7934.0", "cross", "20"),)
    opening = replace(an_opening(book, savings="2500"), positions=positions, prices=prices)
    made.host.open(Session.create(MemoryJournal(opening)))
    made.show()
    made.host.play_to(START)
    made.refresh(settle=False)
    yield made
    made.close()
    QApplication.instance().setStyleSheet("")


def test_a_door_is_opened_with_a_limit_and_closed_again(window):
    dialog = open_doors_dialog(window)
    dialog.limit.setText("500")
    rows = {row[0]: row[1:] for row in dialog._view.rows}
    assert rows["Can be lost of Spot, USDT"] == ("0.00", "500.00")
    assert rows["Can be lost of Contract, USDT"] == ("1,240.00", "1,240.00")
    dialog.send.click()
    assert window.model.session.state.auto_transfers == {("spot", "USDT"): atoms("500")}
    window.refresh(settle=False)
    pipe = window.body.wallets.pipe("contract").figure
    assert (pipe.state, pipe.reason_text) == (ValveState.LINKED, "Spot may follow")
    strip = window.body.wallets.reach.figure
    assert strip.is_linked and strip.reach_text == "Spot reachable / Savings 0 / Funding 0"
    assert strip.sum_text.endswith("1,740.00") and strip.detail_text == "USDT, Contract + Spot"
    dialog = open_doors_dialog(window)
    assert "may bring up to 500.00 USDT" in dialog._view.note_text
    dialog.send.click()
    assert window.model.session.state.auto_transfers == {}


def test_what_is_typed_wrong_or_refused_is_said_and_not_sent(window):
    dialog = open_doors_dialog(window)
    dialog.limit.setText("much")
    assert dialog.error.text() and not dialog.send.isEnabled()
    dialog.reject()


def test_the_details_tell_the_door_as_a_term_and_the_log_names_it(window):
    window.submit(SetAutoTransfer(wallet="funding", asset="USDT", on=True))
    window.submit(SetAutoTransfer(wallet="spot", asset="USDT", on=True, limit_atoms=atoms("500")))
    window.refresh(settle=False)
    from ui.main_window.reach_wiring import show_details

    show_details(window)
    said = window.body.reach_details.texts
    assert "Automatic transfer for BTCUSDT" in said and "500.00 of 3,000.00" in said
    assert any(one.startswith("Segregated: automatic transfer is on, up to 500") for one in said)
    funding = window.body.wallets.pipe("funding").figure
    assert (funding.state, funding.reason_text) == (ValveState.LINKED, "may follow to Contract")
    assert window.body.wallets.pipe("contract").figure.reason_text == "Spot and Funding may follow"


def test_savings_are_pledged_and_the_strip_the_pipe_and_the_transfer_dialog_say_so(window):
    dialog = open_doors_dialog(window)
    dialog.door.setCurrentIndex(dialog.door.findData("pledge/savings"))
    dialog.limit.setText("400")
    rows = {row[0]: row[1:] for row in dialog._view.rows}
    assert rows["Can be lost of Savings, USDT"] == ("0.00", "400.00")
    assert rows["Equity of cross positions"] == ("1,240.00", "1,640.00")
    dialog.send.click()
    window.refresh(settle=False)
    pipe = window.body.wallets.pipe("savings").figure
    assert (pipe.state, pipe.reason_text) == (ValveState.LINKED, "pledged as margin")
    assert window.body.wallets.reach.figure.reach_text == "Savings reachable / Spot 0 / Funding 0"
    transfer = window.money.transfers.open("savings", "spot")
    said = [(one.label, one.value) for one in transfer._view.terms]
    assert ("Pledged as margin", "−400.00") in said
    transfer.reject()
