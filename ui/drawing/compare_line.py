"""One small multiple of a comparison: a wallet's worth over the run, its start dashed, what was lost hatched."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from ui.drawing.painting import NO_BRUSH, NO_PEN, color, crisp, diamond, draw_hatch, draw_text, stroke, text_width
from ui.theme.fonts import BODY_PX, SEMIBOLD
from ui.theme.icons import draw_icon
from ui.theme.tokens import Tokens
from ui.viewmodels import compare_texts as texts
from ui.viewmodels.compare_view import CompareLine

END_ROOM_PX = 70.0
WORDS_GAP_PX = 5.0
SHIELD_PX = 13.0
MARK_WORDS_PX = 16.0
TONES = {"plain": ("surf", "tx1"), "loss": ("loss", "loss"), "gain": ("gain", "gain")}


def paint_line(painter: QPainter, tokens: Tokens, rect: QRectF, line: CompareLine) -> None:
    """Draw a line into a rectangle; the amount at its end stands right of it."""
    room = rect.adjusted(0, MARK_WORDS_PX if line.has_room_above else 2, -END_ROOM_PX, -2)
    points = [_at(room, x, y) for x, y in line.points]
    stroke_token, ink_token = TONES[line.tone]
    _paint_areas(painter, tokens, room, line, points)
    painter.setPen(stroke(tokens.color_of(stroke_token), 1.5))
    painter.setBrush(NO_BRUSH)
    painter.drawPolyline(QPolygonF(points))
    end = points[-1]
    painter.setPen(NO_PEN)
    painter.setBrush(color(tokens.color_of(stroke_token)))
    painter.drawEllipse(end, 3, 3)
    baseline = min(max(end.y() + 4, rect.top() + 11), rect.bottom() - 1)
    ink = tokens.color_of(ink_token)
    draw_text(painter, (end.x() + 9, baseline), line.end_text, ink, size_px=BODY_PX, weight=SEMIBOLD)
    if line.is_untouched:
        _paint_untouched(painter, tokens, room)
    _paint_marks(painter, tokens, room, line)


def _at(room: QRectF, x: float, y: float) -> QPointF:
    return QPointF(room.left() + x * room.width(), room.bottom() - y * room.height())


def _paint_areas(painter: QPainter, tokens: Tokens, room: QRectF, line: CompareLine, points: list[QPointF]) -> None:
    """Fill what is there, hatch what is gone: from the line up to the height at which it started."""
    zero, start = _at(room, 0, line.zero).y(), _at(room, 0, line.start).y()
    below = QPainterPath(QPointF(points[0].x(), zero))
    for point in points:
        below.lineTo(point)
    below.lineTo(points[-1].x(), zero)
    below.closeSubpath()
    painter.fillPath(below, color(tokens.water, 0.8))
    lost = QPainterPath(QPointF(points[0].x(), start))
    for point in points:
        lost.lineTo(point.x(), max(point.y(), start))
    lost.lineTo(points[-1].x(), start)
    lost.closeSubpath()
    if lost.boundingRect().height() >= 1:
        painter.save()
        painter.setClipPath(lost)
        painter.fillRect(room.adjusted(0, -2, 0, 2), color(tokens.loss_bg))
        draw_hatch(painter, room.adjusted(0, -2, 0, 2), tokens.loss, opacity=0.5)
        painter.restore()
    with crisp(painter):
        painter.setPen(stroke(tokens.tx3, dash=(3, 3)))
        painter.drawLine(QPointF(room.left(), round(start)), QPointF(room.right(), round(start)))
        if line.zero > 0:
            painter.setPen(stroke(tokens.line3))
            painter.drawLine(QPointF(room.left(), round(zero)), QPointF(room.right(), round(zero)))


def _paint_untouched(painter: QPainter, tokens: Tokens, room: QRectF) -> None:
    middle = room.center()
    box = QRectF(middle.x() - 38, room.bottom() - SHIELD_PX - 5, SHIELD_PX, SHIELD_PX)
    draw_icon(painter, box, "shield", tokens.accent)
    draw_text(painter, (box.right() + 5, box.bottom() - 2), texts.UNTOUCHED, tokens.accent)


def _paint_marks(painter: QPainter, tokens: Tokens, room: QRectF, line: CompareLine) -> None:
    """Draw your liquidations: a dotted line, a diamond on the line, and once in words when they were."""
    for share, _ in line.marks:
        height = next((y for x, y in line.points if x >= share), line.points[-1][1])
        at = _at(room, share, height)
        painter.setPen(stroke(tokens.loss, dash=(2, 3)))
        painter.drawLine(QPointF(at.x(), room.top() - MARK_WORDS_PX), QPointF(at.x(), room.bottom()))
        painter.setPen(stroke(tokens.bg1))
        painter.setBrush(color(tokens.loss))
        painter.drawPolygon(diamond(at, 5))
    if line.marks:
        words = texts.LIQUIDATED.format(times=", ".join(text for _, text in line.marks))
        mark = room.left() + line.marks[0][0] * room.width()
        left, width = mark + WORDS_GAP_PX, text_width(words)
        if left + width > room.right() + END_ROOM_PX:  # beside the line, on the side that has room
            left = max(room.left(), mark - WORDS_GAP_PX - width)
        draw_text(painter, (left, room.top() - 6), words, tokens.loss)
