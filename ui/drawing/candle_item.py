"""`CandleItem` and `VolumeItem`: candlesticks and volume bars for a pyqtgraph ViewBox, x = candle number, y = price.

Both cull to the visible range, put candles narrower than two pixels into anchored buckets, and draw each kind with one
call. Rising candles are hollow, falling ones filled: the direction is readable without colour. Values are floats
because they end as pixels; no decision hangs on them.

Public: `CandleColumns` (growing columns shared by both items), `CandleItem(columns)`, `VolumeItem(columns, height_px)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QBrush, QPainter, QPen

from ui.drawing.painting import NO_PEN, color, stroke
from ui.theme.tokens import active

Floats = npt.NDArray[np.float64]
OPEN, HIGH, LOW, CLOSE, VOLUME = range(5)
BODY_SHARE = 0.66
PIXELS_PER_CANDLE_MIN = 2.0


class CandleColumns:
    """Open time in seconds and open, high, low, close, volume of every candle; grows by doubling."""

    def __init__(self) -> None:
        self._times = np.zeros(64, dtype=np.int64)
        self._values = np.zeros((5, 64), dtype=np.float64)
        self.count = 0

    @property
    def times_s(self) -> npt.NDArray[np.int64]:
        """Open times in seconds, a view."""
        return self._times[: self.count]

    @property
    def values(self) -> Floats:
        """The five rows open, high, low, close, volume, a view."""
        return self._values[:, : self.count]

    def replace(self, times_s: Sequence[int] | npt.NDArray[np.int64], rows: Sequence[Any]) -> None:
        """Take over whole columns: open, high, low, close and, if there, volume."""
        self._times = np.array(times_s, dtype=np.int64)
        self.count = len(self._times)
        if len(rows) == VOLUME:
            rows = [*rows, np.zeros(self.count)]
        self._values = np.array([np.asarray(row, dtype=np.float64) for row in rows]).reshape(5, self.count)

    def append(self, time_s: int, row: Sequence[float]) -> None:
        """Add one candle: open, high, low, close, volume."""
        if self.count == len(self._times):
            spare = max(64, self.count)
            self._times = np.concatenate([self._times, np.zeros(spare, dtype=np.int64)])
            self._values = np.concatenate([self._values, np.zeros((5, spare))], axis=1)
        self._times[self.count] = time_s
        self._values[:, self.count] = row
        self.count += 1

    def update_last(self, row: Sequence[float]) -> None:
        """Change the candle that is still open."""
        self._values[:, self.count - 1] = row

    def bucketed(self, first: int, last: int, size: int) -> tuple[Floats, Floats]:
        """Return centres and rows of candles `first` (a multiple of `size`) to `last`, `size` of them in one."""
        part = self._values[:, first:last]
        if size == 1:
            return first + np.arange(part.shape[1], dtype=np.float64), part
        starts: Any = np.arange(0, last - first, size)
        ends = np.append(starts[1:], last - first) - 1
        rows: Floats = np.array(
            [
                part[OPEN][starts],
                np.maximum.reduceat(part[HIGH], starts),
                np.minimum.reduceat(part[LOW], starts),
                part[CLOSE][ends],
                np.maximum.reduceat(part[VOLUME], starts),
            ]
        )
        return first + starts + (size - 1) / 2, rows


def visible_slice(count: int, left: float, right: float, width_px: float) -> tuple[int, int, int]:
    """Return first and last candle of a range and how many share a bucket, so that each has two pixels."""
    first, last = max(0, int(left) - 1), min(count, int(right) + 2)
    if last <= first:
        return 0, 0, 1
    size = max(1, int(np.ceil((last - first) / (max(1.0, width_px) / PIXELS_PER_CANDLE_MIN))))
    # Buckets start at multiples of their size, so they keep their content while the view moves.
    return first - first % size, last, size


class _ColumnsItem(pg.GraphicsObject):  # type: ignore[misc]
    """What both items share: the columns, and a bounding box that never limits the view."""

    def __init__(self, columns: CandleColumns) -> None:
        super().__init__()
        self._columns = columns
        self._lines = PrimitiveArray(QLineF, 4)
        self._rects = PrimitiveArray(QRectF, 4)

    def boundingRect(self) -> QRectF:
        """Return a box that is wide enough for every candle; the view never fits itself to it."""
        return QRectF(-1e6, -1e9, self._columns.count + 2e6, 2e9)

    def columns_changed(self) -> None:
        """Repaint after the columns changed."""
        self.update()

    def _pixels(self, painter: QPainter) -> tuple[Any, tuple[int, int, int]]:
        view = self.viewRect()
        width = max(1.0, float(self.getViewBox().width()))
        return painter.transform(), visible_slice(self._columns.count, view.left(), view.right(), width)


class CandleItem(_ColumnsItem):
    """Candlesticks: wick, and a body that is hollow for rising and filled for falling candles."""

    def paint(self, painter: QPainter, *_: Any) -> None:
        """Draw the visible candles in four calls: wicks and bodies of each direction."""
        transform, (first, last, size) = self._pixels(painter)
        if last <= first:
            return
        tokens = active()
        centres, rows = self._columns.bucketed(first, last, size)
        painter.save()
        painter.resetTransform()
        x = np.floor(centres * transform.m11() + transform.dx()) + 0.5
        opens, highs, lows, closes = (rows[row] * transform.m22() + transform.dy() for row in (OPEN, HIGH, LOW, CLOSE))
        spacing = size * transform.m11()
        body = _body_width(spacing)
        rising = closes <= opens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for mask, ink, hollow in ((~rising, tokens.loss, False), (rising, tokens.gain, True)):
            if not mask.any():
                continue
            top, bottom = np.minimum(opens, closes)[mask], np.maximum(opens, closes)[mask]
            self._draw_wicks(
                painter, stroke(ink), x[mask], (highs[mask], top, bottom, lows[mask]), hollow and body >= 3
            )
            if body >= 2:
                brush = QBrush(color(tokens.bg1)) if hollow and body >= 3 else QBrush(color(ink))
                self._draw_bodies(painter, (stroke(ink), brush), x[mask], (top, bottom), body)
        painter.restore()

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


def _body_width(spacing: float) -> float:
    """Return the body width in whole odd pixels, so that the wick stands in its middle."""
    width = int(spacing * BODY_SHARE)
    return float(width if width % 2 or width < 3 else width - 1)


class VolumeItem(_ColumnsItem):
    """Volume bars along the lower edge of the view, scaled to the largest visible one."""

    def __init__(self, columns: CandleColumns, height_px: int) -> None:
        super().__init__(columns)
        self.height_px = height_px

    def paint(self, painter: QPainter, *_: Any) -> None:
        """Cover the strip with the panel colour and draw the bars of both directions."""
        if not self.height_px:
            return
        transform, (first, last, size) = self._pixels(painter)
        view = self.viewRect()
        tokens = active()
        painter.save()
        painter.resetTransform()
        floor = view.top() * transform.m22() + transform.dy()
        left, right = (edge * transform.m11() + transform.dx() for edge in (view.left(), view.right()))
        strip = float(self.height_px)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRectF(left, floor - strip, right - left, strip), color(tokens.bg1))
        painter.fillRect(QRectF(left, floor - strip, right - left, 1), color(tokens.line))
        if last > first:
            centres, rows = self._columns.bucketed(first, last, size)
            largest = float(rows[VOLUME].max()) or 1.0
            heights = rows[VOLUME] / largest * (strip - 7)
            x = np.floor(centres * transform.m11() + transform.dx())
            width = max(1.0, _body_width(size * transform.m11()))
            rising = rows[CLOSE] >= rows[OPEN]
            for mask, ink in ((~rising, tokens.loss), (rising, tokens.gain)):
                if mask.any():
                    self._draw_bars(painter, QBrush(color(ink, 0.45)), x[mask], (heights[mask], floor), width)
        painter.restore()

    def _draw_bars(self, painter: QPainter, brush: QBrush, x: Floats, size: tuple[Floats, float], width: float) -> None:
        heights, floor = size
        self._rects.resize(len(x))
        cells = self._rects.ndarray()
        cells[:, 0] = x - (width - 1) / 2
        cells[:, 1] = floor - np.ceil(heights)
        cells[:, 2] = width
        cells[:, 3] = np.ceil(heights)
        painter.setPen(NO_PEN)
        painter.setBrush(brush)
        painter.drawRects(*self._rects.drawargs())
