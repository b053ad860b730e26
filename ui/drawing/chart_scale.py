"""Where candles and prices stand on the chart, and which labels its axes carry. Pure functions, Qt-free.

Prices are floats here because they end as pixels; the labels are made from whole price units (`decimals` digits
after the point), so a label never shows a rounding error.

Public: `ChartScale`, `fit_prices`, `price_labels`, `price_text`, `spread_tags`, `time_labels`, `moment_text`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from msgspec import Struct

TAG_GAP_PX = 19.0
LABEL_GAP_PX = 34.0
TIME_GAP_PX = 76.0
# A line is taken into view as long as the prices shown do not grow beyond this many times the candles' own span:
# how far a liquidation is away is what the chart is looked at for.
STRETCH_MAX, ALONG_MAX = 6.0, 1.25
PAD_SHARE = 0.09
SPAN_MIN_SHARE = 0.002
STILL_SHARE, STILL_STRETCH_SHARE = 0.0002, 0.08
DAY_S = 86400
TIME_STEPS_S = (60, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200) + tuple(
    DAY_S * days for days in (1, 2, 7, 14, 30, 90, 180, 360, 1800)
)


class ChartScale(Struct, frozen=True):
    """The visible part of the chart: candle numbers left to right, prices bottom to top, and the size in pixels."""

    left: float
    right: float
    bottom: float
    top: float
    width_px: float
    pane_px: float

    def x(self, index: float) -> float:
        """Return the pixel column of a candle number."""
        return (index - self.left) / (self.right - self.left) * self.width_px

    def y(self, price: float) -> float:
        """Return the pixel row of a price."""
        return (self.top - price) / (self.top - self.bottom) * self.pane_px

    def index_at(self, x: float) -> float:
        """Return the candle number at a pixel column."""
        return self.left + x / self.width_px * (self.right - self.left)

    def price_at(self, y: float) -> float:
        """Return the price at a pixel row."""
        return self.top - y / self.pane_px * (self.top - self.bottom)

    @property
    def candle_px(self) -> float:
        """Pixels from one candle to the next."""
        return self.width_px / (self.right - self.left)


def fit_prices(low: float, high: float, lines: Sequence[float]) -> tuple[float, float]:
    """Return bottom and top price that show all candles and the lines that lie near enough, nearest first."""
    moved = high - low
    span = max(moved, abs(high) * SPAN_MIN_SHARE, 1e-9)
    middle = (high + low) / 2
    low, high = min(low, middle - span / 2), max(high, middle + span / 2)
    bottom, top = low, high
    # In a market that hardly moved there is nothing to see but the lines.
    widest = span * STRETCH_MAX if moved > abs(high) * STILL_SHARE else abs(high) * STILL_STRETCH_SHARE
    for price in sorted(lines, key=lambda value: max(low - value, value - high)):
        wider = min(bottom, price), max(top, price)
        # A line just beyond one that is in view comes along: bankruptcy behind liquidation.
        taken = (bottom, top) != (low, high)
        if wider[1] - wider[0] <= max(widest, (top - bottom) * ALONG_MAX if taken else 0.0):
            bottom, top = wider
    pad = (top - bottom) * PAD_SHARE
    return bottom - pad, top + pad


def price_text(units: int, decimals: int) -> str:
    """Return a price given in its smallest shown units, with thousands separators: 79340, 1 -> "7,934.0"."""
    sign = "\N{MINUS SIGN}" if units < 0 else ""
    whole, part = divmod(abs(units), 10**decimals)
    return f"{sign}{whole:,}.{part:0{decimals}d}" if decimals else f"{sign}{whole:,}"


def to_units(price: float, decimals: int) -> int:
    """Return a price in its smallest shown units."""
    unit: int = 10**decimals
    return round(price * unit)


def price_labels(scale: ChartScale, decimals: int) -> list[tuple[float, str]]:
    """Return price and text of the axis labels: steps of 1, 2 or 5 times a power of ten, at least 34 px apart."""
    unit = 10**decimals
    wanted = (scale.top - scale.bottom) * unit * LABEL_GAP_PX / max(1.0, scale.pane_px)
    step: int = 1
    for power in range(19):
        fitting = next((factor * 10**power for factor in (1, 2, 5) if factor * 10**power >= wanted), None)
        if fitting is not None:
            step = fitting
            break
    first = -(-round(scale.bottom * unit) // step) * step
    return [(units / unit, price_text(units, decimals)) for units in range(first, round(scale.top * unit) + 1, step)]


def spread_tags(wanted: Sequence[float], low: float, high: float, gap: float = TAG_GAP_PX) -> list[float]:
    """Return rows for tags, in the order given sorted by wanted row, at least `gap` apart and as near as possible.

    Least squares under the order (pooling neighbours that collide), then moved into low..high; with more tags than
    fit they keep their distance and run over the lower end.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    blocks: list[tuple[float, int]] = []
    for rank, place in enumerate(order):
        mean, size = wanted[place] - rank * gap, 1
        while blocks and blocks[-1][0] > mean:
            before, count = blocks.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        blocks.append((mean, size))
    flat = [mean for mean, size in blocks for _ in range(size)]
    limit = max(low, high - (len(wanted) - 1) * gap)
    rows = [0.0] * len(wanted)
    for rank, place in enumerate(order):
        rows[place] = min(max(flat[rank], low), limit) + rank * gap
    return rows


