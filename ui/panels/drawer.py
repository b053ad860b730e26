"""The right column of a narrow window: a drawer over the right edge, which covers and never pushes."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

WIDTH_PX = 340
EDGE_PX = 4


class Drawer(QFrame):
    """Holds what it is given; closed until it is asked for."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setProperty("look", "drawer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(EDGE_PX, 0, 0, 0)
        self.hide()

    def take(self, content: QWidget) -> None:
        """Hold the content from now on."""
        self._column.addWidget(content)

    def place(self, room: QRect) -> None:
        """Stand at the right edge of a room."""
        self.setGeometry(room.right() + 1 - WIDTH_PX, room.top(), WIDTH_PX, room.height())
