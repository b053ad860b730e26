"""Painters of the inside of a tank: water, gauge, walls, slices of a liquidation. No widget here."""

from __future__ import annotations

from collections.abc import Sequence

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
from ui.drawing.tank_layout import CAP_SHARE, WALL_PX, kept_together
from ui.theme.fonts import CAPTION_PX, MEDIUM, REGULAR, SEMIBOLD, SYMBOL_PX
from ui.theme.icons import draw_icon
from ui.theme.tokens import Tokens

GAUGE_PARTS = 4
SIDE_PX, NARROW_SIDE_PX, NARROW_BELOW_PX = 8.0, 5.0, 66.0
DRY_BELOW = 0.0
SLICE_SIDE_PX = 13.0
SLICE_SIDE_NARROW_PX = 6.0


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
        paint_level_line(painter, rect, start_level, tokens.tx3)


def paint_level_line(painter: QPainter, rect: QRectF, level: float, value: str) -> None:
    """Paint a dashed level: where the water stood."""
    y = surface_y(rect, level) + 0.5
    painter.setPen(stroke(value, dash=(4, 3)))
    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def paint_plate(painter: QPainter, box: QRectF, lines_y: Sequence[float], fill: str) -> None:
    """Put a plate behind a title where a level line would cross it, so that the line passes behind."""
    padded = box.adjusted(-4, -1, 4, 1)
    if any(padded.top() - 1 <= y <= padded.bottom() + 1 for y in lines_y):
        painter.setPen(NO_PEN)
        painter.setBrush(color(fill))
        painter.drawRoundedRect(padded, 3, 3)


def level_lines(rect: QRectF, *levels: float | None) -> list[float]:
    """Return the heights at which lines are drawn in a tank: its surface (none when dry) and its dashed levels."""
    return [surface_y(rect, level) for level in levels if level is not None and level > DRY_BELOW]


def paint_gauge(painter: QPainter, rect: QRectF, tokens: Tokens) -> None:
    """Paint the four-part gauge at the left wall."""
    painter.setPen(stroke(tokens.line3))
    lines = []
    for part in range(GAUGE_PARTS + 1):
        y = round(rect.top() + 4 + (rect.height() - 8) * part / GAUGE_PARTS) + 0.5
        lines.append(QLineF(rect.left(), y, rect.left() + (3 if part % 2 else 6), y))
    painter.drawLines(lines)


def paint_wall(painter: QPainter, rect: QRectF, x: float, tokens: Tokens, sign: str = "") -> None:
    """Paint a bulkhead between two compartments, with a sign: a padlock while a liquidation runs, a chain if linked."""
    painter.fillRect(QRectF(x, rect.top(), WALL_PX, rect.height()), color(tokens.wall))
    if sign:
        centre = QPointF(x + WALL_PX / 2, rect.top() + rect.height() * 0.42)
        painter.setPen(stroke(tokens.warn if sign == "chain" else tokens.wall, 1.5))
        painter.setBrush(color(tokens.bg2))
        painter.drawEllipse(centre, 9, 9)
        ink = tokens.warn if sign == "chain" else tokens.tx1
        draw_icon(painter, QRectF(centre.x() - 6, centre.y() - 6.8, 12, 12), sign, ink)


def paint_underline(painter: QPainter, x: float, baseline: float, width: float, ink: str) -> None:
    """Underline a figure that has just changed; figures never roll."""
    with crisp(painter):
        painter.fillRect(QRectF(x, round(baseline) + 2, width, 2), color(ink))


def inner_width(rect: QRectF) -> float:
    """Return how wide a text in a compartment may be."""
    return rect.width() - 4 - (SIDE_PX if rect.width() >= NARROW_BELOW_PX else NARROW_SIDE_PX)


