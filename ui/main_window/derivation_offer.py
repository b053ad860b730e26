"""Offers where a number comes from: by key, on the figures of the position table, on Now and After in the editor.

The page is loaded when it is asked for first; the start does not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt

from ui.panels.dock_panel import POSITIONS
from ui.viewmodels import derivation_texts
from ui.viewmodels.table_columns import POSITION_FIGURES

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

KEY, AFTER = "D", "after"


class _Click(QObject):
    """Hears a press on a widget that is no button."""

    def __init__(self, parent: QObject, pressed: Callable[[], None]) -> None:
        super().__init__(parent)
        self._pressed = pressed

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of a press; everything goes on as it would."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed()
        return super().eventFilter(watched, event)


def offer_derivations(window: MainWindow) -> None:
    """Offer it in the menu with its key, and where the figures stand."""
    body = window.body
    window.add_command(derivation_texts.MENU, KEY, lambda: _open_derivation(window, "", ""), in_menu=True)
    body.dock.table(POSITIONS).doubleClicked.connect(lambda index: _on_position_clicked(window, index))
    preview = body.ticket.preview
    preview.installEventFilter(_Click(preview, lambda: _open_derivation(window, AFTER, "")))
    preview.setCursor(Qt.CursorShape.PointingHandCursor)
    preview.setToolTip(derivation_texts.PREVIEW_TIP)


def _on_position_clicked(window: MainWindow, index: QModelIndex) -> None:
    """Open the figure of a cell of the position table."""
    row = window.body.dock.table(POSITIONS).rows.row_at(index.row())
    figure = POSITION_FIGURES.get((row.is_alarm, index.column()))
    if figure is not None:
        _open_derivation(window, row.key.rpartition("/")[2], figure)


def _open_derivation(window: MainWindow, place: str, figure: str) -> None:
    from ui.main_window.derivation_wiring import open_derivations

    open_derivations(window, place, figure)
