"""Orders that wait, in the window: placed in the editor, listed, set at a position, dragged on the chart."""

from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from sandbox.messages.triggers import Trigger
from tests.support.flight import Flight
from ui.dialogs.protect_dialog import ProtectDialog
from ui.main_window.leverage_wiring import open_leverage
from ui.theme import style
from ui.viewmodels.order_draft import TicketChoice, typed_order

LEFT = Qt.MouseButton.LeftButton
SCENARIO = Path("resources/scenarios/stop-and-gap.toml").read_text(encoding="utf-8")


@pytest.fixture
def flight(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    pilot = Flight(qtbot, tmp_path, SCENARIO)
    pilot.play_to("10:05:00")
    yield pilot
    pilot.window.close()
    QApplication.instance().setStyleSheet("")


def waiting(flight):
    """Return your orders that wait, as (kind, trigger ticks)."""
    orders = flight.window.host.session.state.orders.values()
    return [(one.trigger.kind, one.trigger.ticks) for one in orders if one.trigger is not None]


def dialog_of(flight):
    """Open the dialog of the position's row."""
    flight.window.body.dock.protect_requested.emit("BTCUSDT-PERP")
    return flight.window.findChildren(ProtectDialog)[-1]


def test_a_stop_is_placed_in_the_editor_and_listed(qtbot, flight):
    ticket = flight.window.body.ticket
    qtbot.mouseClick(ticket.kind.button("trigger"), LEFT)
    qtbot.mouseClick(ticket.side.button("short"), LEFT)
    assert ticket.waiting.isVisible() and ticket.place.text() == "Enter a trigger"
    qtbot.keyClicks(ticket.waiting.field, "7750")
    qtbot.keyClicks(ticket.size_field, "1")
    ticket.reduce_only.setChecked(True)
    assert ticket.place.text() == "▼ Place sell stop · 1.000 at 7,750.0"
    assert ticket.preview.texts_of("margin") == ("793.40", "396.70")
    qtbot.mouseClick(ticket.place, LEFT)
    assert ("stop", 77_500) in waiting(flight)
    flight.window.refresh(settle=False)
    rows = [[cell.text for cell in row.cells] for row in flight.window.model.order_rows()]
    assert rows[-1][2:5] == ["Stop", "1.000", "≤ 7,750.0"]


def test_a_trigger_beyond_the_liquidation_price_is_told_and_a_passed_one_is_refused(qtbot, flight):
    window, ticket = flight.window, flight.window.body.ticket
    draft = {"side": "short", "waits": "stop", "size_text": "1", "reduce_only": True}
    window.order.show_choice(TicketChoice(**draft, trigger_text="7500"))
    assert "liquidated first" in ticket.helps["trigger"].words.text() and ticket.place.isEnabled()
    window.order.show_choice(TicketChoice(**draft, trigger_text="7990"))
    assert "trigger at once" in ticket.helps["trigger"].words.text() and not ticket.place.isEnabled()


def test_a_limit_that_may_only_be_posted_is_refused_where_it_would_trade(flight):
    window, ticket = flight.window, flight.window.body.ticket
    window.order.show_choice(TicketChoice(is_limit=True, price_text="7950", size_text="0.01", post_only=True))
    assert ticket.post_only.isVisible() and "post only" in ticket.helps["price"].words.text()
    window.order.show_choice(TicketChoice(is_limit=True, price_text="7900", size_text="0.01", post_only=True))
    assert window.model.order.command.post_only and ticket.place.isEnabled()
    window.order.show_choice(TicketChoice(size_text="0.01", post_only=True))
    assert not ticket.post_only.isVisible() and not window.model.order.command.post_only


def test_take_profit_and_stop_are_set_moved_and_removed_at_the_position(qtbot, flight):
    dialog = dialog_of(flight)
    assert dialog.fields["stop"].text() == "7700.0" and not dialog.send.isEnabled()
    dialog.fields["take_profit"].setText("8200")
    dialog.fields["stop"].setText("7750")
    assert dialog.results["take_profit"].text() == "+532.00 USDT if it fills right there"
    assert dialog.results["stop"].text().startswith("−368.00 USDT")
    qtbot.mouseClick(dialog.send, LEFT)
    assert waiting(flight) == [("take_profit", 82_000), ("stop", 77_500)]
    flight.window.refresh(settle=False)
    again = dialog_of(flight)
    again.fields["take_profit"].setText("")
    again.fields["stop"].setText("7500")
    assert "liquidated at 7,567.5" in again.results["stop"].text()
    again.fields["stop"].setText("7990")
    assert "at once" in again.results["stop"].text() and not again.send.isEnabled()
    again.fields["stop"].setText("7750.0")
    qtbot.mouseClick(again.send, LEFT)
    assert waiting(flight) == [("stop", 77_500)]


def test_the_line_of_a_stop_is_dragged_to_another_price(qtbot, flight):
    window = flight.window
    chart = window.body.chart.chart
    window.refresh(settle=False)
    line = next(one for one in chart._content.lines if one.grip)
    assert line.label == "Stop 7,700.0 · closes the position"
    while chart.scale.bottom > 7_650:
        chart.stretch_prices(2)
    scale = chart.scale
    assert scale.bottom < 7_700 < scale.top
    start = QPoint(80, round(scale.y(7_700)))
    end = QPoint(80, round(scale.y(7_800)))
    qtbot.mousePress(chart, LEFT, pos=start)
    qtbot.mouseMove(chart, end)
    held = next(one for one in chart._content.lines if one.grip)
    assert held.price == pytest.approx(7_800, abs=3) and held.detail.startswith("→ 7,")
    qtbot.mouseRelease(chart, LEFT, pos=end)
    ((kind, ticks),) = waiting(flight)
    assert kind == "stop" and ticks == pytest.approx(78_000, abs=30)


def test_a_stop_that_a_gap_jumped_over_says_so_in_the_log_and_in_a_notice(flight):
    flight.play_to("10:30:01")
    toast = flight.window.body.toast
    assert toast.isVisible() and "7,000.0 when it fired" in toast.text
    told = [[cell.text for cell in row.cells[1:]] for row in flight.window.model.history.log]
    assert ["Order cancelled", "BTCUSDT o4: at this price the position is liquidated first"] in told


def test_the_leverage_of_a_position_says_what_it_needs_and_why_it_is_refused(qtbot, flight):
    dialog = open_leverage(flight.window)
    assert dialog.field.value() == 20 and not dialog.send.isEnabled()
    dialog.field.setValue(10)
    assert "more leverage" in dialog.error.text() and not dialog.send.isEnabled()
    dialog.field.setValue(50)
    assert "Initial margin 793.40 becomes 317.36" in dialog.note.text() and not dialog.error.isVisible()
    qtbot.mouseClick(dialog.send, LEFT)
    assert flight.window.host.session.state.positions["you", "BTCUSDT-PERP"].leverage == 50


@pytest.mark.parametrize(
    ("text", "trigger", "error"),
    [
        ("50", Trigger(kind="trailing_stop", trail_ticks=500), ""),
        ("1 %", Trigger(kind="trailing_stop", trail_rate=Fraction(1, 100)), ""),
        ("0.25%", Trigger(kind="trailing_stop", trail_rate=Fraction(1, 400)), ""),
        ("", None, ""),
        ("x", None, "Write a distance"),
        ("100 %", None, "below 100 %"),
        ("-1%", None, "Write a distance"),
    ],
)
def test_a_callback_is_a_distance_or_a_share(flight, text, trigger, error):
    choice = TicketChoice(waits="trailing_stop", trigger_text=text, size_text="1")
    order = typed_order(choice, flight.window.model.scale, 79_340)
    assert (None if order.command is None else order.command.trigger) == trigger
    assert (error in order.error) if error else not order.error
