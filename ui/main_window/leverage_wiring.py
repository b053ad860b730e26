"""Another leverage for an open position, as a command of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from sandbox.projections.leverage_preview import preview_leverage
from ui.dialogs.leverage_dialog import LeverageDialog
from ui.main_window.notices import tell_no_position
from ui.viewmodels import waiting_texts as words
from ui.viewmodels.leverage_scale import leverage_max
from ui.viewmodels.leverage_view import leverage_view
from ui.viewmodels.order_draft import shown_position

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


def open_leverage(window: MainWindow) -> LeverageDialog | None:
    """Ask for the leverage of the position shown, or of the first one; None (and a notice) where there is none."""
    model = window.model
    if model is None or not model.facts.positions:
        tell_no_position(window)
        return None
    position, state = (
        shown_position(model.facts, model.contract, model.choice) or model.facts.positions[0],
        model.session.state,
    )
    dialog = LeverageDialog(
        lambda leverage: leverage_view(position, leverage, lambda command: preview_leverage(state, command)),
        int(position.leverage),
        leverage_max(model.opening.rulebook.contract(position.contract)),
        window,
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.sent.connect(window.submit)
    dialog.open()
    return dialog


def wire_leverage(window: MainWindow) -> None:
    """Offer it in the menu and by key."""
    window.add_command(words.LEVERAGE_COMMAND, "Shift+L", lambda: open_leverage(window), in_menu=True)
