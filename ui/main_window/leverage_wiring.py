"""Another leverage for an open position, as a command of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from sandbox.projections.leverage_preview import preview_leverage
from ui.dialogs.leverage_dialog import LeverageDialog
from ui.viewmodels import waiting_texts as words
from ui.viewmodels.leverage_scale import leverage_max
from ui.viewmodels.leverage_view import leverage_view

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


def open_leverage(window: MainWindow) -> LeverageDialog | None:
    """Ask for the leverage of the position shown, or of the first one; None where there is none."""
    model = window.model
    held = [] if model is None else [one.contract for one in model.facts.positions]
    if model is None or not held:
        return None
    contract = model.contract if model.contract in held else held[0]
    position, state = model.facts.position(contract), model.session.state
    assert position is not None
    dialog = LeverageDialog(
        lambda leverage: leverage_view(position, leverage, lambda command: preview_leverage(state, command)),
        int(position.leverage),
        leverage_max(model.opening.rulebook.contract(contract)),
        window,
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.sent.connect(window.submit)
    dialog.open()
    return dialog


def wire_leverage(window: MainWindow) -> None:
    """Offer it in the menu and by key."""
    window.add_command(words.LEVERAGE_COMMAND, "Shift+L", lambda: open_leverage(window), in_menu=True)
