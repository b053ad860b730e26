"""Take profit and stop of a position: set in a dialog, moved by dragging their lines on the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ui.dialogs.protect_dialog import ProtectDialog
from ui.main_window.notices import tell_no_position
from ui.viewmodels import waiting_texts as words
from ui.viewmodels.hedge_places import place_key
from ui.viewmodels.order_draft import shown_position
from ui.viewmodels.protect_view import present_texts, protect_command, protect_view, tied_orders

if TYPE_CHECKING:
    from ui.drawing.price_chart import ChartView
    from ui.main_window.window import MainWindow


class ProtectWiring:
    """Opens the dialog and takes over where a line was let go."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def open(self, place: str) -> ProtectDialog | None:
        """Ask for the prices of a position; None where there is none."""
        model = self._window.model
        position = None if model is None else model.facts.position(place)
        if model is None or position is None:
            return None
        scale = model.scales[position.contract]
        tied = tied_orders(position.position, model.session.state.orders.values())
        dialog = ProtectDialog(
            lambda typed: protect_view(position, scale, tied, typed), present_texts(tied, scale), self._window
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.sent.connect(self._window.submit)
        dialog.open()
        return dialog

    def open_first(self) -> ProtectDialog | None:
        """Ask for the prices of the position shown, or of the first one."""
        model = self._window.model
        if model is None or not model.facts.positions:
            tell_no_position(self._window)
            return None
        return self.open((shown_position(model.facts, model.contract, model.choice) or model.facts.positions[0]).place)

    def connect_chart(self, chart: ChartView) -> None:
        """Listen to the chart, once it is there."""
        chart.line_dropped.connect(self.move)

    def move(self, order: str, price: float) -> None:
        """Set a position's take-profit or stop to the tick nearest to where its line was let go."""
        model = self._window.model
        found = model.session.state.orders.get(order) if model is not None else None
        if model is None or found is None or found.trigger is None:
            return
        ticks = round(price / float(model.scales[found.contract].tick))
        if ticks != found.trigger.ticks:
            self._window.submit(
                protect_command(place_key(found.contract, found.slot), found.trigger.kind, ticks, found.trigger.by)
            )
        self._window.mark_dirty()


def wire_protect(window: MainWindow) -> ProtectWiring:
    """Offer it in the rows of positions, as a command, and on the chart."""
    wiring = ProtectWiring(window)
    window.body.dock.protect_requested.connect(wiring.open)
    window.body.chart.prepared.connect(wiring.connect_chart)
    window.add_command(words.PROTECT_COMMAND, "Shift+P", wiring.open_first, in_menu=True)
    return wiring
