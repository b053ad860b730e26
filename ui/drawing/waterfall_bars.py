"""`WaterfallBars`: where a margin went, as bars from what there was to what is left; below zero it is hatched.

Lost money is hatched at 45 degrees only where it was not the owner's: below the line of zero.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.drawing.painted_view import PaintedView
from ui.drawing.painting import (
    CENTRE,
    NO_BRUSH,
    NO_PEN,
    color,
    crisp,
    draw_hatch,
    draw_text,
    stroke,
    text_width,
)
from ui.drawing.wrapping import wrapped
from ui.theme.fonts import BODY_PX, CAPTION_PX, SEMIBOLD
from ui.theme.tokens import Tokens
from ui.viewmodels.autopsy_records import BarView, WaterfallView

SIDE_PX, TOP_PX, WORDS_PX, BELOW_PX, LINE_PX = 6.0, 26.0, 58.0, 12.0, 14.0
BAR_SHARE, BAR_MAX_PX, THIN_PX = 0.76, 64.0, 2.0
GRID_LINES = 3
FILLS = {
    "water": ("water2", "surf"),
    "loss": ("loss", ""),
    "gain": ("gain", ""),
    "warn": ("warn_fill", ""),
    "fund": ("fund", ""),
}
INKS = {"water": "tx1", "loss": "loss", "gain": "gain", "warn": "warn", "fund": "tx1", "left": "tx1"}


class WaterfallBars(PaintedView[WaterfallView]):
    """The bars of one liquidation."""

    def __init__(self) -> None:
        super().__init__("", QSize(320, 200), QSize(560, 320))

    def paint_view(self, painter: QPainter, tokens: Tokens, view: WaterfallView) -> None:
        """Draw the bars."""
        room = QRectF(self.rect()).adjusted(SIDE_PX, TOP_PX, -SIDE_PX, -WORDS_PX - BELOW_PX)
        self._paint_ground(painter, tokens, room, view)
        bars = view.bars
        step = room.width() / max(1, len(bars))
        before: tuple[float, float] | None = None
        for place, bar in enumerate(bars):
            width = min(BAR_MAX_PX, step * BAR_SHARE)
            left = room.left() + (place + 0.5) * step - width / 2
            start, end = _y(room, bar.start), _y(room, bar.end)
            if before is not None:
                _paint_link(painter, tokens, before, (left, before[1]))
            _paint_bar(painter, tokens, QRectF(left, start, width, end - start).normalized(), bar, _y(room, view.zero))
            _paint_words(painter, tokens, room, (left + width / 2, step), bar)
            before = (left + width, end)

    def _paint_ground(self, painter: QPainter, tokens: Tokens, room: QRectF, view: WaterfallView) -> None:
        zero = _y(room, view.zero)
        with crisp(painter):
            painter.setPen(stroke(tokens.grid))
            for line in range(GRID_LINES + 1):
                y = round(room.top() + (zero - room.top()) * line / (GRID_LINES + 1))
                painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
            painter.setPen(stroke(tokens.line3))
            painter.drawLine(QPointF(0, round(zero)), QPointF(self.width(), round(zero)))
        below = QRectF(0, zero + 1, self.width(), room.bottom() - zero + BELOW_PX - 1)
        draw_hatch(painter, below, tokens.line2, opacity=0.45)


def _y(room: QRectF, share: float) -> float:
    return room.bottom() - share * room.height()


def _paint_link(painter: QPainter, tokens: Tokens, start: tuple[float, float], end: tuple[float, float]) -> None:
    painter.setPen(stroke(tokens.tx3, dash=(2, 2)))
    painter.drawLine(QPointF(*start), QPointF(*end))


def _paint_bar(painter: QPainter, tokens: Tokens, rect: QRectF, bar: BarView, zero: float) -> None:
    """Draw a bar: solid above zero, hatched below; one of no height is a line."""
    if bar.tone == "left" or rect.height() < THIN_PX:
        ink = tokens.tx1 if bar.tone == "left" else tokens.color_of(FILLS[bar.tone][0])
        if bar.tone == "left" and rect.height() >= THIN_PX:
            painter.setPen(stroke(tokens.surf))
            painter.setBrush(color(tokens.water2))
            painter.drawRect(rect)
            return
        painter.fillRect(QRectF(rect.left(), rect.top() - THIN_PX / 2, rect.width(), THIN_PX), color(ink))
        return
    fill, edge = FILLS[bar.tone]
    above = QRectF(rect.left(), rect.top(), rect.width(), max(0.0, min(rect.bottom(), zero) - rect.top()))
    painter.setPen(stroke(tokens.color_of(edge)) if edge else NO_PEN)
    painter.setBrush(color(tokens.color_of(fill)))
    if bar.tone == "fund":
        painter.drawRect(rect)
        return
    if above.height() > 0:
        painter.drawRect(above)
    below = QRectF(rect.left(), max(rect.top(), zero), rect.width(), rect.bottom() - max(rect.top(), zero))
    if below.height() > 0:
        draw_hatch(painter, below, tokens.color_of(fill))
        painter.setPen(stroke(tokens.color_of(fill)))
        painter.setBrush(NO_BRUSH)
        painter.drawRect(below)


def _paint_words(painter: QPainter, tokens: Tokens, room: QRectF, at: tuple[float, float], bar: BarView) -> None:
    """Draw the sum above a bar and its name at the foot; a small size where the bars stand close."""
    middle, step = at
    top = min(_y(room, bar.start), _y(room, bar.end))
    size = BODY_PX if text_width(bar.value_text, BODY_PX, SEMIBOLD) <= step else CAPTION_PX
    ink = tokens.color_of(INKS[bar.tone])
    draw_text(painter, (middle, top - 7), bar.value_text, ink, size_px=size, weight=SEMIBOLD, align=CENTRE)
    baseline = room.bottom() + BELOW_PX + 18
    for line in wrapped(bar.label, step, CAPTION_PX, SEMIBOLD):
        draw_text(painter, (middle, baseline), line, tokens.tx1, weight=SEMIBOLD, align=CENTRE)
        baseline += LINE_PX
    for line in wrapped(bar.sublabel, step):
        draw_text(painter, (middle, baseline + 1), line, tokens.tx3, align=CENTRE)
        baseline += LINE_PX
