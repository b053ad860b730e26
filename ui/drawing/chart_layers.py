"""The two layers of the chart: what lies below the candles, and what lies above them with the axes.

`BackdropItem` is part of the plot (background, grid, closing zone). `ChartFront` is a see-through widget over the whole
chart: lines, chips, markers, crosshair, both axes. Both read one `ChartContent` that `ChartView` keeps up to date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.drawing.candle_item import CLOSE, HIGH, LOW, OPEN, VOLUME, CandleColumns
from ui.drawing.chart_figure import ChartLine, ChartMarker
from ui.drawing.chart_lines import is_in_view, paint_chips, paint_lines, paint_markers, paint_zone, tag_look
from ui.drawing.chart_scale import (
    TAG_GAP_PX,
    ChartScale,
    moment_text,
    price_labels,
    price_text,
    spread_tags,
    time_labels,
    to_units,
)
from ui.drawing.painting import CENTRE, NO_PEN, RIGHT, color, crisp, draw_focus_ring, draw_text, stroke, text_width
from ui.theme.fonts import BODY_PX, MEDIUM, SEMIBOLD
from ui.theme.tokens import Tokens, active

AXIS_PX = 62
TIME_PX = 22
VOLUME_PX = 56
TAG_PX = 18.0
READOUT_PX = 28.0


@dataclass(slots=True)
class ChartContent:
    """What the chart shows at this moment; `ChartView` writes, the layers read."""

    columns: CandleColumns
    scale: ChartScale
    lines: tuple[ChartLine, ...] = ()
    markers: tuple[ChartMarker, ...] = ()
    placed_markers: tuple[tuple[float, ChartMarker], ...] = ()
    cross: QPointF | None = None
    decimals: int = 1
    volume_decimals: int = 1
    volume_unit: str = ""
    volume_px: int = VOLUME_PX
    time_ticks: list[tuple[int, str]] = field(default_factory=list)
    price_ticks: list[tuple[float, str]] = field(default_factory=list)

    def refresh_ticks(self) -> None:
        """Work out the labels of both axes for the present scale."""
        first, last = max(0, int(self.scale.left)), min(self.columns.count, int(self.scale.right) + 1)
        self.time_ticks = time_labels(self.columns.times_s, first, last, self.scale.candle_px)
        self.price_ticks = price_labels(self.scale, self.decimals)

    def cross_index(self) -> int | None:
        """Return the candle below the crosshair, or None beyond the candles."""
        if self.cross is None:
            return None
        index = round(self.scale.index_at(self.cross.x()))
        return index if 0 <= index < self.columns.count else None


class BackdropItem(pg.GraphicsObject):  # type: ignore[misc]
    """Background, grid and closing zone, drawn in pixels with one call per kind."""

    def __init__(self, content: ChartContent) -> None:
        super().__init__()
        self._content = content

    def boundingRect(self) -> QRectF:
        """Return a box that always covers the view."""
        return QRectF(-1e6, -1e9, 1e8, 2e9)

    def paint(self, painter: QPainter, *_: Any) -> None:
        """Draw the backdrop."""
        tokens, content = active(), self._content
        scale = content.scale
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        height = scale.pane_px + content.volume_px
        painter.fillRect(QRectF(0, 0, scale.width_px, height), color(tokens.bg1))
        rows = [round(scale.y(price)) + 0.5 for price, _ in content.price_ticks]
        columns = [round(scale.x(index)) + 0.5 for index, _ in content.time_ticks]
        painter.setPen(stroke(tokens.grid))
        painter.drawLines([QLineF(0, y, scale.width_px, y) for y in rows] + [QLineF(x, 0, x, height) for x in columns])
        paint_zone(painter, tokens, scale, content.lines)
        painter.restore()


class ChartFront(QWidget):
    """Lines, chips, markers, crosshair and axes above the candles; lets the mouse through."""

    def __init__(self, content: ChartContent, parent: QWidget) -> None:
        super().__init__(parent)
        self._chart = parent
        self._content = content
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw everything that stands above the candles."""
        tokens, content = active(), self._content
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(QRectF(0, 0, content.scale.width_px, content.scale.pane_px))
        paint_lines(painter, tokens, content.scale, content.lines)
        paint_markers(painter, tokens, content.scale, content.placed_markers, {})
        paint_chips(painter, tokens, content.scale, content.lines, READOUT_PX)
        painter.restore()
        self._paint_price_axis(painter, tokens)
        self._paint_time_axis(painter, tokens)
        self._paint_cross(painter, tokens)
        self._paint_readout(painter, tokens)
        if self._chart.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), tokens, 0)
        painter.end()

    def _paint_price_axis(self, painter: QPainter, tokens: Tokens) -> None:
        content = self._content
        scale = content.scale
        painter.fillRect(QRectF(scale.width_px, 0, AXIS_PX, self.height()), color(tokens.bg1))
        with crisp(painter):
            painter.fillRect(QRectF(scale.width_px, 0, 1, self.height() - TIME_PX), color(tokens.line))
        tags = self._tags(tokens)
        rows = spread_tags([tag[0] for tag in tags], TAG_PX / 2, scale.pane_px - TAG_PX / 2)
        right = self.width() - 8.0
        for price, text in content.price_ticks:
            y = scale.y(price)
            if 10 < y < scale.pane_px - 6 and not any(abs(row - y) < TAG_GAP_PX - 2 for row in rows):
                draw_text(painter, (right, y + 4), text, tokens.tx3, align=RIGHT)
        for row, (_, text, fill, ink) in zip(rows, tags, strict=True):
            y = round(row)
            painter.setPen(NO_PEN)
            painter.setBrush(color(fill))
            painter.drawRoundedRect(QRectF(scale.width_px + 1, y - TAG_PX / 2, AXIS_PX - 2, TAG_PX), 3, 3)
            draw_text(painter, (right, y + 4), text, ink, weight=SEMIBOLD, align=RIGHT)

    def _tags(self, tokens: Tokens) -> list[tuple[float, str, str, str]]:
        content = self._content
        scale = content.scale
        tags = []
        for line in content.lines:
            if is_in_view(scale, line.price):
                fill, ink = tag_look(tokens, line)
                tags.append(
                    (
                        scale.y(line.price),
                        price_text(to_units(line.price, content.decimals), content.decimals),
                        fill,
                        ink,
                    )
                )
        if content.cross is not None and content.cross.y() <= scale.pane_px:
            price = scale.price_at(content.cross.y())
            text = price_text(to_units(price, content.decimals), content.decimals)
            tags.append((content.cross.y(), text, tokens.tx2, tokens.bg1))
        return tags

    def _paint_time_axis(self, painter: QPainter, tokens: Tokens) -> None:
        content = self._content
        top = self.height() - TIME_PX
        painter.fillRect(QRectF(0, top, self.width(), TIME_PX), color(tokens.bg1))
        with crisp(painter):
            painter.fillRect(QRectF(0, top, self.width(), 1), color(tokens.line))
        cross = content.cross_index()
        cross_x = content.scale.x(cross) if cross is not None else -1000.0
        for index, text in content.time_ticks:
            x = content.scale.x(index)
            if abs(x - cross_x) >= 64 and 18 <= x <= content.scale.width_px - 18:
                draw_text(painter, (x, self.height() - 7), text, tokens.tx3, align=CENTRE)
        if cross is not None:
            text = moment_text(int(content.columns.times_s[cross]))
            width = text_width(text, weight=SEMIBOLD) + 12
            left = min(max(cross_x - width / 2, 0), content.scale.width_px - width)
            painter.setPen(NO_PEN)
            painter.setBrush(color(tokens.tx2))
            painter.drawRoundedRect(QRectF(left, top + 2, width, 18), 3, 3)
            draw_text(painter, (left + 6, top + 15), text, tokens.bg1, weight=SEMIBOLD)

    def _paint_cross(self, painter: QPainter, tokens: Tokens) -> None:
        content = self._content
        if content.cross is None:
            return
        index = content.cross_index()
        x = round(content.scale.x(index) if index is not None else content.cross.x()) + 0.5
        y = round(content.cross.y()) + 0.5
        painter.setPen(stroke(tokens.tx3, 1, dash=(3, 3), opacity=0.85))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height() - TIME_PX))
        if y <= content.scale.pane_px:
            painter.drawLine(QPointF(0, y), QPointF(content.scale.width_px, y))

    def _paint_readout(self, painter: QPainter, tokens: Tokens) -> None:
        content = self._content
        if not content.columns.count:
            return
        index = content.cross_index()
        row = content.columns.values[:, -1 if index is None else index]
        rising = row[CLOSE] >= row[OPEN]
        ink = tokens.gain if rising else tokens.loss
        x, base = 10.0, 18.0
        for name, place in (("O", OPEN), ("H", HIGH), ("L", LOW), ("C", CLOSE)):
            x += draw_text(painter, (x, base), name, tokens.tx3, size_px=BODY_PX) + 4
            text = price_text(to_units(float(row[place]), content.decimals), content.decimals)
            x += draw_text(painter, (x, base), text, ink, size_px=BODY_PX, weight=MEDIUM) + 10
        change = (row[CLOSE] - row[OPEN]) / row[OPEN] * 100 if row[OPEN] else 0.0
        sign = "+" if change > 0 else "\N{MINUS SIGN}" if change < 0 else ""
        arrow = "\N{BLACK UP-POINTING TRIANGLE}" if rising else "\N{BLACK DOWN-POINTING TRIANGLE}"
        text = f"{arrow} {sign}{abs(change):.2f}\N{NO-BREAK SPACE}%"
        x += draw_text(painter, (x, base), text, ink, size_px=BODY_PX, weight=MEDIUM) + 10
        volume = price_text(to_units(float(row[VOLUME]), content.volume_decimals), content.volume_decimals)
        last = price_text(
            to_units(float(content.columns.values[VOLUME, -1]), content.volume_decimals), content.volume_decimals
        )
        if row[VOLUME] > 0:
            x += draw_text(painter, (x, base), "Vol", tokens.tx3, size_px=BODY_PX) + 4
            draw_text(painter, (x, base), volume, tokens.tx2, size_px=BODY_PX)
        if content.columns.values[VOLUME].any():
            y = content.scale.pane_px + 13
            width = draw_text(painter, (8, y), "Vol", tokens.tx3) + 4
            draw_text(painter, (8 + width, y), f"{last} {content.volume_unit}".strip(), tokens.tx2)
