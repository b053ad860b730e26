"""`ChartSurface`: data and view of the price chart; `ChartView` adds mouse and keyboard.

It holds the columns, decides which candles and prices are in view, and repaints its two layers: the pane (a pyqtgraph
item) and the front. Nothing beyond the last candle is ever drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from ui.drawing.candle_columns import CLOSE, HIGH, LOW, CandleColumns
from ui.drawing.candle_item import PaneItem
from ui.drawing.chart_content import AXIS_PX, TIME_PX, VOLUME_PX, ChartContent
from ui.drawing.chart_figure import ChartLine, ChartMarker, LineKind, MarkerKind
from ui.drawing.chart_front import ChartFront
from ui.drawing.chart_lines import STAGE_LEAD_PX, STAGE_STEP_PX
from ui.drawing.chart_scale import ChartScale, fit_prices, price_text, to_units
from ui.drawing.plotting import GraphicsView
from ui.viewmodels import chart_texts

VISIBLE_DEFAULT = 110.0
VISIBLE_MIN = 12.0
CANDLE_GROUPS, NEWEST_PX, EDGE_PX, WORTH = 16, 24, 4, 4
VISIBLE_MAX = 20_000.0
MARGIN_SHARE = 0.07
STRETCH_LIMITS = (0.2, 5.0)


class ChartSurface(QWidget):
    """The price chart without its gestures; it shows what it is given and never asks for anything."""

    follow_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        scale = ChartScale(-1.0, VISIBLE_DEFAULT - 1.0, 0.0, 1.0, 100.0, 100.0)
        self._content = ChartContent(CandleColumns(), scale)
        self._visible = VISIBLE_DEFAULT
        self._right = VISIBLE_DEFAULT - 1.0
        self._stretch = 1.0
        self._follow = True
        self._lines: tuple[ChartLine, ...] = ()
        self._stress: ChartLine | None = None
        self._held: tuple[str, float] | None = None
        self._pane = PaneItem(self._content)
        self._view = self._make_view()
        self._front = ChartFront(self._content, self)
        self.follow_button = self._make_button(chart_texts.FOLLOW, chart_texts.FOLLOW_HELP)
        self.follow_button.clicked.connect(lambda: self.set_follow(True))
        self.auto_button = self._make_button(chart_texts.AUTO, chart_texts.AUTO_HELP)
        self.auto_button.clicked.connect(self.fit_price_axis)
        self.setMinimumSize(280, 180)

    def _make_view(self) -> GraphicsView:
        view = GraphicsView(self, background=None)
        for part in (view, view.viewport()):
            part.setAcceptDrops(False)  # a file dropped on the chart is the window's
        view.enableMouse(False)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setAntialiasing(False)
        view.setOptimizationFlag(view.OptimizationFlag.DontSavePainterState)
        view.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        view.scene().addItem(self._pane)
        view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return view

    def _make_button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("look", "small")
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.hide()
        return button

    # -- data

    def set_price_decimals(self, decimals: int, volume_unit: str = "") -> None:
        """Say how many digits prices show, and the unit of the volume."""
        self._content.decimals = decimals
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
        columns, wanted = self._content.columns, (*row, 0.0)[:5]
        if columns.count and columns.row(columns.count - 1) != wanted:
            columns.update_last(wanted)
            self._refresh()

    def set_lines(self, lines: Sequence[ChartLine]) -> None:
        """Show these price lines instead of the present ones."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self._take_lines()

    def set_stress(self, line: ChartLine | None, text: Sequence[tuple[str, str]] = ()) -> None:
        """Show the stress line with what it means (lines of text and their tones), or none."""
        if line != self._stress or tuple(text) != self._content.stress_text:
            self._stress, self._content.stress_text = line, tuple(text)
            self._take_lines()

    def _take_lines(self) -> None:
        lines = self._lines if self._held is None else tuple(self._as_held(one) for one in self._lines)
        self._content.lines = lines + ((self._stress,) if self._stress is not None else ())
        self._refresh()

    def hold_line(self, grip: str, price: float | None) -> None:
        """Show the line with this grip at another price while a person drags it; None: where it belongs again."""
        self._held = None if price is None else (grip, price)
        self._take_lines()

    def _as_held(self, line: ChartLine) -> ChartLine:
        if self._held is None or not line.grip or line.grip != self._held[0]:
            return line
        price, decimals = self._held[1], self._content.decimals
        shown = price_text(to_units(price, decimals), decimals)
        return replace(line, price=price, detail=f"\N{RIGHTWARDS ARROW} {shown}")

    def set_markers(self, markers: Sequence[ChartMarker]) -> None:
        """Show these markers instead of the present ones."""
        if tuple(markers) != self._content.markers:
            self._content.markers = tuple(markers)
            if self._follow:
                self._go_to_newest()
            self._refresh()

    def set_cover(self, height_px: int) -> None:
        """Say how much of the upper edge a banner covers: read-out and chips begin below it, nothing else moves."""
        if height_px != self._content.cover_px:
            self._content.cover_px = height_px
            self._place_buttons()
            self._front.update()

    @property
    def candle_count(self) -> int:
        """How many candles are shown or can be scrolled to."""
        return self._content.columns.count

    @property
    def scale(self) -> ChartScale:
        """The visible range and its size in pixels."""
        return self._content.scale

    @property
    def tag_rows(self) -> list[float]:
        """The rows of the price axis' tags."""
        return self._front.tag_rows()

    @property
    def front(self) -> ChartFront:
        """The layer of lines, words and axes above the candles."""
        return self._front

    def taken(self) -> list[QRect]:
        """Return where read-out, chips, candles and steps of a liquidation stand: what words should not cover.

        Words and the newest price stand in it several times: candles of before are covered first.
        """
        content, scale = self._content, self._content.scale
        places = [rect.toAlignedRect() for rect in self._front.taken()] * WORTH
        first, last = max(0, int(scale.left)), min(content.columns.count, int(scale.right) + 1)
        for begin in range(first, last, max(1, -(-(last - first) // CANDLE_GROUPS))):
            end = min(last, begin + max(1, -(-(last - first) // CANDLE_GROUPS)))
            rows = content.columns.part(begin, end)
            top, bottom = self.price_y(float(rows[HIGH].max())), self.price_y(float(rows[LOW].min()))
            left, right = content.column(begin) - EDGE_PX, content.column(end - 1) + EDGE_PX
            places.append(QRect(left, top - EDGE_PX, right - left, bottom - top + 2 * EDGE_PX))
        if last and last == content.columns.count:
            row = content.columns.row(last - 1)
            at = QPoint(content.column(last - 1), self.price_y(row[CLOSE]))
            newest = QRect(
                at.x() - NEWEST_PX, at.y() - NEWEST_PX, 2 * NEWEST_PX + round(self._stages_px()), 2 * NEWEST_PX
            )
            places += [newest] * WORTH
        return places

    @property
    def painted_blocks(self) -> int:
        """How many blocks of closed candles were painted so far."""
        return self._pane.painted_blocks

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
        visible = min(max(self._visible / factor, VISIBLE_MIN), max(VISIBLE_MAX, self._visible_of_all()))
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

    def fit_all(self) -> None:
        """Show every candle, or, where they all are in view, the newest at the usual width."""
        whole = max(VISIBLE_DEFAULT, self._visible_of_all())
        self._visible = VISIBLE_DEFAULT if abs(self._visible - whole) < 1 else whole
        self._stretch = 1.0
        self.set_follow(True)

    def stretch_prices(self, factor: float) -> None:
        """Show `factor` times more of the price axis, until `fit_price_axis`."""
        self._stretch = min(max(self._stretch * factor, STRETCH_LIMITS[0]), STRETCH_LIMITS[1])
        self._refresh()

    def fit_price_axis(self) -> None:
        """Fit the price axis to what is in view again."""
        self._stretch = 1.0
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
            self._follow = True
            self._go_to_newest()
            self.follow_changed.emit(True)
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

    def _visible_of_all(self) -> float:
        return (self._content.columns.count + 1) / (1 - MARGIN_SHARE)

    def _newest_right(self) -> float:
        # A young chart fills from the left, later the newest candle keeps a margin to the right edge.
        margin = self._visible * max(MARGIN_SHARE, self._stages_px() / max(1, self.width() - AXIS_PX))
        return max(self._visible - 1.0, self._content.columns.count - 1 + margin)

    def _stages_px(self) -> float:
        """Return the room that the stages of a liquidation need right of the newest candle."""
        times = self._content.columns.times_s
        stages = (MarkerKind.STAGE, MarkerKind.STAGE_NEXT)
        fresh = [one for one in self._content.markers if one.kind in stages and len(times) and one.time_s >= times[-1]]
        return STAGE_LEAD_PX + STAGE_STEP_PX * len(fresh) if fresh else 0.0

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
        """Work out the scale from view and data and repaint both layers."""
        content = self._content
        # A market without volumes leaves the strip to the prices.
        content.volume_px = VOLUME_PX if content.columns.has_volume else 0
        width, height = max(1, self.width() - AXIS_PX), max(VOLUME_PX + 40, self.height() - TIME_PX)
        left, right = self._right - self._visible, self._right
        content.look_at(left, right, width)
        bottom, top = self._price_range()
        content.scale = ChartScale(left, right, bottom, top, float(width), float(height - content.volume_px))
        content.refresh_ticks()
        content.placed_markers = tuple((float(self._index_of(marker.time_s)), marker) for marker in content.markers)
        self._pane.update()
        self._front.update()
        self._place_buttons()
        self._describe()

    def _price_range(self) -> tuple[float, float]:
        content = self._content
        prices = [line.price for line in content.lines if line.kind is not LineKind.STRESS]
        if content.low is None or content.high is None:
            middle = prices[0] if prices else 1.0
            return fit_prices(middle, middle, prices)
        bottom, top = fit_prices(content.low, content.high, prices)
        middle, half = (bottom + top) / 2, (top - bottom) / 2 * self._stretch
        return middle - half, middle + half

    def _place_buttons(self) -> None:
        scale = self._content.scale
        for button, shown in ((self.follow_button, not self._follow), (self.auto_button, self._stretch != 1.0)):
            if button.isHidden() == shown:
                button.adjustSize()
                button.setVisible(shown)
        follow, auto = self.follow_button, self.auto_button
        follow.move(round(scale.width_px) - follow.width() - 12, self._content.cover_px + 6)
        auto.move(self.width() - auto.width() - 4, self.height() - auto.height())

    def _describe(self) -> None:
        labels = [line.short_label or line.label or line.kind.value for line in self._content.lines]
        words = [text for text, _ in self._content.stress_text]
        text = f"{self._content.columns.count} candles. " + ". ".join(labels + words)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the layers to the new size."""
        width, height = max(1, self.width() - AXIS_PX), max(1, self.height() - TIME_PX)
        self._view.setGeometry(0, 0, width, height)
        self._view.setSceneRect(QRectF(0, 0, width, height))
        self._view.resetTransform()
        self._front.setGeometry(self.rect())
        self._refresh()
