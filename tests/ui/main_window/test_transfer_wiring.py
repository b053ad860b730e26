"""Transfers by dialog, drag and key; valves that a person closes; what bounces and what waits."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from sandbox.messages.commands import TransferMoney
from sandbox.messages.events import TransferPosted
from tests.support.money_stories import FOUR_SLICES, MoneyPilot, gap_story
from ui.dialogs.transfer_dialog import TransferDialog
from ui.drawing.flow_path import FlowKind
from ui.panels.dock_panel import TRANSFERS
from ui.theme import style
from ui.viewmodels.tables_texts import EMPTY_ACTIONS

LEFT = Qt.MouseButton.LeftButton
USDT = 100_000_000


@pytest.fixture
def fly(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    opened = []

    def start(text: str = FOUR_SLICES, until: str = "09:58:03") -> MoneyPilot:
        pilot = MoneyPilot(text, tmp_path, until)
        opened.append(pilot)
        qtbot.addWidget(pilot.window)
        return pilot

    yield start
    for pilot in opened:
        pilot.window.close()
    QApplication.instance().setStyleSheet("")


def moved(pilot: MoneyPilot) -> list[tuple[str, str, int]]:
    """Return the transfers between wallets that a person made."""
    records = pilot.window.host.session.journal.records()
    return [
        (one.debit, one.credit, one.atoms)
        for record in records
        for one in record.events
        if isinstance(one, TransferPosted)
        and one.cause.startswith("c")
        and one.debit in ("spot", "contract", "savings")
        and one.credit in ("spot", "contract", "savings", "funding")
    ]


def dialog_of(pilot: MoneyPilot) -> TransferDialog:
    dialog = pilot.window.findChild(TransferDialog)
    assert dialog is not None
    return dialog


def terms_of(dialog: TransferDialog) -> list[tuple[str, str]]:
    return [(term.label, term.value) for term in dialog.view.terms]


def test_the_button_of_an_empty_list_of_transfers_asks_for_one(fly) -> None:
    pilot = fly(until="09:58:00")
    dock = pilot.window.body.dock
    dock.show_tab(TRANSFERS)
    (offer,) = [one for one in dock.findChildren(QPushButton) if one.text() == EMPTY_ACTIONS[TRANSFERS][1]]
    offer.click()
    assert dialog_of(pilot).source.currentData() == "contract"


def drag(pilot: MoneyPilot, source: str, target: str, *, escape: bool = False) -> None:
    """Drag money from the middle of one tank to the middle of another."""
    wallets = pilot.window.body.wallets
    start, over = wallets.tank(source), wallets.tank(target)
    inside = QPoint(start.width() // 2, start.height() - 12)
    goal = start.mapFromGlobal(over.mapToGlobal(over.rect().center()))
    QTest.mousePress(start, LEFT, Qt.KeyboardModifier.NoModifier, inside)
    for share in (0.2, 0.6, 1.0):
        QTest.mouseMove(start, inside + QPointF(QPointF(goal - inside) * share).toPoint())
    assert wallets.drag.isVisible() and wallets.drag.is_over_tank
    if escape:
        QTest.keyClick(start, Qt.Key.Key_Escape)
    QTest.mouseRelease(start, LEFT, Qt.KeyboardModifier.NoModifier, goal)
    assert not wallets.drag.isVisible()


def test_drag_from_tank_to_tank_opens_the_dialog_filled_in_and_sends(fly, qtbot):
    pilot = fly()
    drag(pilot, "savings", "spot")
    dialog = dialog_of(pilot)
    assert (dialog.choice.source, dialog.choice.target, dialog.choice.asset) == ("savings", "spot", "USDT")
    qtbot.keyClicks(dialog.amount, "1000")
    qtbot.mouseClick(dialog.send, LEFT)
    assert moved(pilot)[-1] == ("savings", "spot", 1_000 * USDT)


def test_escape_puts_dragged_money_back(fly):
    pilot = fly()
    drag(pilot, "savings", "spot", escape=True)
    assert pilot.window.findChild(TransferDialog) is None
    assert not moved(pilot)


def test_money_dragged_out_of_a_locked_wallet_bounces_and_nothing_moves(fly):
    pilot = fly()
    pilot.play_to("10:42:16")
    pilot.window.body.flows.overlay.clear()
    drag(pilot, "contract", "spot")
    assert pilot.window.findChild(TransferDialog) is None
    assert {flow.kind for flow in pilot.window.body.flows.overlay.figures} == {FlowKind.BOUNCE}
    assert pilot.window.body.toast.text == (
        "Nothing leaves Contract. It is locked: BTCUSDT liquidation in progress. Nothing was moved."
    )


def test_dialog_shows_the_most_that_can_leave_as_a_sum_that_closes(fly):
    story = gap_story(margin="cross", contract="1240", qty="1")
    pilot = fly(story, "10:00:05")
    dialog = pilot.window.money.transfers.open("contract")
    assert terms_of(dialog) == [
        ("Cash in Contract", "1,240.00"),
        ("+ Unrealised PnL of cross positions", "0.00"),
        ("− Initial margin of cross positions", "−396.70"),
        ("Can leave now", "843.30"),
    ]
    dialog.amount.setText("900")
    assert not dialog.send.isEnabled()
    assert dialog.error.text().startswith("56.70 USDT too much: cross positions need the rest.")
    dialog.fix.click()
    assert dialog.amount.text() == "843.3" and dialog.send.isEnabled()
    dialog.reject()


def test_share_buttons_and_swap_fill_the_dialog(fly):
    pilot = fly()
    dialog = pilot.window.money.transfers.open("contract")
    dialog.shares[25].click()
    assert dialog.amount.text() == "100.395"
    dialog.shares[100].click()
    assert dialog.amount.text() == "401.58"
    dialog.swap.click()
    assert (dialog.choice.source, dialog.choice.target) == ("spot", "contract")
    assert terms_of(dialog) == [("Cash in Spot", "3,000.00"), ("Can leave now", "3,000.00")]
    dialog.reject()


def test_cold_wallet_asks_for_your_own_signature(fly):
    pilot = fly()
    dialog = pilot.window.money.transfers.open("cold", "spot", "BTC")
    dialog.amount.setText("0.5")
    assert dialog.signature.isVisible() and not dialog.send.isEnabled()
    dialog.signature.setChecked(True)
    assert dialog.send.isEnabled()
    dialog.reject()


def test_closed_valve_holds_a_transfer_back_until_it_is_opened(fly, qtbot):
    pilot = fly()
    body, transfers = pilot.window.body, pilot.window.money.transfers
    qtbot.mouseClick(body.wallets.pipe("savings"), LEFT, pos=body.wallets.pipe("savings").valve_point())
    figure = body.wallets.pipe("savings").figure
    assert (figure.state.value, figure.state_text, figure.reason_text) == (
        "closed",
        "Closed",
        "by you, no transfer passes",
    )
    transfers.send(TransferMoney(source="savings", target="spot", asset="USDT", atoms=400 * USDT))
    assert not moved(pilot)
    assert body.toast.text == (
        "Transfer held back: 400.00 USDT. You closed the valve of Savings. The 400.00 stayed in Savings."
    )
    qtbot.mouseClick(body.toast.action, LEFT)
    assert moved(pilot) == [("savings", "spot", 400 * USDT)]
    assert body.wallets.pipe("savings").figure.state.value == "open"


def test_closed_valve_is_remembered_by_the_next_session(fly, tmp_path):
    pilot = fly()
    pilot.window.money.transfers.set_valve("funding", closed=True)
    pilot.window.close()
    again = fly()
    assert again.window.body.wallets.pipe("funding").figure.state.value == "closed"
    assert again.window.body.wallets.pipe("savings").figure.state.value == "open"


def test_v_then_c_and_o_turn_the_valve_in_focus(fly, qtbot):
    pilot = fly()
    pilot.window.activateWindow()
    qtbot.waitUntil(pilot.window.isActiveWindow)
    valve = pilot.window.body.wallets.pipe("savings")
    valve.setFocus()
    for key in (Qt.Key.Key_V, Qt.Key.Key_C):
        QTest.keyClick(pilot.window, key)
    assert valve.figure.state.value == "closed"
    for key in (Qt.Key.Key_V, Qt.Key.Key_O):
        QTest.keyClick(pilot.window, key)
    assert valve.figure.state.value == "open"
    QTest.keyClick(valve, Qt.Key.Key_Space)
    assert valve.figure.state.value == "closed"
    assert not pilot.window.host.is_playing, "Space turned the valve, it did not start the run"


def test_bounced_transfer_is_sent_once_after_the_release(fly, qtbot):
    pilot = fly()
    pilot.play_to("10:42:16")
    pilot.window.submit(TransferMoney(source="contract", target="spot", asset="USDT", atoms=400 * USDT))
    toast = pilot.window.body.toast
    assert toast.text.startswith("Transfer bounced: 400.00 USDT. Nothing leaves Contract while BTCUSDT is being")
    assert toast.action.text() == "Send when unlocked"
    qtbot.mouseClick(toast.action, LEFT)
    assert toast.text == ("Waiting: 400.00 USDT. It goes from Contract to Spot as soon as the liquidation is released.")
    pilot.frame(3)
    assert not moved(pilot), "it waits while the lock is shut"
    pilot.play_to("10:42:19")
    pilot.frame(3)
    assert moved(pilot) == [("contract", "spot", 400 * USDT)]
    pilot.frame(3)
    assert len(moved(pilot)) == 1
    assert "Waiting" not in toast.text or not toast.isVisible(), "what waited has gone"


def test_notice_of_a_bounce_offers_to_send_at_once_after_the_release(fly, qtbot):
    pilot = fly()
    pilot.play_to("10:42:16")
    pilot.window.submit(TransferMoney(source="contract", target="spot", asset="USDT", atoms=400 * USDT))
    toast = pilot.window.body.toast
    pilot.play_to("10:42:19")
    pilot.frame(3)
    assert toast.text == "Transfer bounced: 400.00 USDT. Contract is open again. The 400.00 stayed in Available."
    assert toast.action.text() == "Send now"
    qtbot.mouseClick(toast.action, LEFT)
    assert moved(pilot) == [("contract", "spot", 400 * USDT)]


def test_waiting_transfer_can_be_taken_back(fly, qtbot):
    pilot = fly()
    pilot.play_to("10:42:16")
    command = TransferMoney(source="contract", target="spot", asset="USDT", atoms=400 * USDT)
    pilot.window.money.transfers.wait_for_release(command)
    qtbot.mouseClick(pilot.window.body.toast.action, LEFT)
    assert pilot.window.money.transfers.waiting == ()
    pilot.play_to("10:42:19")
    pilot.frame(3)
    assert not moved(pilot)


def test_locked_wallet_says_in_the_dialog_what_locks_it(fly):
    pilot = fly()
    pilot.play_to("10:42:16")
    dialog = pilot.window.money.transfers.open("contract")
    assert terms_of(dialog) == [
        ("Cash in Contract", "401.58"),
        ("− Locked: BTCUSDT liquidation in progress", "−401.58"),
        ("Can leave now", "0.00"),
    ]
    assert "A transfer out of it will bounce." in dialog.note.text()
    dialog.reject()


def test_x_asks_for_a_transfer_out_of_the_tank_in_focus(fly, qtbot):
    pilot = fly()
    pilot.window.activateWindow()
    qtbot.waitUntil(pilot.window.isActiveWindow)
    pilot.window.body.wallets.tank("savings").setFocus()
    pilot.window.money.transfers.open_here()
    assert dialog_of(pilot).choice.source == "savings"
    dialog_of(pilot).reject()
