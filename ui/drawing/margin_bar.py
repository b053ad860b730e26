"""Small meters of a position row: the margin ratio bar and the ADL lights, drawn by whoever draws the row."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui.drawing.painting import NO_PEN, color, stroke
from ui.theme.tokens import Tokens

BAR_PX = 6.0
WARN_RATIO = 0.8
LIGHTS = 5
AnyIndex = QModelIndex | QPersistentModelIndex


def paint_margin_bar(painter: QPainter, rect: QRectF, ratio: float, tokens: Tokens, *, alarm: bool = False) -> None:
    """Draw a margin ratio as a rounded bar: water, amber from 80 %, red at 100 % or while liquidated."""
    ink = tokens.loss if alarm or ratio >= 1 else tokens.warn_fill if ratio >= WARN_RATIO else tokens.surf
    radius = rect.height() / 2
    painter.setPen(NO_PEN)
    painter.setBrush(color(tokens.bg1 if alarm else tokens.bg4))
    painter.drawRoundedRect(rect, radius, radius)
    share = min(1.0, max(0.0, ratio))
    if share > 0:
        painter.setBrush(color(ink))
        painter.drawRoundedRect(
            QRectF(rect.left(), rect.top(), max(rect.height(), rect.width() * share), rect.height()), radius, radius
        )


def paint_adl_lights(painter: QPainter, at: QPointF, count: int, tokens: Tokens, height: float = 11.0) -> None:
    """Draw five lights from a top left point, the first `count` of them lit."""
    for place in range(LIGHTS):
        lit = place < count
        painter.setPen(stroke(tokens.warn if lit else tokens.line3))
        painter.setBrush(color(tokens.warn_fill) if lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(round(at.x()) + place * 9 + 0.5, round(at.y()) + 0.5, 6, height - 1), 1.5, 1.5)
