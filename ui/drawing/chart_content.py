"""`ChartContent`: what the chart shows at this moment. `ChartView` writes it, the painters of both layers read it."""

from __future__ import annotations

from math import floor

from msgspec import Struct, field
from PySide6.QtCore import QPointF

from ui.drawing.candle_columns import HIGH, LOW, VOLUME, CandleColumns, visible_slice
from ui.drawing.chart_figure import ChartLine, ChartMarker
from ui.drawing.chart_scale import ChartScale, price_labels, time_labels

AXIS_PX = 62
TIME_PX = 22
VOLUME_PX = 56
# Grid lines are worked out this far beyond the view, for blocks of the pane that reach out of it.
TICKS_BEYOND_PX = 280


class ChartContent(Struct):
    """Columns, visible range, lines, markers and the places of both axes' labels.

    `size` candles share a bucket; `low` and `high` are the extremes in view; `volume_top` is the volume whose bar fills
    the strip; `cover_px` of the upper edge lie below a banner; `stress_text` explains the stress line.
    """

    columns: CandleColumns
    scale: ChartScale
    lines: tuple[ChartLine, ...] = ()
    markers: tuple[ChartMarker, ...] = ()
    placed_markers: tuple[tuple[float, ChartMarker], ...] = ()
    cross: QPointF | None = None
    decimals: int = 1
    volume_unit: str = ""
    volume_px: int = 0
    volume_top: float = 1.0
    size: int = 1
    low: float | None = None
    high: float | None = None
    cover_px: int = 0
    stress_text: tuple[tuple[str, str], ...] = ()
    time_ticks: list[tuple[int, str]] = field(default_factory=list)
    price_ticks: list[tuple[float, str]] = field(default_factory=list)

    def look_at(self, left: float, right: float, width_px: float) -> None:
        """Work out bucket size and extremes of a range of candles."""
        first, last, self.size = visible_slice(self.columns.count, left, right, width_px)
        if last <= first:
            self.low = self.high = None
            self.volume_top = 1.0
            return
        rows = self.columns.buckets(first, last, self.size).rows
        self.low, self.high = float(rows[LOW].min()), float(rows[HIGH].max())
        self.volume_top = (float(rows[VOLUME].max()) or 1.0) if self.columns.has_volume else 1.0

    def refresh_ticks(self) -> None:
        """Work out the labels of both axes for the present scale."""
        beyond = int(TICKS_BEYOND_PX / self.scale.candle_px) + 1
        first = max(0, int(self.scale.left) - beyond)
        last = min(self.columns.count, int(self.scale.right) + 1 + beyond)
        self.time_ticks = time_labels(self.columns.times_s, first, last, self.scale.candle_px)
        self.price_ticks = price_labels(self.scale, self.decimals)

    @property
    def origin_px(self) -> int:
        """The lattice column at the left edge; the lattice counts whole pixels from candle number 0."""
        return floor(self.scale.left * self.scale.candle_px)

    def column(self, index: float) -> int:
        """Return the pixel column of a candle's centre, the one its wick stands in."""
        return floor(index * self.scale.candle_px) - self.origin_px

    def cross_index(self) -> int | None:
        """Return the candle below the crosshair, or None beyond the candles."""
        if self.cross is None:
            return None
        index = round(self.scale.index_at(self.cross.x()))
        return index if 0 <= index < self.columns.count else None
