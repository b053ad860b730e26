"""Money in a person's hand: while it is dragged from a tank, a dashed line, a drop, and the tank it would go to.

It moves nothing: the drop only opens the transfer dialog, filled in.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.drawing.painting import CENTRE, NO_BRUSH, color, draw_text, stroke, text_width
from ui.drawing.tank_layout import GUTTER_PX, RIGHT_MARGIN_PX
from ui.theme.fonts import BODY_PX, SEMIBOLD
from ui.theme.tokens import active

PILL_PX = 24
PILL_ABOVE_PX = 26


class MoneyDrag(QWidget):
    """Covers the wallets while money is carried; takes no mouse events."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._start, self._end = QPoint(), QPoint()
        self._name = ""
        self._target: QRect | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def is_over_tank(self) -> bool:
        """Whether money let go here would start a transfer."""
        return self.isVisible() and self._target is not None

    def move_to(self, start: QPoint, end: QPoint, name: str, target: QRect | None) -> None:
        """Show what is carried at a point of the panel, and the tank below it."""
        self._start, self._end, self._name, self._target = start, end, name, target
        parent = self.parentWidget()
        if parent is not None and not self.isVisible():
            self.setGeometry(parent.rect())
            self.show()
            self.raise_()
        self.update()

    def end(self) -> None:
        """Let go: nothing is shown any more."""
        self._target = None
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the way, the tank it would go to, and what is carried."""
        tokens = active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = tokens.accent if self._target is not None else tokens.tx3
        painter.setBrush(NO_BRUSH)
        if self._target is not None:
            card = QRectF(self._target).adjusted(GUTTER_PX + 1, 1, -RIGHT_MARGIN_PX - 1, -1)
            painter.setPen(stroke(ink, 2))
            painter.drawRoundedRect(card, 6, 6)
        painter.setPen(stroke(ink, 1.5, dash=(4, 4)))
        painter.drawLine(QPointF(self._start), QPointF(self._end))
        painter.setBrush(color(tokens.water))
        painter.setPen(stroke(ink, 2))
        painter.drawEllipse(QPointF(self._end), 6, 6)
        width = text_width(self._name, BODY_PX, SEMIBOLD) + 20
        x = min(max(4.0, self._end.x() - width / 2), self.width() - width - 4)
        pill = QRectF(x, max(4, self._end.y() - PILL_ABOVE_PX - PILL_PX / 2), width, PILL_PX)
        painter.setBrush(color(tokens.bg0))
        painter.setPen(stroke(ink, 1.3))
        painter.drawRoundedRect(pill, PILL_PX / 2, PILL_PX / 2)
        place = (pill.center().x(), pill.center().y() + 4.5)
        draw_text(painter, place, self._name, ink, size_px=BODY_PX, weight=SEMIBOLD, align=CENTRE)
        painter.end()
