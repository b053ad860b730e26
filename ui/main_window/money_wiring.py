"""What happens to the money, in the window: flights, bounces, notices, and the liquidation event beside the chart.

It reads committed steps and opens dialogs; every transfer it sends is a command of the session like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from sandbox.messages.commands import TransferMoney
from sandbox.messages.events import (
    CommandRefused,
    Event,
    LiquidationReleased,
    LiquidationStarted,
    LossSocialised,
    OrderCancelled,
    OrderTriggered,
    TraderDeleveraged,
)
from sandbox.values.limits import NS_PER_SECOND
from ui.drawing.flow_path import FIRST_DOT_LANDS_NS
from ui.main_window.transfer_wiring import TransferWiring, row_at
from ui.panels.arrivals import RIGHT
from ui.panels.net_details import NetDetails
from ui.panels.safety_net_panel import FUND_BASIN
from ui.viewmodels import money_texts as words
from ui.viewmodels import waiting_texts
from ui.viewmodels.account_names import YOU
from ui.viewmodels.adl_notice import deleveraged_toast, socialised_toast
from ui.viewmodels.flow_view import PULSE_SPEED_MIN, flows_of
from ui.viewmodels.number_text import amount_text
from ui.viewmodels.records import FlowView, ToastView
from ui.viewmodels.refusals import bounce_toast, refusal_toast
from ui.viewmodels.waiting_view import dropped_toast
from ui.viewmodels.window_model import Step

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

# An event that has ended leaves the order editor's place after both: so much simulated time, so long on screen.
CARD_STAYS_NS = 15 * 60 * NS_PER_SECOND
CARD_SHOWN_NS = 20 * NS_PER_SECOND


class MoneyWiring:
    """The window's part that shows money on its way and what a liquidation did."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._ended_on_screen_ns = 0
        self._fired: set[str] = set()
        body = window.body
        self._begun: list[tuple[tuple[FlowView, ...], int]] = []  # flows to start, and the speed they came at
        self._plays_frame = False
        self.transfers = TransferWiring(window)
        body.rescue.back_requested.connect(self.show_order)
        body.ticket.choice_changed.connect(self.show_order)
        body.ticket.contract_chosen.connect(lambda _: self.show_order())
        for button in body.ticket.shares.values():
            button.clicked.connect(self.show_order)
        body.dock.order_requested.connect(self.show_order)
        self.details = NetDetails(body)
        body.arrivals.watch(self.details, RIGHT)
        self.details.basin_chosen.connect(self.show_net_details)
        self.details.closed.connect(body.net.basins.setFocus)
        body.net.basins.basin_activated.connect(self.show_net_details)
        window.add_command(words.SHOW_EVENT, "", self.show_event)
        window.add_command(words.TOP_UP_COMMAND, "U", lambda: window.open_margin_of_first("top_up"), in_menu=True)
        window.add_command(words.NET_DETAILS, "N", lambda: self.show_net_details(FUND_BASIN))

    # -- committed steps

    def take(self, batch: Step, now_ns: int) -> None:
        """Show what a committed step did to the money; the model has folded it already."""
        for event in batch.events:
            self._notice(event, now_ns)
        window = self._window
        flows, speed = flows_of(batch.events, batch.first_event), window.host.speed
        if not flows or not window.isVisible() or not window.flows_action.isChecked():
            return
        self._begun.append((flows, speed))
        if not self._plays_frame:
            if (landing_ns := self._landing_ns(now_ns)) is not None:
                window.refresh(settle=True, settle_from_ns=landing_ns)
            self._start_flows(now_ns)

    def play_frame(self, now_ns: int) -> int | None:
        """Play what is due; what flies begins when it is shown. Returns when the first money lands, if any flies."""
        self._plays_frame = True
        try:
            self._window.host.play_frame()
        finally:
            self._plays_frame = False
        return self._landing_ns(now_ns)

    def _landing_ns(self, now_ns: int) -> int | None:
        """Return when the money lands whose flows have not begun; at speed it is not waited for."""
        if all(speed >= PULSE_SPEED_MIN for _, speed in self._begun):
            return None
        return now_ns if self._window.body.flows.overlay.reduced_motion else now_ns + FIRST_DOT_LANDS_NS

    def _start_flows(self, now_ns: int) -> None:
        begun, self._begun = self._begun, []
        for flows, speed in begun:
            self._window.body.flows.start(flows, speed, now_ns)

    def _notice(self, event: Event, now_ns: int) -> None:
        model = self._window.model
        if model is None:
            return
        if isinstance(event, CommandRefused):
            self._show_refusal(event, now_ns)
        elif isinstance(event, OrderTriggered):
            self._fired.add(event.order)
        elif isinstance(event, OrderCancelled) and event.owner == YOU and event.order in self._fired:
            self._show_dropped(event, now_ns)
        elif isinstance(event, LiquidationStarted) and event.owner == YOU:
            self._window.body.show_rescue(True)
        elif isinstance(event, LiquidationReleased) and event.owner == YOU:
            self._ended_on_screen_ns = now_ns
        elif isinstance(event, TraderDeleveraged) and event.owner == YOU:
            self._window.body.show_rescue(True)
            self._ended_on_screen_ns = now_ns
            gone = model.history.stories[event.liquidation].lots_of(event.contract)
            self._toast_over_chart(deleveraged_toast(event, "short" if gone > 0 else "long", model.scales), now_ns)
        elif isinstance(event, LossSocialised) and event.owner == YOU:
            self._toast_over_chart(socialised_toast(event, model.scales), now_ns)

    def _toast_over_chart(self, view: ToastView, now_ns: int) -> None:
        body = self._window.body
        if self._window.isVisible():
            body.toast.show_view(view, body.toast_place, now_ns)

    def _show_refusal(self, event: CommandRefused, now_ns: int) -> None:
        """Show a refusal: a transfer bounces visibly, everything else says why."""
        window, model, body = self._window, self._window.model, self._window.body
        if model is None or not window.isVisible():
            return
        command = model.history.command(event.command)
        if isinstance(command, TransferMoney):
            view = bounce_toast(command, event, model.facts.locked_contracts)
            self._bounce(command, event.command, view, now_ns)
        else:
            body.toast.show_view(refusal_toast(event), body.toast_place, now_ns)

    def _show_dropped(self, event: OrderCancelled, now_ns: int) -> None:
        """Say why an order that fired did not trade, and where the price was."""
        model, body = self._window.model, self._window.body
        price = None if model is None else model.session.state.trade_ticks(event.contract)
        is_told = event.why in waiting_texts.DROPPED_FOR and self._window.isVisible()
        if model is not None and price is not None and is_told:
            view = dropped_toast(event, model.scales[event.contract], price)
            body.toast.show_view(view, body.toast_place, now_ns)

    def _bounce(self, command: TransferMoney, event_id: int, view: ToastView, now_ns: int) -> None:
        """Let refused money go out, stop at the valve and come back, and say why."""
        body = self._window.body
        amount = f"{amount_text(command.atoms, command.asset)} {command.asset}"
        stop = body.flows.bounce(event_id, command.source, command.target, amount, now_ns)
        self.transfers.offer_to_wait(view, command, row_at(stop))

    # -- the safety net

    def show_net_details(self, place: int) -> None:
        """Show the rule and the sums behind a basin, beside the net."""
        model, body = self._window.model, self._window.body
        if model is not None:
            corner = body.net.mapTo(body, QPoint(-8, body.net.height()))
            self.details.show_view(model.net_details_view(place), corner)

    def refresh(self) -> None:
        """Tell the model which valves are closed, and bring an open card up to date."""
        if self._window.model is not None:
            self._window.model.closed_valves = self.transfers.closed
        shown = self.details.view
        if shown is not None:
            self.show_net_details(shown.place)

    # -- the event beside the chart

    def show_order(self) -> None:
        """Show the order editor again."""
        self._window.body.show_rescue(False)
        self._window.body.open_drawer()

    def show_event(self) -> None:
        """Show your newest liquidation in the order editor's place."""
        model = self._window.model
        if model is not None and model.rescue_view() is not None:
            self._ended_on_screen_ns = self._window.clock.now_ns
            self._window.body.show_rescue(True)

    def frame(self, now_ns: int) -> None:
        """Do what was waiting for this frame: transfers whose lock is open, an event that may go."""
        self._start_flows(now_ns)
        self.transfers.send_what_waited()
        self.retire_event(now_ns)

    def retire_event(self, now_ns: int | None) -> None:
        """Give the place back to the order editor once an event ended long ago; None: whatever was on screen."""
        model, body = self._window.model, self._window.body
        if model is None or not body.shows_rescue:
            return
        ended_ns = model.event_ended_ns
        if ended_ns is None or model.running:
            return
        old = model.session.now_ns - ended_ns >= CARD_STAYS_NS
        seen = now_ns is None or now_ns - self._ended_on_screen_ns >= CARD_SHOWN_NS
        if old and seen:
            self.show_order()


def wire_money(window: MainWindow) -> MoneyWiring:
    """Connect the money's part of the window."""
    return MoneyWiring(window)
