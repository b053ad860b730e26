"""`ChartView`: the live candlestick chart with price lines, markers, crosshair and axes of its own.

Public: `ChartView()`; `set_price_decimals(n, volume_decimals, unit)`, `set_columns(times_s, o, h, l, c, v)`,
`append_candle(time_s, o, h, l, c, v)`, `update_last(o, h, l, c, v)`, `set_lines([ChartLine])`,
`set_markers([ChartMarker])`, `set_follow(bool)`, `zoom(factor)`, `pan(candles)`; signal `follow_changed(bool)`;
`price_y(price)`, `time_point(time_s, price)` give points for money flows. Nothing beyond the last candle is ever
drawn. Importing this file imports pyqtgraph (0.5 s). Keys: Left and Right pan, + and - zoom, Home to the first
candle, End follows the newest again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui.drawing.candle_item import HIGH, LOW, VOLUME, CandleColumns, CandleItem, VolumeItem
from ui.drawing.chart_figure import ChartLine, ChartMarker
from ui.drawing.chart_layers import AXIS_PX, TIME_PX, VOLUME_PX, BackdropItem, ChartContent, ChartFront
from ui.drawing.chart_scale import ChartScale, fit_prices

VISIBLE_DEFAULT = 110.0
VISIBLE_MIN = 12.0
VISIBLE_MAX = 20_000.0
MARGIN_SHARE = 0.07
STRETCH_LIMITS = (0.2, 5.0)
WHEEL_STEP = 1.2


class ChartView(QWidget):
    """The price chart; it shows what it is given and never asks for anything."""

    follow_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        columns = CandleColumns()
        scale = ChartScale(-1.0, VISIBLE_DEFAULT - 1.0, 0.0, 1.0, 100.0, 100.0)
        self._content = ChartContent(columns, scale)
        self._visible = VISIBLE_DEFAULT
        self._right = VISIBLE_DEFAULT - 1.0
        self._stretch = 1.0
        self._follow = True
        self._drag: tuple[QPointF, float] | None = None
        self._plot = pg.PlotWidget(parent=self, enableMenu=False)
        menu, self._plot.getPlotItem().ctrlMenu = self._plot.getPlotItem().ctrlMenu, None
        menu.deleteLater()  # pyqtgraph makes its menu even where it is switched off, without a parent to delete it
        self._volume_item = VolumeItem(columns, VOLUME_PX)
        self._items: tuple[Any, ...] = (
            BackdropItem(self._content),
            CandleItem(columns),
            self._volume_item,
        )
        self._prepare_plot()
        self._front = ChartFront(self._content, self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(280, 180)
        self.setAccessibleName("Price chart")

    def _prepare_plot(self) -> None:
        plot = self._plot.getPlotItem()
        plot.hideButtons()
        for side in ("left", "bottom", "right", "top"):
            plot.hideAxis(side)
        plot.layout.setContentsMargins(0, 0, 0, 0)
        box = plot.getViewBox()
        box.setMouseEnabled(False, False)
        box.disableAutoRange()
        box.setDefaultPadding(0)
        for depth, item in enumerate(self._items):
            item.setZValue(depth)
            self._plot.addItem(item, ignoreBounds=True)
        self._plot.setBackground(None)
        self._plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    # -- data

    def set_price_decimals(self, decimals: int, volume_decimals: int = 1, volume_unit: str = "") -> None:
        """Say how many digits prices and volumes show, and the unit of the volume."""
        self._content.decimals = decimals
        self._content.volume_decimals = volume_decimals
        self._content.volume_unit = volume_unit
        self._refresh()

    def set_columns(self, times_s: Sequence[int], *rows: Any) -> None:
        """Show whole columns: open times in seconds, then open, high, low, close and, if known, volume."""
        self._content.columns.replace(times_s, rows)
        if self._follow:
            self._go_to_newest()
        self._refresh()

    def append_candle(self, time_s: int, *row: float) -> None:
        """Add a candle: open, high, low, close and, if known, volume."""
        self._content.columns.append(time_s, (*row, 0.0)[:5])
        if self._follow:
            self._go_to_newest()
        self._refresh()

    def update_last(self, *row: float) -> None:
        """Change the newest candle: open, high, low, close and, if known, volume."""
        if self._content.columns.count:
            self._content.columns.update_last((*row, 0.0)[:5])
            self._refresh()

    def set_lines(self, lines: Sequence[ChartLine]) -> None:
        """Show these price lines instead of the present ones."""
        if tuple(lines) != self._content.lines:
            self._content.lines = tuple(lines)
            self._refresh()

    def set_markers(self, markers: Sequence[ChartMarker]) -> None:
        """Show these markers instead of the present ones."""
        if tuple(markers) != self._content.markers:
            self._content.markers = tuple(markers)
            self._refresh()

    @property
    def candle_count(self) -> int:
        """How many candles are shown or can be scrolled to."""
        return self._content.columns.count

    @property
    def scale(self) -> ChartScale:
        """The visible range and its size in pixels."""
        return self._content.scale

    # -- view

    @property
    def is_following(self) -> bool:
        """Whether the newest candle stays in view."""
        return self._follow

    def set_follow(self, follow: bool) -> None:
        """Keep the newest candle in view, or stay where the view is."""
        if follow != self._follow:
            self._follow = follow
            self.follow_changed.emit(follow)
        if follow:
            self._go_to_newest()
            self._refresh()

    def zoom(self, factor: float, around: float | None = None) -> None:
        """Show `factor` times fewer candles, around a candle number (the newest in view without one)."""
        visible = min(max(self._visible / factor, VISIBLE_MIN), VISIBLE_MAX)
        if self._follow or around is None:
            self._visible = visible
            if self._follow:
                self._go_to_newest()
        else:
            share = (self._right - around) / self._visible
            self._right = around + share * visible
            self._visible = visible
        self._limit()
        self._refresh()

    def pan(self, candles: float) -> None:
        """Move the view by candles, positive towards newer ones; moving back ends the follow mode."""
        self._right += candles
        self._limit()
        newest = self._newest_right()
        if self._follow and self._right < newest - 0.5:
            self._follow = False
            self.follow_changed.emit(False)
        elif not self._follow and self._right >= newest:
            self.set_follow(True)
        self._refresh()

    def price_y(self, price: float) -> int:
        """Return the row of a price in this widget, limited to the price pane."""
        scale = self._content.scale
        return round(min(max(scale.y(price), 0.0), scale.pane_px))

    def time_point(self, time_s: int, price: float) -> QPoint:
        """Return the point of a moment and price in this widget: where money flows of a fill end."""
        scale = self._content.scale
        x = scale.x(self._index_of(time_s))
        return QPoint(round(min(max(x, 0.0), scale.width_px)), self.price_y(price))

    def _newest_right(self) -> float:
        # A young chart fills from the left, later the newest candle keeps a margin to the right edge.
        return max(self._visible - 1.0, self._content.columns.count - 1 + self._visible * MARGIN_SHARE)

    def _go_to_newest(self) -> None:
        self._right = self._newest_right()

    def _limit(self) -> None:
        latest = self._newest_right()
        earliest = min(latest, self._visible * 0.5)
        self._right = min(max(self._right, earliest), latest)

    def _index_of(self, time_s: int) -> int:
        times = self._content.columns.times_s
        return max(0, int(np.searchsorted(times, time_s, side="right")) - 1)

    def _refresh(self) -> None:
        """Work out the scale from view and data, hand it to pyqtgraph and repaint both layers."""
        content = self._content
        # A market without volumes leaves the strip to the prices.
        volume_px = VOLUME_PX if content.columns.values[VOLUME].any() else 0
        content.volume_px = self._volume_item.height_px = volume_px
        width, height = max(1, self.width() - AXIS_PX), max(VOLUME_PX + 40, self.height() - TIME_PX)
        left, right = self._right - self._visible, self._right
        bottom, top = self._price_range(left, right)
        content.scale = ChartScale(left, right, bottom, top, float(width), float(height - volume_px))
        content.refresh_ticks()
        content.placed_markers = tuple((float(self._index_of(marker.time_s)), marker) for marker in content.markers)
        floor = top - (top - bottom) * height / (height - volume_px)
        self._plot.getViewBox().setRange(xRange=(left, right), yRange=(floor, top), padding=0, disableAutoRange=True)
        for item in self._items:
            item.update()
        self._front.update()
        self._describe()

    def _price_range(self, left: float, right: float) -> tuple[float, float]:
        content = self._content
        count = content.columns.count
        first, last = max(0, int(left)), min(count, int(right) + 2)
        prices = [line.price for line in content.lines]
        if last <= first:
            middle = prices[0] if prices else 1.0
            return fit_prices(middle, middle, prices)
        part = content.columns.values[:, first:last]
        bottom, top = fit_prices(float(part[LOW].min()), float(part[HIGH].max()), prices)
        middle, half = (bottom + top) / 2, (top - bottom) / 2 * self._stretch
        return middle - half, middle + half

    def _describe(self) -> None:
        labels = [line.short_label or line.label or line.kind.value for line in self._content.lines]
        text = f"{self._content.columns.count} candles. " + ". ".join(labels)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    # -- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the layers to the new size."""
        self._plot.setGeometry(0, 0, max(1, self.width() - AXIS_PX), max(1, self.height() - TIME_PX))
        self._front.setGeometry(self.rect())
        self._refresh()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; over the price axis stretch the prices; sideways pan."""
        steps = event.angleDelta().y() / 120
        sideways = event.angleDelta().x() / 120
        if event.position().x() > self._content.scale.width_px:
            self._stretch = min(max(self._stretch * WHEEL_STEP**-steps, STRETCH_LIMITS[0]), STRETCH_LIMITS[1])
            self._refresh()
        elif sideways:
            self.pan(-sideways * self._visible * 0.05)
        else:
            self.zoom(WHEEL_STEP**steps, self._content.scale.index_at(event.position().x()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to drag the view."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag = (event.position(), self._right)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the view, or move the crosshair."""
        at = event.position()
        if self._drag is not None and event.buttons() & Qt.MouseButton.LeftButton:
            start, right = self._drag
            self.pan(right - (at.x() - start.x()) / self._content.scale.candle_px - self._right)
        inside = at.x() < self._content.scale.width_px and at.y() < self.height() - TIME_PX
        self._content.cross = at if inside else None
        self._front.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        self._drag = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take back the price stretch and follow the newest candle."""
        self._stretch = 1.0
        self.set_follow(True)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the crosshair away."""
        self._content.cross = None
        self._front.update()

    def event(self, event: QEvent) -> bool:
        """Show the tooltip of the marker below the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._marker_tooltip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _marker_tooltip(self, at: QPointF) -> str:
        scale = self._content.scale
        for index, marker in reversed(self._content.placed_markers):
            offset = at - QPointF(scale.x(index), scale.y(marker.price))
            if marker.tooltip and abs(offset.x()) <= 10 and abs(offset.y()) <= 10:
                return marker.tooltip
        return ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pan and zoom by keyboard."""
        step = self._visible * 0.1
        actions = {
            Qt.Key.Key_Left: lambda: self.pan(-step),
            Qt.Key.Key_Right: lambda: self.pan(step),
            Qt.Key.Key_Plus: lambda: self.zoom(WHEEL_STEP),
            Qt.Key.Key_Equal: lambda: self.zoom(WHEEL_STEP),
            Qt.Key.Key_Minus: lambda: self.zoom(1 / WHEEL_STEP),
            Qt.Key.Key_Home: lambda: self.pan(-float(self._content.columns.count)),
            Qt.Key.Key_End: lambda: self.set_follow(True),
        }
        action = actions.get(Qt.Key(event.key()))
        if action is None:
            super().keyPressEvent(event)
        else:
            action()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring."""
        self._front.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus ring."""
        self._front.update()
