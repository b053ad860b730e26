"""Wires the position editor to the window: what a person sets there, and the order it places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Qt

from ui.main_window.account_mode_wiring import wire_account_mode
from ui.main_window.doors_wiring import wire_doors
from ui.main_window.hedge_wiring import wire_hedge
from ui.main_window.leverage_wiring import wire_leverage
from ui.main_window.protect_wiring import wire_protect
from ui.main_window.sub_account_wiring import wire_sub_accounts
from ui.viewmodels import order_texts
from ui.viewmodels.order_draft import TicketChoice

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


class OrderDesk:
    """Takes over the draft in the editor, fills in what was asked for, and places the order."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def take_choice(self) -> None:
        """Take over what the editor holds and show what it means."""
        window = self._window
        if window.model is not None:
            window.model.choose_order(window.body.ticket.choice)
            window.body.ticket.show_view(window.model.ticket_view())
            window.mark_dirty()

    def show_choice(self, choice: TicketChoice | None) -> None:
        """Put a draft into the editor."""
        if choice is not None:
            self._window.body.ticket.set_choice(choice)
            self.take_choice()

    def place(self) -> None:
        """Send the order in the editor, and empty its size."""
        window = self._window
        order = window.model.order.command if window.model is not None else None
        if order is not None and window.submit(order):
            window.body.ticket.size_field.clear()
            self.take_choice()

    def choose_share(self, share: int) -> None:
        """Fill in a share of the largest size."""
        if self._window.model is not None:
            self.show_choice(self._window.model.choose_share(share))

    def choose_other_unit(self) -> None:
        """Give the size in the other unit."""
        if self._window.model is not None:
            self.show_choice(self._window.model.choose_other_unit())

    def follow_settings(self) -> None:
        """Show margin mode and leverage of what is open in the contract: an order there keeps both."""
        model = self._window.model
        settings = model.desk.settings if model is not None and self._window.host.has_session else None
        if settings is not None and settings[1].denominator == 1:
            choice = self._window.body.ticket.choice
            self.show_choice(replace(choice, margin_mode=settings[0], leverage=int(settings[1])))

    def show_editor(self) -> None:
        """Have the editor in sight, with the focus in its size."""
        self._window.body.open_drawer()
        self._window.body.ticket.size_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def undo(self) -> None:
        """Go back to the draft before the last change."""
        if self._window.model is not None:
            self.show_choice(self._window.model.drafts.undo())

    def redo(self) -> None:
        """Take the last undone change again."""
        if self._window.model is not None:
            self.show_choice(self._window.model.drafts.redo())


def wire_order(window: MainWindow) -> OrderDesk:
    """Connect the editor's signals; undo and redo are commands of the window too."""
    desk, ticket = OrderDesk(window), window.body.ticket
    ticket.choice_changed.connect(desk.take_choice)
    ticket.place_requested.connect(desk.place)
    ticket.share_requested.connect(desk.choose_share)
    ticket.unit_requested.connect(desk.choose_other_unit)
    ticket.undo_requested.connect(desk.undo)
    ticket.redo_requested.connect(desk.redo)
    for chosen in (ticket.contract_chosen, window.body.chart.contract_chosen):
        chosen.connect(lambda _: desk.follow_settings())
    window.host.session_changed.connect(desk.follow_settings)
    window.body.dock.order_requested.connect(desk.show_editor)
    window.add_command(order_texts.DRAWER, "O", window.body.toggle_drawer)
    window.add_command(order_texts.UNDO, "", desk.undo)
    window.add_command(order_texts.REDO, "", desk.redo)
    wire_protect(window)
    wire_leverage(window)
    wire_hedge(window)
    wire_account_mode(window)
    wire_doors(window)
    wire_sub_accounts(window)
    return desk
