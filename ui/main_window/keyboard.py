"""The keyboard of the main window: every pointer action has a key; single letters rest while a field has the focus."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication

from ui.viewmodels import texts

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


def bind_keys(window: MainWindow) -> None:
    """Give the window the keys of the visual language."""
    ticket, host = window.body.ticket, window.host
    keys: dict[str, Callable[[], object]] = {
        "Space": partial(_space, window),
        ".": host.step_update,
        "Shift+.": host.step_event,
        "R": window.files.restart,
        "[": lambda: host.change_speed_by(-1),
        "]": lambda: host.change_speed_by(1),
        "L": lambda: _press(ticket.side.button("long")),
        "S": lambda: _press(ticket.side.button("short")),
        "I": lambda: _press(ticket.mode.button("isolated")),
        "C": lambda: _press(ticket.mode.button("cross")),
        "M": lambda: _press(ticket.kind.button("market")),
        "T": lambda: _press(ticket.kind.button("limit")),
        "P": lambda: ticket.price.setFocus(Qt.FocusReason.ShortcutFocusReason),
        "Ctrl+Return": lambda: _press(ticket.place),
        "Ctrl+Enter": lambda: _press(ticket.place),
        "A": window.open_margin_of_first,
        "Esc": partial(_escape, window),
    }
    for place, share in enumerate(texts.SIZE_SHARES, start=1):
        keys[str(place)] = partial(_press, ticket.shares[share])
    for place in range(len(texts.TABS)):
        keys[f"Ctrl+{place + 1}"] = partial(window.body.dock.show_tab, place)
    for key, slot in keys.items():
        QShortcut(QKeySequence(key), window).activated.connect(slot)


def _space(window: MainWindow) -> None:
    """Press the button that has the focus, else play or pause."""
    focused = QApplication.focusWidget()
    if isinstance(focused, QAbstractButton):
        focused.click()
    else:
        window.host.toggle()


def _escape(window: MainWindow) -> None:
    """Close a toast, else give up the focus of a field."""
    if window.body.toast.isVisible():
        window.body.toast.hide()
    elif (focused := QApplication.focusWidget()) is not None:
        focused.clearFocus()


def _press(button: QAbstractButton) -> None:
    if button.isEnabled():
        button.click()
