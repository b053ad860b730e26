"""`PaneItem`: the picture below the chart's lines as one pyqtgraph item: ground, grid, closing zone, candles, volume.

Closed candles are kept in blocks of 256 pixels; a price that moves repaints the newest candle alone, a view that moves
along the time axis only the blocks that come in. While the price axis changes with every frame (a drag that refits it),
nothing could be kept, so the pane is painted straight. Candles stand on a lattice of whole pixels that hangs on candle
number 0, so the picture never shimmers. Rising candles are hollow, falling ones filled: the direction is readable
without colour. Each kind is drawn with one call.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QBrush, QPainter, QPen, QPixmap

from ui.drawing.candle_columns import CLOSE, HIGH, LOW, OPEN, VOLUME, Buckets, Floats
from ui.drawing.chart_lines import paint_zone, zones_of
from ui.drawing.painting import NO_PEN, color, stroke
from ui.drawing.plotting import GraphicsObject, PrimitiveArray
from ui.theme.tokens import Tokens, active

if TYPE_CHECKING:
    from ui.drawing.chart_content import ChartContent

BODY_SHARE = 0.66
BLOCK_PX = 256
BLOCKS_MAX = 48
VOLUME_HEAD_PX = 7.0
# A candle reaches at most this far beyond the pixel column of its centre.
REACH_PX = 80


class PaneItem(GraphicsObject):  # type: ignore[misc]
    """Paints one `ChartContent` in pixels; it belongs to a view whose scene is as large as the chart's pane."""

    def __init__(self, content: ChartContent) -> None:
        super().__init__()
        self._content = content
        self._lines = PrimitiveArray(QLineF, 4)
        self._rects = PrimitiveArray(QRectF, 4)
        self._blocks: dict[tuple[int, int], QPixmap] = {}
        self._look: tuple[Any, ...] = ()
        self.painted_blocks = 0

    def boundingRect(self) -> QRectF:
        """Return the pane, volume strip included."""
        scale = self._content.scale
        return QRectF(0, 0, scale.width_px, scale.pane_px + self._content.volume_px)

    def paint(self, painter: QPainter, *_: Any) -> None:
        """Draw the pane from its blocks where they still fit, and the newest candle on top."""
        tokens, content = active(), self._content
        look = self._look_of(tokens)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        origin = content.origin_px
        if look == self._look:
            self._draw_blocks(painter, tokens, origin)
        else:
            self._look = look
            self._blocks.clear()
            self._paint_closed(painter, tokens, origin, floor(content.scale.width_px) + 1)
        self._paint_newest(painter, tokens, origin)
        painter.restore()

    def _look_of(self, tokens: Tokens) -> tuple[Any, ...]:
        """Return all that the blocks depend on beside their place and the closed candles."""
        content = self._content
        scale, ratio = content.scale, self._ratio()
        prices = (scale.top, scale.bottom, scale.pane_px, content.volume_px, content.volume_top)
        times = (scale.candle_px, content.size, content.columns.generation, content.decimals)
        return (*prices, *times, zones_of(content.lines), tokens.bg1, tokens.gain, tokens.loss, ratio)

    def _ratio(self) -> float:
        views = self.scene().views() if self.scene() is not None else []
        return float(views[0].devicePixelRatioF()) if views else 1.0

    # -- blocks

    def _draw_blocks(self, painter: QPainter, tokens: Tokens, origin: int) -> None:
        content = self._content
        last_px = origin + floor(content.scale.width_px)
        closed = content.columns.closed_before(content.size)
        closed_px = floor(closed * content.scale.candle_px) - REACH_PX
        for number in range(origin // BLOCK_PX, last_px // BLOCK_PX + 1):
            # A block behind the newest closed candle grows with it.
            key = (number, closed if (number + 1) * BLOCK_PX > closed_px else -1)
            block = self._blocks.get(key)
            if block is None:
                if len(self._blocks) >= BLOCKS_MAX:
                    self._blocks.clear()
                block = self._blocks[key] = self._make_block(tokens, number)
            painter.drawPixmap(number * BLOCK_PX - origin, 0, block)

    def _make_block(self, tokens: Tokens, number: int) -> QPixmap:
        content, ratio = self._content, self._ratio()
        height = content.scale.pane_px + content.volume_px
        block = QPixmap(round(BLOCK_PX * ratio), round(height * ratio))
        block.setDevicePixelRatio(ratio)
        painter = QPainter(block)
        self._paint_closed(painter, tokens, number * BLOCK_PX, BLOCK_PX)
        painter.end()
        self.painted_blocks += 1
        return block

    # -- the pane

    def _paint_closed(self, painter: QPainter, tokens: Tokens, offset: int, width: int) -> None:
        """Paint lattice columns `offset` to `offset + width` with everything that does not change any more."""
        content = self._content
        columns, scale, size = content.columns, content.scale, content.size
        height = scale.pane_px + content.volume_px
        painter.fillRect(QRectF(0, 0, width, height), color(tokens.bg1))
        rows = [round(scale.y(price)) + 0.5 for price, _ in content.price_ticks]
        across = [floor(index * scale.candle_px) - offset + 0.5 for index, _ in content.time_ticks]
        painter.setPen(stroke(tokens.grid))
        painter.drawLines(
            [QLineF(0, y, width, y) for y in rows] + [QLineF(x, 0, x, height) for x in across if 0 <= x <= width]
        )
        paint_zone(painter, tokens, scale, content.lines, (offset, width))
        first = max(0, floor((offset - REACH_PX) / scale.candle_px)) // size * size
        last = min(floor((offset + width + REACH_PX) / scale.candle_px) + size, columns.closed_before(size))
        buckets = columns.buckets(first, last // size * size, size)
        self._paint_candles(painter, tokens, buckets, offset)
        self._paint_volume_ground(painter, tokens, width)
        self._paint_volume(painter, tokens, buckets, offset)

    def _paint_newest(self, painter: QPainter, tokens: Tokens, origin: int) -> None:
        content = self._content
        buckets = content.columns.buckets(
            content.columns.closed_before(content.size), content.columns.count, content.size
        )
        self._paint_candles(painter, tokens, buckets, origin)
        self._paint_volume(painter, tokens, buckets, origin)

    def _paint_candles(self, painter: QPainter, tokens: Tokens, buckets: Buckets, offset: int) -> None:
        """Draw candles in at most four calls: wicks and bodies of each direction."""
        if not buckets.count:
            return
        scale = self._content.scale
        x = np.floor(buckets.centres * scale.candle_px) - offset + 0.5
        factor = -scale.pane_px / (scale.top - scale.bottom)
        opens, highs, lows, closes = ((buckets.rows[row] - scale.top) * factor for row in (OPEN, HIGH, LOW, CLOSE))
        body = body_width(buckets.size * scale.candle_px)
        rising = closes <= opens
        painter.setClipRect(QRectF(0, 0, painter.device().width(), scale.pane_px))
        for mask, ink, hollow in ((~rising, tokens.loss, False), (rising, tokens.gain, True)):
            if not mask.any():
                continue
            top, bottom = np.minimum(opens, closes)[mask], np.maximum(opens, closes)[mask]
            split = hollow and body >= 3
            self._draw_wicks(painter, stroke(ink), x[mask], (highs[mask], top, bottom, lows[mask]), split)
            if body >= 2:
                brush = QBrush(color(tokens.bg1)) if split else QBrush(color(ink))
                self._draw_bodies(painter, (stroke(ink), brush), x[mask], (top, bottom), body)
        painter.setClipping(False)

    def _draw_wicks(self, painter: QPainter, pen: QPen, x: Floats, ys: tuple[Floats, ...], split: bool) -> None:
        high, top, bottom, low = ys
        starts, ends = (high, low) if not split else (np.concatenate([high, bottom]), np.concatenate([top, low]))
        xs = x if not split else np.concatenate([x, x])
        self._lines.resize(len(xs))
        cells = self._lines.ndarray()
        cells[:, 0] = cells[:, 2] = xs
        cells[:, 1] = np.minimum(starts, ends - 1) if not split else starts
        cells[:, 3] = ends
        painter.setPen(pen)
        painter.drawLines(*self._lines.drawargs())

    def _draw_bodies(
        self, painter: QPainter, look: tuple[QPen, QBrush], x: Floats, edges: tuple[Floats, Floats], width: float
    ) -> None:
        top = np.floor(edges[0]) + 0.5
        self._rects.resize(len(x))
        cells = self._rects.ndarray()
        # A rectangle with a one pixel pen covers one pixel more than its width.
        cells[:, 0] = x - (width - 1) / 2
        cells[:, 1] = top
        cells[:, 2] = width - 1
        cells[:, 3] = np.maximum(np.floor(edges[1]) + 0.5 - top, 0.01)
        painter.setPen(look[0])
        painter.setBrush(look[1])
        painter.drawRects(*self._rects.drawargs())

    def _paint_volume_ground(self, painter: QPainter, tokens: Tokens, width: int) -> None:
        content = self._content
        if content.volume_px:
            floor_px, strip = content.scale.pane_px + content.volume_px, float(content.volume_px)
            painter.fillRect(QRectF(0, floor_px - strip, width, strip), color(tokens.bg1))
            painter.fillRect(QRectF(0, floor_px - strip, width, 1), color(tokens.line))

    def _paint_volume(self, painter: QPainter, tokens: Tokens, buckets: Buckets, offset: int) -> None:
        """Draw the volume bars of both directions, scaled to the largest one in view."""
        content = self._content
        if not content.volume_px or not buckets.count:
            return
        floor_px = content.scale.pane_px + content.volume_px
        heights = np.ceil(buckets.rows[VOLUME] / content.volume_top * (content.volume_px - VOLUME_HEAD_PX))
        x = np.floor(buckets.centres * content.scale.candle_px) - offset
        width = max(1.0, body_width(buckets.size * content.scale.candle_px))
        rising = buckets.rows[CLOSE] >= buckets.rows[OPEN]
        painter.setPen(NO_PEN)
        for mask, ink in ((~rising, tokens.loss), (rising, tokens.gain)):
            if mask.any():
                self._rects.resize(int(mask.sum()))
                cells = self._rects.ndarray()
                cells[:, 0] = x[mask] - (width - 1) / 2
                cells[:, 1] = floor_px - heights[mask]
                cells[:, 2] = width
                cells[:, 3] = heights[mask]
                painter.setBrush(QBrush(color(ink, 0.45)))
                painter.drawRects(*self._rects.drawargs())


def body_width(spacing: float) -> float:
    """Return the body width in whole odd pixels, so that the wick stands in its middle."""
    width = min(int(spacing * BODY_SHARE), 2 * REACH_PX - 1)
    return float(width if width % 2 or width < 3 else width - 1)
