"""The two stories that are played in a real X window: `python -m tests.x11.stories mouse|keyboard HOME`.

From the first run to My account, its answer, a crash, the liquidation and its autopsy line, back in time, a branch, a
transfer, settings and help. The session's path is printed at the end.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QSlider, QWidget

from tests.x11.hands import Hands
from ui.dialogs.command_search import CommandSearch
from ui.dialogs.help_window import HelpWindow
from ui.dialogs.page_dialog import PageDialog
from ui.dialogs.settings_dialog import SettingsDialog
from ui.dialogs.transfer_dialog import TransferDialog
from ui.dialogs.welcome_dialog import WelcomeDialog
from ui.panels.account_page import AccountPage
from ui.viewmodels import shell_texts, texts, time_texts


def by_mouse(hands: Hands) -> None:
    """Play the story with the pointer alone."""
    welcome = hands.dialog(WelcomeDialog)
    hands.click(welcome.buttons["account"])
    page = hands.dialog(AccountPage)
    hands.click(page.answer.example)
    size = page.editor.cards[0].fields["size"]
    hands.until(lambda: size.text() == "2", "the example is filled in")
    hands.click(size, lambda: QPoint(size.width() - 8, size.height() // 4))
    hands.until(lambda: size.text() != "2", "the arrow steps the size")
    hands.until(lambda: page.answer.sentence.text().startswith("At most"), "the answer stands")
    hands.choose(page.play.crash, "")
    hands.click(page.play.play)
    _is_liquidated(hands, fast=lambda: hands.click(_slider(hands), lambda: QPoint(_slider(hands).width() - 6, 8)))
    window, bar = hands.window, hands.window.body.timeline.bar
    hands.click(window.body.top_bar.play_button)
    hands.until(lambda: not window.host.is_playing, "play pauses")
    hands.click(bar, lambda: QPoint(round(bar.x_of((bar.figure.start_s + bar.figure.now_s) / 2)), 40))
    hands.until(lambda: window.host.is_back and window.time.notice.isVisible(), "the past is looked at")
    hands.click(window.time.notice.stay)
    hands.until(lambda: window.host.session.journal.branch == 2, "a branch begins")
    tank = window.body.wallets.tank("spot")
    hands.click(tank, lambda: QPoint(tank.width() - 36, 14))
    transfer = hands.dialog(TransferDialog)
    hands.click(transfer.shares[25])
    hands.click(transfer.send)
    _moved(hands)
    _choose_in_menu(hands, shell_texts.SETTINGS)
    hands.click(hands.button(hands.dialog(SettingsDialog), shell_texts.CLOSE))
    hands.gone(SettingsDialog)
    _choose_in_menu(hands, shell_texts.HELP)
    pages = hands.dialog(HelpWindow).list
    hands.click(pages.viewport(), lambda: pages.visualItemRect(pages.item(2)).center())
    hands.until(lambda: pages.currentRow() == 2, "a page of the help is read")


def by_keyboard(hands: Hands) -> None:
    """Play the story with the keys alone; the window that opens first is given them, as a window manager would."""
    hands.focus(hands.dialog(WelcomeDialog))
    hands.keys("1")
    page = hands.dialog(AccountPage)
    _has_keys(hands, page)
    hands.until(page.editor.cards[0].fields["size"].hasFocus, "the size has the focus")
    hands.type("2\t7934\t\t\t1000")
    hands.until(lambda: page.answer.sentence.text().startswith("At most"), "the answer stands")
    for _ in range(60):
        if page.play.play.hasFocus():
            break
        hands.keys("Tab")
    hands.keys("space")
    hands.gone(PageDialog)
    _has_keys(hands, hands.window)
    _is_liquidated(hands, fast=lambda: hands.keys(*["bracketright"] * 2))
    window = hands.window
    hands.keys("space")
    hands.until(lambda: not window.host.is_playing, "play pauses")
    hands.keys("comma", "comma")
    hands.until(lambda: window.host.is_back, "the past is looked at")
    hands.keys("ctrl+k")
    _has_keys(hands, hands.dialog(CommandSearch))
    hands.type(time_texts.KEY_BRANCH)
    hands.keys("Return")
    hands.until(lambda: window.host.session.journal.branch == 2, "a branch begins")
    _has_keys(hands, window)
    hands.keys("Home", "End", "x")
    transfer = hands.dialog(TransferDialog)
    _has_keys(hands, transfer)
    transfer_source = transfer.source.currentText()
    assert transfer_source == texts.WALLET_NAMES["contract"]
    hands.keys("shift+Tab", "shift+Tab", "shift+Tab", "shift+Tab")
    hands.until(transfer.source.hasFocus, "the source has the focus")
    hands.type(texts.WALLET_NAMES["spot"][:2])
    hands.until(lambda: transfer.source.currentData() == "spot", "the source is chosen by its letter")
    hands.keys("Escape")
    hands.gone(TransferDialog)
    for keys, kind in (("ctrl+comma", SettingsDialog), ("shift+F1", HelpWindow), ("ctrl+y", PageDialog)):
        _has_keys(hands, window)
        hands.keys(keys)
        _has_keys(hands, hands.dialog(kind))
        hands.keys("Escape")
        hands.gone(kind)


def _slider(hands: Hands) -> QSlider:
    return hands.window.body.top_bar.speed_slider


def _choose_in_menu(hands: Hands, name: str) -> None:
    menu = hands.window.menu
    hands.click(hands.window.body.top_bar.menu_button)
    hands.until(menu.isVisible, "the menu opens")
    action = next(one for one in menu.actions() if one.text() == name)
    hands.click(menu, lambda: menu.actionGeometry(action).center())


def _has_keys(hands: Hands, widget: QWidget) -> None:
    hands.until(widget.window().isActiveWindow, f"{type(widget).__name__} has the keys")


def _is_liquidated(hands: Hands, fast: Callable[[], None]) -> None:
    """Wait until the liquidation was seen and its sentence is shown."""
    window = hands.window
    hands.until(lambda: window.host.is_playing, "the crash is played")
    fast()
    hands.until(window.body.chart.banner.isVisible, "the liquidation is seen")
    hands.until(lambda: window.body.rescue.autopsy_text, "the autopsy line is there")


def _moved(hands: Hands) -> None:
    rows = hands.window.model.history.transfers
    hands.until(lambda: len(rows) > 0, "the transfer is in the table")


def main(arguments: list[str]) -> int:
    """Play a story and close the window."""
    story, home = arguments
    hands = Hands(Path(home))
    hands.play({"mouse": by_mouse, "keyboard": by_keyboard}[story])
    path = hands.window.files.path
    hands.window.close()
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
