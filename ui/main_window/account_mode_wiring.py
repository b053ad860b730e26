"""Switching the account mode, as a command of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from sandbox.projections.account_mode_preview import preview_setting
from ui.dialogs.account_mode_dialog import AccountModeDialog
from ui.viewmodels import regime_texts as words
from ui.viewmodels.account_mode_view import account_mode_view
from ui.viewmodels.facts import scales_of

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


def open_account_mode(window: MainWindow) -> AccountModeDialog | None:
    """Ask for an account mode; None where no session is open."""
    model = window.model
    if model is None:
        return None
    state, scales = model.session.state, scales_of(model.session)
    dialog = AccountModeDialog(
        lambda mode: account_mode_view(
            state.account_mode, mode, lambda command: preview_setting(state, command), scales
        ),
        state.rulebook.collateral.regimes,
        state.account_mode,
        window,
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.sent.connect(window.submit)
    dialog.open()
    return dialog


def wire_account_mode(window: MainWindow) -> None:
    """Offer it in the menu and by key."""
    window.add_command(words.MODE_COMMAND, "Shift+M", lambda: open_account_mode(window), in_menu=True)
