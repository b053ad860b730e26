"""The keyboard of the main window: every pointer action has a key; single letters rest while a field has the focus."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication

from ui.viewmodels import texts, waiting_texts

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


def bind_keys(window: MainWindow) -> None:
    """Give the window the keys of the visual language; each is a named command, so the command search finds it."""
    ticket, host = window.body.ticket, window.host
    commands: list[tuple[str, str, Callable[[], object]]] = [
        (texts.KEY_PLAY, "Space", partial(_space, window)),
        (texts.KEY_RESTART, "R", window.files.restart),
        (texts.KEY_SLOWER, "[", lambda: host.change_speed_by(-1)),
        (texts.KEY_FASTER, "]", lambda: host.change_speed_by(1)),
        (texts.KEY_LONG, "L", lambda: _press(ticket.side.button("long"))),
        (texts.KEY_SHORT, "S", lambda: _press(ticket.side.button("short"))),
        (texts.KEY_ISOLATED, "I", lambda: _press(ticket.mode.button("isolated"))),
        (texts.KEY_CROSS, "C", lambda: _press(ticket.mode.button("cross"))),
        (texts.KEY_MARKET, "M", lambda: _press(ticket.kind.button("market"))),
        (texts.KEY_LIMIT, "T", lambda: _press(ticket.kind.button("limit"))),
        (waiting_texts.KEY_TRIGGER, "Shift+T", lambda: _press(ticket.kind.button("trigger"))),
        (texts.KEY_PRICE, "P", partial(_price, window)),
        (texts.KEY_PLACE, "Ctrl+Return", lambda: _press(ticket.place)),
        (texts.KEY_PLACE, "Ctrl+Enter", lambda: _press(ticket.place)),
        (texts.KEY_ADD_MARGIN, "A", window.open_margin_of_first),
        (texts.KEY_ESCAPE, "Esc", partial(_escape, window)),
    ]
    for place, share in enumerate(texts.SIZE_SHARES, start=1):
        commands.append((texts.KEY_SHARE.format(share=share), str(place), partial(_press, ticket.shares[share])))
    for place, tab in enumerate(texts.TABS):
        commands.append((texts.KEY_TAB.format(tab=tab), f"Ctrl+{place + 1}", partial(window.body.dock.show_tab, place)))
    for text, key, slot in commands:
        window.add_command(text, key, slot)


def _space(window: MainWindow) -> None:
    """Press the button that has the focus, else play or pause."""
    focused = QApplication.focusWidget()
    if isinstance(focused, QAbstractButton):
        focused.click()
    else:
        window.host.toggle()


def _price(window: MainWindow) -> None:
    """Show the order editor and go to its price."""
    window.money.show_order()
    window.body.ticket.price.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _escape(window: MainWindow) -> None:
    """Close a toast or an open card, else give up the focus of a field."""
    if window.body.toast.isVisible():
        window.body.toast.hide()
    elif window.body.reach_details.isVisible():
        window.body.reach_details.hide()
    elif window.money.details.isVisible():
        window.money.details.close_card()
    elif window.body.close_drawer():
        return
    elif (focused := QApplication.focusWidget()) is not None:
        focused.clearFocus()


def _press(button: QAbstractButton) -> None:
    if button.isEnabled():
        button.click()
