"""Shared strokes of every painted part: colours, hatches, text, chips, small shapes. Values are logical pixels.

Public: `color`, `stroke`, `crisp`, `draw_text`, `text_width`, `draw_hatch`, `draw_chip`, `draw_triangle`, `diamond`,
`draw_focus_ring`, `TONE_TEXT`, `TONE_FILL`. Colours come in as token values ("#RRGGBB"), so nothing here knows a theme.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from math import hypot

from msgspec import Struct
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from ui.theme.fonts import CAPTION_PX, MEDIUM, REGULAR, ui_font
from ui.theme.icons import draw_icon
from ui.theme.tokens import Tokens

# Tone of a chip, a caption or a value -> token of its text and token of its surface.
TONE_TEXT = {
    "plain": "tx1",
    "neutral": "tx2",
    "caption": "tx3",
    "accent": "accent",
    "gain": "gain",
    "loss": "loss",
    "warn": "warn",
    "fund": "fund",
}
TONE_FILL = {
    "plain": "bg3",
    "neutral": "bg3",
    "caption": "bg3",
    "accent": "accent_bg",
    "gain": "gain_bg",
    "loss": "loss_bg",
    "warn": "warn_bg",
    "fund": "fund_bg",
}

LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
CENTRE = Qt.AlignmentFlag.AlignHCenter
HATCH_TILE_LINES = 8
NO_PEN = Qt.PenStyle.NoPen
NO_BRUSH = Qt.BrushStyle.NoBrush


class PaintedText(Struct, frozen=True):
    """One text that was drawn: where, in its widget's pixels; or one that was cut with an ellipsis.

    `clip` is what the painter let through, None where it let through everything.
    """

    text: str
    rect: QRectF
    is_elided: bool = False
    clip: QRectF | None = None


class _Recorder:
    """Where drawn texts are noted while somebody looks at a layout; None most of the time."""

    texts: list[PaintedText] | None = None


@contextmanager
def recording_texts() -> Iterator[list[PaintedText]]:
    """Note every text drawn inside the block with its rectangle, so that painted layouts can be checked."""
    noted: list[PaintedText] = []
    before, _Recorder.texts = _Recorder.texts, noted
    try:
        yield noted
    finally:
        _Recorder.texts = before


@lru_cache(maxsize=512)
def _plain_color(value: str) -> QColor:
    return QColor(value)


def color(value: str, opacity: float = 1.0) -> QColor:
    """Return the QColor of a token value, with an opacity on top; the result is the caller's own."""
    made = QColor(_plain_color(value))
    if opacity < 1.0:
        made.setAlphaF(made.alphaF() * opacity)
    return made


def stroke(value: str, width: float = 1.0, *, dash: Sequence[float] = (), opacity: float = 1.0) -> QPen:
    """Return a pen; dash lengths are in logical pixels (Qt wants them in pen widths)."""
    pen = QPen(color(value, opacity), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern([length / width for length in dash])
    return pen


@contextmanager
def crisp(painter: QPainter) -> Iterator[None]:
    """Draw without antialiasing inside the block: for axis-parallel lines and rectangles."""
    before = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    yield
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, before)


@lru_cache(maxsize=64)
def _metrics(size_px: int, weight: int) -> QFontMetricsF:
    return QFontMetricsF(ui_font(size_px, weight))


@lru_cache(maxsize=2048)
def text_width(text: str, size_px: int = CAPTION_PX, weight: int = REGULAR) -> float:
    """Return the width of one line of text in logical pixels."""
    return _metrics(size_px, weight).horizontalAdvance(text)


def elided(text: str, width: float, size_px: int = CAPTION_PX, weight: int = REGULAR) -> str:
    """Return the text cut with an ellipsis so that it fits the width."""
    cut = _metrics(size_px, weight).elidedText(text, Qt.TextElideMode.ElideRight, width)
    if cut != text and _Recorder.texts is not None:
        _Recorder.texts.append(PaintedText(text, QRectF(), is_elided=True))
    return cut


def draw_text(
    painter: QPainter,
    at: tuple[float, float],
    text: str,
    value: str,
    *,
    size_px: int = CAPTION_PX,
    weight: int = REGULAR,
    align: Qt.AlignmentFlag = LEFT,
) -> float:
    """Draw one line with its baseline at `at` (x is the left, middle or right end) and return its width."""
    width = text_width(text, size_px, weight)
    x, baseline = at
    if align == RIGHT:
        x -= width
    elif align == CENTRE:
        x -= width / 2
    painter.setFont(ui_font(size_px, weight))
    painter.setPen(color(value))
    painter.drawText(QPointF(x, baseline), text)
    if _Recorder.texts is not None and text:
        shape = _metrics(size_px, weight).tightBoundingRect(text).translated(x, baseline)
        clip = painter.transform().mapRect(painter.clipBoundingRect()) if painter.hasClipping() else None
        _Recorder.texts.append(PaintedText(text, painter.transform().mapRect(shape), clip=clip))
    return width


