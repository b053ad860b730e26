"""The order of the window's menu: what a person asks, the sessions, the account, the view, and what is about Bulkhead.

Wirings offer their commands in any order; what no group names stands with the account, so that nothing is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui.viewmodels import (
    account_texts,
    autopsy_texts,
    compare_texts,
    derivation_texts,
    market_texts,
    reach_map_texts,
    reach_texts,
    rulebook_texts,
    shell_texts,
    tables_texts,
    texts,
    welcome_texts,
)

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

QUESTIONS = (
    *(account_texts.MENU, compare_texts.MENU, autopsy_texts.MENU, reach_texts.PLAY_WORST),
    *(reach_map_texts.MENU, derivation_texts.MENU, rulebook_texts.MENU),
)
SESSIONS = (
    *(texts.MENU_NEW, texts.MENU_OPEN, shell_texts.RECENT, shell_texts.SESSIONS),
    *(market_texts.MENU, texts.MENU_SAVE_AS),
)
VIEW = (
    *(texts.MENU_THEME, texts.MENU_FULL_SCREEN, shell_texts.FLOWS, texts.MENU_REDUCED_MOTION, texts.MENU_SLOW),
    *(shell_texts.UNDO_LAYOUT, shell_texts.REDO_LAYOUT, shell_texts.RESET_LAYOUT, tables_texts.FIT_COLUMNS),
)
ABOUT = (
    *(shell_texts.COMMANDS, shell_texts.SETTINGS, shell_texts.HELP),
    *(shell_texts.REPORT, welcome_texts.MENU, shell_texts.ABOUT),
)


def order_menu(window: MainWindow) -> None:
    """Put what was offered into groups; looks and layout get a menu of their own."""
    menu = window.menu
    offered = {one.text(): one for one in menu.actions() if not one.isSeparator()}
    for one in menu.actions():
        menu.removeAction(one)

    def taken(names: tuple[str, ...]) -> list[QAction]:
        return [offered.pop(name) for name in names if name in offered]

    questions, sessions, view, about = taken(QUESTIONS), taken(SESSIONS), taken(VIEW), taken(ABOUT)
    leaving = taken((texts.MENU_QUIT,))
    looks = QMenu(texts.MENU_VIEW, menu)
    looks.addActions(view)
    for group in (questions, sessions, list(offered.values()), [looks.menuAction(), *about], leaving):
        menu.addActions(group)
        if group is not leaving:
            menu.addSeparator()
