"""Painters of the inside of a tank: water, gauge, walls, slices of a liquidation. No widget here."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.drawing.painting import (
    NO_PEN,
    RIGHT,
    TONE_TEXT,
    color,
    crisp,
    draw_hatch,
    draw_text,
    elided,
    stroke,
    text_width,
)
from ui.drawing.tank_figure import CompartmentFigure, SliceFigure
from ui.theme.fonts import MEDIUM, SEMIBOLD, SYMBOL_PX
from ui.theme.icons import draw_icon
from ui.theme.tokens import Tokens

GAUGE_PARTS = 4
WALL_PX = 4.0
DRY_BELOW = 0.0


def surface_y(rect: QRectF, level: float) -> float:
    """Return the height of a water level (0 floor, 1 brim) in a rectangle, on a whole pixel."""
    return round(rect.bottom() - min(1.0, max(0.0, level)) * rect.height())


def paint_water(
    painter: QPainter,
    rect: QRectF,
    tokens: Tokens,
    level: float,
    *,
    start_level: float | None = None,
    frozen: bool = False,
) -> None:
    """Paint a well, its water with a surface (none when dry), and the dashed level at the start."""
    painter.fillRect(rect, color(tokens.well))
    y = surface_y(rect, level)
    if level > DRY_BELOW:
        water = QRectF(rect.left(), y, rect.width(), rect.bottom() - y)
        painter.fillRect(water, color(tokens.ice if frozen else tokens.water))
        if frozen:
            draw_hatch(painter, water, tokens.tx3, gap=7, width=1, opacity=0.35, rising=False)
        with crisp(painter):
            painter.fillRect(QRectF(rect.left(), y, rect.width(), 2), color(tokens.tx3 if frozen else tokens.surf))
    if start_level is not None and not frozen:
        _level_line(painter, rect, start_level, tokens.tx3)


def _level_line(painter: QPainter, rect: QRectF, level: float, value: str) -> None:
    y = surface_y(rect, level) + 0.5
    painter.setPen(stroke(value, dash=(4, 3)))
    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def paint_gauge(painter: QPainter, rect: QRectF, tokens: Tokens) -> None:
    """Paint the four-part gauge at the left wall."""
    painter.setPen(stroke(tokens.line3))
    lines = []
    for part in range(GAUGE_PARTS + 1):
        y = round(rect.top() + 4 + (rect.height() - 8) * part / GAUGE_PARTS) + 0.5
        lines.append(QLineF(rect.left(), y, rect.left() + (3 if part % 2 else 6), y))
    painter.drawLines(lines)


def paint_wall(painter: QPainter, rect: QRectF, x: float, tokens: Tokens, *, locked: bool = False) -> None:
    """Paint a bulkhead between two compartments, with a padlock while a liquidation runs."""
    painter.fillRect(QRectF(x, rect.top(), WALL_PX, rect.height()), color(tokens.wall))
    if locked:
        centre = QPointF(x + WALL_PX / 2, rect.top() + rect.height() * 0.42)
        painter.setPen(stroke(tokens.wall, 1.5))
        painter.setBrush(color(tokens.bg2))
        painter.drawEllipse(centre, 9, 9)
        draw_icon(painter, QRectF(centre.x() - 6, centre.y() - 6.8, 12, 12), "lock-solid", tokens.tx1)


def paint_compartment(painter: QPainter, rect: QRectF, tokens: Tokens, figure: CompartmentFigure, level: float) -> None:
    """Paint one compartment with its texts; `level` may differ from the figure's while it settles."""
    if figure.slices:
        _paint_slices(painter, rect, tokens, figure)
    else:
        _paint_settled(painter, rect, tokens, figure, level)
    inner = rect.width() - 12
    x = rect.left() + 8
    draw_text(painter, (x, rect.top() + 16), elided(figure.title, inner, weight=SEMIBOLD), tokens.tx1, weight=SEMIBOLD)
    if figure.subtitle:
        tone = "loss" if figure.slices else figure.subtitle_tone
        ink = tokens.color_of(TONE_TEXT[tone])
        draw_text(painter, (x, rect.top() + 30), elided(figure.subtitle, inner), ink)
    if not figure.slices:
        draw_text(
            painter,
            (x, rect.bottom() - 24),
            figure.amount_text,
            tokens.tx1,
            size_px=_fitting_size(figure, inner),
            weight=SEMIBOLD,
        )
        draw_text(painter, (x, rect.bottom() - 10), elided(figure.of_text, inner), tokens.tx2)