def draw_hatch(
    painter: QPainter,
    rect: QRectF,
    value: str,
    *,
    gap: float = 5.0,
    width: float = 1.2,
    opacity: float = 0.75,
    rising: bool = True,
) -> None:
    """Fill a rectangle with 45 degree lines: rising like "/" for lost money, falling like "\\" for gained money.

    Lines hang on the coordinate origin, not on the rectangle, so neighbouring hatches join.
    """
    if rect.width() <= 0 or rect.height() <= 0:
        return
    ratio = painter.device().devicePixelRatioF()
    tile = _hatch_tile(value, (gap, width, opacity), rising, ratio)
    side = tile.width() / ratio
    painter.drawTiledPixmap(rect, tile, QPointF(rect.left() % side, rect.top() % side))


@lru_cache(maxsize=128)
def _hatch_tile(value: str, look: tuple[float, float, float], rising: bool, ratio: float) -> QPixmap:
    """Return a seamless square of hatch; tiling it is a tenth of the work of drawing the lines each time."""
    gap, width, opacity = look
    # The lines repeat after a whole number of device pixels, else the seams would show.
    step = max(2, round(gap * 2**0.5 * ratio)) / ratio
    side = step * HATCH_TILE_LINES
    tile = QPixmap(round(side * ratio), round(side * ratio))
    tile.setDevicePixelRatio(ratio)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(stroke(value, width, opacity=opacity))
    far = 2 * step
    for number in range(-1, 2 * HATCH_TILE_LINES + 2):
        key = number * step
        if rising:
            painter.drawLine(QLineF(key + far, -far, key - side - far, side + far))
        else:
            painter.drawLine(QLineF(side - key - far, -far, 2 * side - key + far, side + far))
    painter.end()
    return tile


def diamond(centre: QPointF, half: float) -> QPolygonF:
    """Return the diamond around a point."""
    x, y = centre.x(), centre.y()
    return QPolygonF([QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half), QPointF(x - half, y)])


def draw_arrow_head(painter: QPainter, tip: QPointF, behind: QPointF, value: str, length: float = 9.0) -> None:
    """Draw a filled arrow head that points from `behind` to `tip`."""
    dx, dy = tip.x() - behind.x(), tip.y() - behind.y()
    size = hypot(dx, dy) or 1.0
    ux, uy = dx / size, dy / size
    foot = QPointF(tip.x() - ux * length, tip.y() - uy * length)
    side = length * 0.55
    painter.setPen(NO_PEN)
    painter.setBrush(color(value))
    painter.drawPolygon(
        QPolygonF(
            [
                tip,
                QPointF(foot.x() - uy * side, foot.y() + ux * side),
                QPointF(foot.x() + uy * side, foot.y() - ux * side),
            ]
        )
    )


def _chip_rooms(icon: str) -> tuple[float, float]:
    """Return the room of a chip's icon, and the space before it or before the words."""
    return (17.0, 4.0) if icon else (0.0, 6.0)


def chip_width(text: str, icon: str = "") -> float:
    """Return how wide a chip is."""
    return text_width(text, CAPTION_PX, MEDIUM) + sum(_chip_rooms(icon)) + 6.0


def draw_chip(
    painter: QPainter, left: float, middle: float, text: str, tokens: Tokens, *, tone: str = "neutral", icon: str = ""
) -> float:
    """Draw a chip of 18 px height around a middle line and return its right edge."""
    ink = tokens.color_of(TONE_TEXT[tone])
    icon_room, pad = _chip_rooms(icon)
    width = chip_width(text, icon)
    painter.setPen(NO_PEN)
    painter.setBrush(color(tokens.color_of(TONE_FILL[tone])))
    painter.drawRoundedRect(QRectF(left, middle - 9, width, 18), 4, 4)
    if icon:
        draw_icon(painter, QRectF(left + pad, middle - 7, 14, 14), icon, ink)
    draw_text(painter, (left + pad + icon_room, middle + 4), text, ink, weight=MEDIUM)
    return left + width


def draw_focus_ring(painter: QPainter, rect: QRectF, tokens: Tokens, radius: float = 6.0) -> None:
    """Draw the 2 px accent ring of a widget that has the keyboard focus."""
    painter.setBrush(NO_BRUSH)
    painter.setPen(stroke(tokens.accent, 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)


def rounded_path(rect: QRectF, radius: float) -> QPainterPath:
    """Return a rounded rectangle as a path, to clip with."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path
