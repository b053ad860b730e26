"""The small chart of an autopsy: the mark second by second around the liquidation, its fills, its two levels. Qt-free.

Only what was played is read; times and prices are shares of the picture.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from fractions import Fraction

from sandbox.messages.events import LiquidationLeg
from sandbox.messages.inputs import PriceColumns
from sandbox.projections.autopsy import Autopsy
from sandbox.values.limits import NS_PER_SECOND
from ui.viewmodels import autopsy_texts as words
from ui.viewmodels.autopsy_happened import Scales, liquidation_ticks, numbered_sales
from ui.viewmodels.autopsy_records import FillView, LevelView, SecondsView
from ui.viewmodels.facts import Scale
from ui.viewmodels.number_text import price_text, time_text

BEFORE_NS, AFTER_NS = 12 * NS_PER_SECOND, 8 * NS_PER_SECOND
POINTS_MAX = 2_000
HEADROOM = 0.08
PRICE_LABELS, TIME_LABELS = 5, 5
STEPS = (1, 2, 5)


def seconds_view(autopsy: Autopsy, columns: PriceColumns, played: int, now_ns: int, scales: Scales) -> SecondsView:
    """Return the chart of the first liquidated contract; `played` is how many price updates have happened."""
    contract = autopsy.legs[0].contract if autopsy.legs else autopsy.started.contracts[0]
    scale, leg = scales[contract], autopsy.legs[0] if autopsy.legs else None
    released = now_ns if autopsy.released_ns is None else autopsy.released_ns
    length = released - autopsy.started_ns
    first_ns = autopsy.started_ns - max(BEFORE_NS, length // 2)
    last_ns = max(min(now_ns, released + max(AFTER_NS, length // 3)), first_ns + NS_PER_SECOND)
    rows = _rows(columns, contract, first_ns, last_ns, played)
    sales = [(number, one) for number, one in numbered_sales(autopsy) if one.contract == contract and one.price_ticks]
    marks: list[tuple[int, Fraction, str]] = [
        (one.at_ns, Fraction(one.price_ticks or 0), number) for number, one in sales
    ]
    levels = _levels(leg, scale)
    values = [Fraction(ticks) for _, ticks in rows] + [ticks for _, ticks, _ in marks] + [one for _, one, _ in levels]
    low, high = (min(values), max(values)) if values else (Fraction(0), Fraction(1))
    room = max(Fraction(high - low) * Fraction(HEADROOM), Fraction(1))
    low, high = low - room, high + room

    def x(at_ns: int) -> float:
        return min(1.0, max(0.0, (at_ns - first_ns) / (last_ns - first_ns)))

    def y(ticks: Fraction | int) -> float:
        return float((ticks - low) / (high - low))

    points: list[tuple[float, float]] = []
    for at_ns, ticks in rows:
        if points:
            points.append((x(at_ns), points[-1][1]))
        points.append((x(at_ns), y(ticks)))
    if points:
        points.append((x(last_ns), points[-1][1]))
    fills = tuple(FillView(number, price_text(ticks, scale.tick), x(at), y(ticks)) for at, ticks, number in marks)
    return SecondsView(
        tuple(points),
        fills,
        tuple(LevelView(text, y(ticks), kind) for text, ticks, kind in levels),
        tuple((y(ticks), price_text(ticks, scale.tick)) for ticks in _round_prices(low, high)),
        tuple((x(at), time_text(at)) for at in _round_times(first_ns, last_ns)),
        "; ".join([*(text for text, _, _ in levels), *(one.price_text for one in fills)]),
    )


def _rows(columns: PriceColumns, contract: str, first_ns: int, last_ns: int, played: int) -> list[tuple[int, int]]:
    """Return (instant, ticks) of a stretch of a contract, the price at its beginning first; thinned where long."""
    if contract not in columns.contracts:
        return []
    index = columns.contracts.index(contract)
    start, stop = bisect_left(columns.at_ns, first_ns, 0, played), bisect_right(columns.at_ns, last_ns, 0, played)
    rows = [
        (columns.at_ns[row], columns.price_ticks[row])
        for row in range(start, stop)
        if columns.contract_index[row] == index
    ]
    before = next((row for row in range(start - 1, -1, -1) if columns.contract_index[row] == index), None)
    if before is not None:
        rows.insert(0, (first_ns, columns.price_ticks[before]))
    return rows[:: 1 + len(rows) // POINTS_MAX]


def _levels(leg: LiquidationLeg | None, scale: Scale) -> list[tuple[str, Fraction, str]]:
    if leg is None:
        return []
    levels = []
    ticks = liquidation_ticks(leg, scale)
    if ticks is not None:
        text = words.LINE_LIQUIDATION.format(price=price_text(ticks, scale.tick))
        levels.append((text, Fraction(ticks), "liquidation"))
    if leg.bankruptcy_price_text is not None:
        exact = Fraction(leg.bankruptcy_price_text) / scale.tick
        levels.append((words.LINE_BANKRUPTCY.format(price=price_text(exact, scale.tick)), exact, "bankruptcy"))
    return levels


def _round_prices(low: Fraction, high: Fraction) -> list[int]:
    step = _step((high - low) / PRICE_LABELS)
    first = -(-low // step) * step
    return list(range(int(first), int(high) + 1, step))


def _step(least: Fraction) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50 ... that is not below."""
    scale = 1
    while True:
        for step in STEPS:
            if step * scale >= least:
                return step * scale
        scale *= 10


def _round_times(first_ns: int, last_ns: int) -> list[int]:
    seconds = (1, 2, 5, 6, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
    wanted = (last_ns - first_ns) / TIME_LABELS
    step = next((one for one in seconds if one * NS_PER_SECOND >= wanted), seconds[-1]) * NS_PER_SECOND
    return list(range(-(-first_ns // step) * step, last_ns + 1, step))