def _moment(time_s: int) -> datetime:
    return datetime.fromtimestamp(time_s, UTC)


def day_text(time_s: int) -> str:
    """Return the day of a moment: "12 Mar"."""
    moment = _moment(time_s)
    return f"{moment.day} {moment:%b}"


def kept_tags(wanted: int, room_px: float, gap: float = TAG_GAP_PX) -> int:
    """Return how many of `wanted` tags find room at all on an axis."""
    return max(1, min(wanted, int(room_px // gap)))


def moment_text(time_s: int) -> str:
    """Return day and time of a candle as the crosshair shows it: "12 Mar 07:35"."""
    return f"{day_text(time_s)} {_moment(time_s):%H:%M}"


def candle_interval_s(times_s: npt.NDArray[np.int64]) -> int:
    """Return the usual distance of two candles in seconds; 60 while it is unknown."""
    if len(times_s) < 2:
        return 60
    return max(1, int(np.median(np.diff(times_s[-64:]))))


def time_labels(times_s: npt.NDArray[np.int64], first: int, last: int, candle_px: float) -> list[tuple[int, str]]:
    """Return candle number and text of the time axis labels (UTC) among candles first..last, at least 76 px apart."""
    if last <= first:
        return []
    interval = candle_interval_s(times_s)
    step = next((step for step in TIME_STEPS_S if step / interval * candle_px >= TIME_GAP_PX), TIME_STEPS_S[-1])
    begin, end_s = -(-int(times_s[first]) // step) * step, int(times_s[last - 1])
    # Where the candles have holes, several moments may fall on one candle: it carries the first of them.
    # They come in order, so a look at the one before does; `np.unique` would import masked arrays first (30 ms).
    moments = np.arange(begin, end_s + 1, step)
    found = first + np.searchsorted(times_s[first:last], moments)
    fresh = found[np.diff(found, prepend=-1) > 0]
    if not len(fresh):  # a short run may meet no whole step: its first candle tells when it was
        return [(first, _axis_text(int(times_s[first]), 1))]
    return [(int(index), _axis_text(int(times_s[index]), step)) for index in fresh]


@lru_cache(maxsize=1024)
def _axis_text(time_s: int, step_s: int) -> str:
    start = time_s - time_s % step_s
    return day_text(time_s) if step_s >= DAY_S or start % DAY_S == 0 else f"{_moment(start):%H:%M}"