def paint_compartment(
    painter: QPainter,
    rect: QRectF,
    tokens: Tokens,
    figure: CompartmentFigure,
    level: float,
    *,
    short: bool = False,
    changed: bool = False,
    burnt_share: float = 1.0,
) -> None:
    """Paint one compartment with its texts; `level` may differ from the figure's while it settles.

    `short` asks for the short title; `changed` underlines the figure; `burnt_share` is how far the burning slice has
    burnt down, from 0 to 1.
    """
    if figure.slices:
        _paint_slices(painter, rect, tokens, figure, burnt_share)
    else:
        _paint_settled(painter, rect, tokens, figure, level)
    inner = inner_width(rect)
    x = rect.right() - 4 - inner
    lines = [] if figure.slices else level_lines(rect, level, figure.start_level)
    if figure.maintenance_level is not None and not figure.slices:
        lines.append(_maintenance_y(rect, figure.maintenance_level))
    title = figure.short_title if short and figure.short_title else figure.title
    title, subtitle = elided(title, inner, weight=SEMIBOLD), _fitted(figure.subtitle, inner)
    head = max(text_width(title, weight=SEMIBOLD), text_width(subtitle))
    paint_plate(painter, QRectF(x, rect.top() + 5, head, 29 if subtitle else 15), lines, tokens.well)
    draw_text(painter, (x, rect.top() + 16), title, tokens.tx1, weight=SEMIBOLD)
    if figure.subtitle:
        tone = "loss" if figure.slices else figure.subtitle_tone
        ink = tokens.color_of(TONE_TEXT[tone])
        draw_text(painter, (x, rect.top() + 30), subtitle, ink)
    if not figure.slices:
        amount = _whole(figure.amount_text, figure.short_amount, inner, CAPTION_PX, SEMIBOLD)
        size_px, of_text = _fitting_size(amount, inner), _whole(figure.of_text, figure.short_of, inner, CAPTION_PX)
        of_text = elided(of_text, inner)
        defaults, caps = (rect.bottom() - 10, rect.bottom() - 24), (CAPTION_PX * CAP_SHARE, size_px * CAP_SHARE)
        of_y, amount_y = kept_together(defaults, caps, lines, rect.top() + 36)
        box = QRectF(x, amount_y - caps[1], 0, of_y - amount_y + caps[1])
        if figure.start_level is not None and level < figure.start_level and box.top() < surface_y(rect, level):
            box.setWidth(max(text_width(amount, size_px, SEMIBOLD), text_width(of_text)))
            _paint_ground(painter, box, tokens.well)
        width = draw_text(painter, (x, amount_y), amount, tokens.tx1, size_px=size_px, weight=SEMIBOLD)
        if changed:
            paint_underline(painter, x, amount_y, width, tokens.accent)
        draw_text(painter, (x, of_y), of_text, tokens.tx2)


def _paint_ground(painter: QPainter, box: QRectF, fill: str) -> None:
    """Calm the hatch of lost money behind figures."""
    painter.setPen(NO_PEN)
    painter.setBrush(color(fill, 0.7))
    painter.drawRoundedRect(box.adjusted(-3, -3, 3, 2), 3, 3)


def _fitted(text: str, width: float) -> str:
    """Return a text that ends in a size: without the zeros at its end where they do not fit, then with an ellipsis."""
    if text_width(text) > width and "." in text:
        text = text.rstrip("0").rstrip(".")
    return elided(text, width)


def _whole(text: str, short: str, width: float, size_px: int, weight: int = REGULAR) -> str:
    """Return a text, or what stands in for it where it does not fit."""
    return short if short and text_width(text, size_px, weight) > width else text


def _fitting_size(amount: str, width: float) -> int:
    """Return the largest size at which a tank figure fits its compartment, never below a caption."""
    for size_px in (SYMBOL_PX, 13, 12):
        if text_width(amount, size_px, SEMIBOLD) <= width:
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
        paint_level_line(painter, rect, start, tokens.tx3)
    if figure.maintenance_level is not None:
        y = _maintenance_y(rect, figure.maintenance_level)
        with crisp(painter):
            painter.fillRect(QRectF(rect.left(), y, rect.width(), 2), color(tokens.loss))


def _maintenance_y(rect: QRectF, level: float) -> float:
    """Return the row of the maintenance line, which stays in sight however little is asked for."""
    return min(surface_y(rect, level), rect.bottom() - 3)


def _paint_slices(
    painter: QPainter, rect: QRectF, tokens: Tokens, figure: CompartmentFigure, burnt_share: float
) -> None:
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
            painter.fillRect(box, color(tokens.water))
            burnt = QRectF(box.left(), box.top(), box.width(), box.height() * burnt_share)
            painter.fillRect(burnt, color(tokens.loss_bg))
            draw_hatch(painter, burnt, tokens.loss, gap=5, opacity=0.75)
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
    words = text_width(part.number_text, weight=SEMIBOLD) + text_width(part.amount_text, weight=weight) + 6
    side = SLICE_SIDE_PX if words + 2 * SLICE_SIDE_PX <= box.width() else SLICE_SIDE_NARROW_PX
    if words + 2 * side <= box.width():
        draw_text(painter, (box.left() + side, middle + 4), part.number_text, ink, weight=SEMIBOLD)
    draw_text(painter, (box.right() - side, middle + 4), part.amount_text, ink, weight=weight, align=RIGHT)
