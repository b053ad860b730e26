"""Gives the keys back to the window below when a dialog closes, where no window manager does it.

Under a window manager this asks for what happens anyway; without one nobody would have the keys afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QChildEvent, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow


class FocusReturn(QObject):
    """Watches the dialogs of a window; a dialog that hides has just lost the keys, in the same turn of events."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._left: QObject | None = None
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow new dialogs; give one that opens the keys, and give them on when one that had them closes."""
        kind = event.type()
        if kind == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            if isinstance(event.child(), QDialog):
                event.child().installEventFilter(self)
        elif isinstance(watched, QDialog):
            if kind == QEvent.Type.Show:
                _activate_soon(watched)
            elif kind == QEvent.Type.WindowDeactivate:
                self._left = watched
                QTimer.singleShot(0, self, self._forget)
            elif kind == QEvent.Type.Hide and self._left is watched and (below := watched.parentWidget()) is not None:
                _activate_soon(below.window())
        return False

    def _forget(self) -> None:
        self._left = None


def _activate_soon(target: QWidget) -> None:
    """Give a window the keys once the present event is over, unless another of ours has them by then."""

    def activate() -> None:
        if target.isVisible() and QApplication.activeWindow() in (None, target.parentWidget()):
            target.activateWindow()

    QTimer.singleShot(0, target, activate)


def wire_focus(window: MainWindow) -> None:
    """Watch the window's dialogs."""
    FocusReturn(window)
