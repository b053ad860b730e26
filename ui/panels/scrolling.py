"""A widget as tall as it needs to be inside a column that may be shorter; and the line between two columns."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget

from ui.drawing.painting import color
from ui.theme.tokens import active

BESIDE_BAR_PX = 10


def scrolled(widget: QWidget) -> QScrollArea:
    """Return a scroll area that follows a widget's width and scrolls its height, without frame or ground."""
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    widget.setAutoFillBackground(False)
    return area


def room_beside_bar(area: QScrollArea, layout: QLayout) -> None:
    """Keep what scrolls away from the scroll bar while there is one; without one it ends where its neighbours end."""

    def follow(_least: int, most: int) -> None:
        edges = layout.contentsMargins()
        edges.setRight(BESIDE_BAR_PX if most else 0)
        layout.setContentsMargins(edges)

    area.verticalScrollBar().rangeChanged.connect(follow)


class UprightLine(QWidget):
    """A line of one pixel between two columns."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(active().line))
        painter.end()
