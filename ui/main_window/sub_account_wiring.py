"""The sub-accounts, as a command of the window: looked at one by one, and transfers across their walls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ui.dialogs.message import show_problem
from ui.dialogs.sub_account_dialog import SubAccountDialog
from ui.viewmodels import sub_account_texts as words
from ui.viewmodels.sub_account_view import account_names, account_view, across_view, assets_of, places

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


def open_sub_accounts(window: MainWindow) -> SubAccountDialog | None:
    """Show the sub-accounts of the moment shown; None where there is none, which is said."""
    model = window.model
    if model is None:
        return None
    moment = model.session
    if not moment.state.sub_accounts:
        show_problem(window, words.TITLE, words.NONE)
        return None
    dialog = SubAccountDialog(
        account_names(moment),
        lambda account: account_view(moment, account),
        places(moment),
        assets_of(moment),
        lambda source, target, asset, amount: across_view(moment, source, target, asset, amount),
        window,
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.sent.connect(window.submit)
    dialog.open()
    return dialog


def wire_sub_accounts(window: MainWindow) -> None:
    """Offer it in the menu and by key."""
    window.add_command(words.COMMAND, "Shift+X", lambda: open_sub_accounts(window), in_menu=True)
