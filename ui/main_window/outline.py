"""What is on screen while the window is made: its ground and panels without anything in them, painted at once.

It imports next to nothing, so it is there in about the time of an empty window; the window then takes its place.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import active

GAP_PX = 4
BAR_PX, TIMELINE_PX, DOCK_PX = 48, 64, 216
LEFT_PX, RIGHT_PX = 304, 332


class Outline(QWidget):
    """The window's outline, in its place and size."""

    def __init__(self, title: str) -> None:
        super().__init__(None, Qt.WindowType.SplashScreen)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)

    def take_place(self, geometry: QByteArray | None, size: tuple[int, int]) -> None:
        """Take the place the window had when it was last closed, or the middle of the screen."""
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(*size)
            self.move(self.screen().availableGeometry().center() - self.rect().center())

    def panels(self) -> list[QRect]:
        """Return where the panels will be."""
        width, height = self.width(), self.height()
        top, bottom = BAR_PX + GAP_PX, height - TIMELINE_PX - GAP_PX
        right, middle = width - RIGHT_PX, width - LEFT_PX - RIGHT_PX - 2 * GAP_PX
        dock = bottom - DOCK_PX
        return [
            QRect(0, 0, width, BAR_PX),
            QRect(0, top, LEFT_PX, bottom - top),
            QRect(LEFT_PX + GAP_PX, top, middle, dock - GAP_PX - top),
            QRect(LEFT_PX + GAP_PX, dock, middle, DOCK_PX),
            QRect(right, top, RIGHT_PX, bottom - top),
            QRect(0, height - TIMELINE_PX, width, TIMELINE_PX),
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the empty panels in the theme's colours."""
        tokens = active()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.bg0))
        for panel in self.panels():
            painter.fillRect(panel, QColor(tokens.bg1))
        painter.end()
