"""The side doors, as a command of the window: V then L links the wallet whose valve has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sandbox.projections.account_mode_preview import preview_setting
from ui.dialogs.doors_dialog import DoorsDialog
from ui.drawing.pipe import PipeValve
from ui.drawing.tank import WalletTank
from ui.viewmodels import door_texts as words
from ui.viewmodels.doors_view import DOORS, doors_view
from ui.viewmodels.facts import scales_of

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

DOOR_OF_WALLET = {"funding": "transfer/funding", "savings": "pledge/savings"}


def open_doors_dialog(window: MainWindow) -> DoorsDialog | None:
    """Ask which wallet is linked; None where no session is open."""
    model = window.model
    if model is None:
        return None
    state, scales = model.session.state, scales_of(model.session)
    focused = QApplication.focusWidget()
    wallet = focused.figure.key if isinstance(focused, PipeValve | WalletTank) else ""
    dialog = DoorsDialog(
        lambda door, limit: doors_view(
            model.facts, scales, lambda command: preview_setting(state, command), door, limit
        ),
        DOORS,
        DOOR_OF_WALLET.get(wallet, DOORS[0]),
        window,
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.sent.connect(window.submit)
    dialog.open()
    return dialog


def wire_doors(window: MainWindow) -> None:
    """Offer it in the menu and by key."""
    window.add_command(words.DOORS_COMMAND, "V, L", lambda: open_doors_dialog(window), in_menu=True)
