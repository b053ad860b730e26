"""Wires the dock's tables to the window: flows drawn again, stages unfolded, widths remembered, what rows offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.panels.dock_panel import LIQUIDATIONS

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

WIDTHS_KEY = "tables/{tab}"


class TableDesk:
    """Does what rows ask for."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def draw_flow(self, subject: str) -> None:
        """Let the money of a ledger entry fly once more, as it did."""
        window = self._window
        flow = window.model.flow_of_entry(int(subject)) if window.model is not None else None
        if flow is not None:
            window.body.flows.overlay.invalidate()
            window.body.flows.fly((flow,), window.clock.tick())
            window.mark_dirty()

    def unfold(self, subject: str) -> None:
        """Show or hide the stages of a liquidation."""
        model = self._window.model
        if model is not None:
            model.toggle_stages(subject)
            self._window.body.dock.set_rows(LIQUIDATIONS, model.liquidation_rows())

    def remember(self) -> None:
        """Remember the widths that a person set."""
        for tab, table in self._window.body.dock.tables_made().items():
            self._window.settings.set(WIDTHS_KEY.format(tab=tab), table.widths())

    def restore(self, tab: int) -> None:
        """Take a table's remembered widths up again."""
        self._window.body.dock.table(tab).restore_widths(self._window.settings.text(WIDTHS_KEY.format(tab=tab)))


def wire_tables(window: MainWindow) -> TableDesk:
    """Connect the dock's tables."""
    desk, dock = TableDesk(window), window.body.dock
    dock.flow_requested.connect(desk.draw_flow)
    dock.unfold_requested.connect(desk.unfold)
    dock.transfer_requested.connect(lambda: window.money.transfers.open("contract"))
    dock.table_made.connect(desk.restore)
    for tab in dock.tables_made():
        desk.restore(tab)
    return desk
