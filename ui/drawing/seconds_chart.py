"""`SecondsChart`: the mark second by second around a liquidation, its fills as numbered diamonds, the zone hatched."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPolygonF

from ui.drawing.painted_view import PaintedView
from ui.drawing.painting import (
    CENTRE,
    NO_BRUSH,
    NO_PEN,
    RIGHT,
    color,
    crisp,
    diamond,
    draw_hatch,
    draw_text,
    stroke,
    text_width,
)
from ui.theme.fonts import BODY_PX, CAPTION_PX, MEDIUM, SEMIBOLD
from ui.theme.tokens import Tokens
from ui.viewmodels import autopsy_texts as texts
from ui.viewmodels.autopsy_records import FillView, LevelView, SecondsView

PAD_PX, PRICES_PX, TIMES_PX = 10.0, 58.0, 22.0
GROUND_OPACITY = 0.94  # a line that goes on behind a word must not strike it out
DIAMOND_PX, LABEL_GAP_PX, LABEL_PX = 8.0, 12.0, 14.0


class SecondsChart(PaintedView[SecondsView]):
    """The small chart of one liquidation."""

    def __init__(self) -> None:
        super().__init__(texts.SECONDS, QSize(280, 150), QSize(420, 230))

    def paint_view(self, painter: QPainter, tokens: Tokens, view: SecondsView) -> None:
        """Draw grid, zone, price, fills."""
        room = QRectF(self.rect()).adjusted(PAD_PX, PAD_PX, -PRICES_PX, -TIMES_PX)
        _paint_axes(painter, tokens, room, view)
        _paint_levels(painter, tokens, room, view.levels)
        painter.setPen(stroke(tokens.tx1, 1.5))
        painter.setBrush(NO_BRUSH)
        painter.drawPolyline(QPolygonF([_at(room, x, y) for x, y in view.points]))
        _paint_names(painter, tokens, room, view.levels)
        _paint_fills(painter, tokens, room, view)


def _at(room: QRectF, x: float, y: float) -> QPointF:
    return QPointF(room.left() + x * room.width(), room.bottom() - y * room.height())


def _paint_axes(painter: QPainter, tokens: Tokens, room: QRectF, view: SecondsView) -> None:
    taken = -100.0
    for y, text in view.prices:
        at = _at(room, 0, y).y()
        with crisp(painter):
            painter.setPen(stroke(tokens.grid))
            painter.drawLine(QPointF(room.left(), round(at)), QPointF(room.right(), round(at)))
        if room.top() + 4 <= at <= room.bottom():
            draw_text(painter, (room.right() + PRICES_PX - 6, at + 4), text, tokens.tx3, align=RIGHT)
    for x, text in view.times:
        middle = _at(room, x, 0).x()
        half = text_width(text, CAPTION_PX) / 2
        fits = room.left() <= middle - half and middle + half <= room.right() + PRICES_PX - 6
        if fits and middle - half > taken + 12:
            draw_text(painter, (middle, room.bottom() + 16), text, tokens.tx3, align=CENTRE)
            taken = middle + half


def _paint_levels(painter: QPainter, tokens: Tokens, room: QRectF, levels: tuple[LevelView, ...]) -> None:
    """Draw the closing zone between the two levels, then the levels: liquidation solid, bankruptcy dash-dot."""
    edges = sorted(_at(room, 0, one.y).y() for one in levels)
    if len(edges) == 2:
        zone = QRectF(room.left(), edges[0], room.width(), edges[1] - edges[0])
        painter.fillRect(zone, color(tokens.loss_bg))
        draw_hatch(painter, zone, tokens.loss, opacity=0.28)
    for one in levels:
        y = _at(room, 0, one.y).y()
        solid = one.kind == "liquidation"
        painter.setPen(stroke(tokens.loss, 1.5 if solid else 1.0, dash=() if solid else (7, 3, 2, 3)))
        painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))


def _paint_names(painter: QPainter, tokens: Tokens, room: QRectF, levels: tuple[LevelView, ...]) -> None:
    """Name the levels: the upper one above its line at the right, the lower one below at the left."""
    edges = sorted(_at(room, 0, one.y).y() for one in levels)
    for one in levels:
        y, is_upper = _at(room, 0, one.y).y(), _at(room, 0, one.y).y() <= edges[0]
        baseline = y - 5 if is_upper else y + 14
        place = (room.right() - 6, baseline) if is_upper else (room.left() + 6, baseline)
        align = RIGHT if is_upper else Qt.AlignmentFlag.AlignLeft
        width = text_width(one.text, CAPTION_PX, MEDIUM)
        left = place[0] - width if is_upper else place[0]
        _paint_ground(painter, tokens, QRectF(left, baseline - 10, width, 12))
        draw_text(painter, place, one.text, tokens.loss, weight=MEDIUM, align=align)


def _paint_ground(painter: QPainter, tokens: Tokens, box: QRectF) -> None:
    """Hold back what lies behind a word."""
    painter.setPen(NO_PEN)
    painter.setBrush(color(tokens.bg1, GROUND_OPACITY))
    painter.drawRoundedRect(box.adjusted(-3, -1, 3, 1), 3, 3)


def _around(room: QRectF, one: FillView) -> QRectF:
    """Return the square that a fill's diamond stands in."""
    at = _at(room, one.x, one.y)
    return QRectF(at.x() - DIAMOND_PX, at.y() - DIAMOND_PX, 2 * DIAMOND_PX, 2 * DIAMOND_PX)


def _paint_fills(painter: QPainter, tokens: Tokens, room: QRectF, view: SecondsView) -> None:
    """Draw the sales; their prices stand right of them (left where there is no room), none on another."""
    taken: list[QRectF] = []
    for one in view.fills:
        at = _at(room, one.x, one.y)
        painter.setPen(stroke(tokens.bg1, 1.5))
        painter.setBrush(color(tokens.loss))
        painter.drawPolygon(diamond(at, DIAMOND_PX))
        draw_text(painter, (at.x(), at.y() + 4), one.number, tokens.on_loss, weight=SEMIBOLD, align=CENTRE)
    for one in view.fills:
        at = _at(room, one.x, one.y)
        width = text_width(one.price_text, BODY_PX, MEDIUM)
        left = at.x() + LABEL_GAP_PX
        if left + width > room.right():
            left = at.x() - LABEL_GAP_PX - width
        box = QRectF(left, at.y() - LABEL_PX / 2, width, LABEL_PX)
        marks = [_around(room, other) for other in view.fills if other is not one]
        if any(box.intersects(other) for other in (*taken, *marks)):
            continue
        taken.append(box)
        _paint_ground(painter, tokens, box)
        draw_text(painter, (left, at.y() + 4), one.price_text, tokens.tx1, size_px=BODY_PX, weight=MEDIUM)