def _fitting_size(figure: CompartmentFigure, width: float) -> int:
    """Return the largest size at which a tank figure fits its compartment, never below a caption."""
    for size_px in (SYMBOL_PX, 13, 12):
        if text_width(figure.amount_text, size_px, SEMIBOLD) <= width:
            return size_px
    return 11


def _paint_settled(painter: QPainter, rect: QRectF, tokens: Tokens, figure: CompartmentFigure, level: float) -> None:
    paint_water(painter, rect, tokens, level)
    start = figure.start_level
    if start is not None:
        top, bottom = surface_y(rect, max(start, level)), surface_y(rect, min(start, level))
        band = QRectF(rect.left(), top, rect.width(), bottom - top)
        if level < start:
            draw_hatch(painter, band, tokens.loss, gap=6, opacity=0.4)
        elif level > start:
            draw_hatch(painter, band, tokens.gain, gap=5, opacity=0.28, width=1.3, rising=False)
        _level_line(painter, rect, start, tokens.tx3)
    if figure.maintenance_level is not None:
        y = surface_y(rect, figure.maintenance_level)
        with crisp(painter):
            painter.fillRect(QRectF(rect.left(), min(y, rect.bottom() - 3), rect.width(), 2), color(tokens.loss))


def _paint_slices(painter: QPainter, rect: QRectF, tokens: Tokens, figure: CompartmentFigure) -> None:
    painter.fillRect(rect, color(tokens.well))
    count = len(figure.slices)
    # Titles keep their two lines; below them the slices share what is left of the height.
    top = rect.top() + 36
    each = (rect.bottom() - top) / count
    for place, part in enumerate(figure.slices):
        y0 = round(top + place * each)
        box = QRectF(rect.left(), y0, rect.width(), round(top + (place + 1) * each) - y0)
        if part.state == "left":
            painter.fillRect(box, color(tokens.water))
            draw_hatch(painter, box, tokens.loss, gap=6, opacity=0.4)
            with crisp(painter):
                painter.fillRect(QRectF(box.left(), box.top(), box.width(), 2), color(tokens.surf))
        elif part.state == "burning":
            painter.fillRect(box, color(tokens.loss_bg))
            draw_hatch(painter, box, tokens.loss, gap=5, opacity=0.75)
        else:
            draw_hatch(painter, box, tokens.line2, gap=6, width=1.1, opacity=0.6)
        painter.setPen(stroke(tokens.line3, dash=(2, 3)))
        painter.drawLine(QPointF(box.left(), box.bottom() + 0.5), QPointF(box.right(), box.bottom() + 0.5))
        _slice_text(painter, box, tokens, part)
    first_open = next((place for place, part in enumerate(figure.slices) if part.state != "paid"), None)
    if first_open is not None:
        with crisp(painter):
            painter.fillRect(QRectF(rect.left(), round(top + first_open * each), rect.width(), 2), color(tokens.loss))


def _slice_text(painter: QPainter, box: QRectF, tokens: Tokens, part: SliceFigure) -> None:
    middle = box.center().y() + 0.5
    if part.state == "paid":
        painter.setPen(NO_PEN)
        painter.setBrush(color(tokens.well))
        painter.drawRoundedRect(QRectF(box.left() + 8, middle - 8, box.width() - 16, 16), 3, 3)
    ink = tokens.tx3 if part.state == "paid" else tokens.tx1
    weight = MEDIUM if part.state == "paid" else SEMIBOLD
    if part.state == "burning":
        painter.setPen(NO_PEN)
        painter.setBrush(color(tokens.loss_bg))
        painter.drawRoundedRect(QRectF(box.left() + 8, middle - 8, box.width() - 16, 16), 3, 3)
        ink = tokens.loss
    draw_text(painter, (box.left() + 13, middle + 4), part.number_text, ink, weight=SEMIBOLD)
    draw_text(painter, (box.right() - 12, middle + 4), part.amount_text, ink, weight=weight, align=RIGHT)
