"""Rows of candles: every row is checked by itself, then all of them together for order, doubles and gaps."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from sandbox.loading.candle_table import CandleRow, CandleTable
from sandbox.loading.market_cells import has_no_zone, number, shown, time_ns
from sandbox.loading.market_records import MarketFile, RefusedRow
from sandbox.values.instants import SECONDS_PER_DAY, instant_text
from sandbox.values.limits import NS_PER_SECOND
from sandbox.values.problems import Problem

PRICE_WORDS = ("open", "high", "low", "close")
MONTH_NS = 28 * SECONDS_PER_DAY * NS_PER_SECOND  # from here on intervals are calendar months and differ
UTC_NOTE = "times without a zone were read as UTC"


class Columns(Struct, frozen=True):
    """Where a row keeps what: positions of time, the four prices, volume and closing time; `width` of a whole row."""

    width: int
    at: int
    prices: tuple[int, int, int, int]
    volume: int | None
    closes: int | None


def read_candles(found: MarketFile, columns: Columns, rows: Iterable[tuple[int, list[str]]]) -> MarketFile:
    """Fill `found` from rows of (line, cells); raises Problem where none can be used."""
    taken, lines = CandleTable(), array("q")
    places: dict[int, int] = {}  # of the instants taken, from the first row on that is not the latest
    latest, span_ns, is_utc_said = -1, 0, False
    for line, cells in rows:
        candle = _candle(columns, cells)
        if isinstance(candle, str):
            found.refused.append(RefusedRow(line, candle))
            continue
        if candle.at_ns <= latest and not places:
            places = {at_ns: place for place, at_ns in enumerate(taken.at_ns)}
        known = places.get(candle.at_ns)
        if known is not None:
            found.duplicates += 1
            if taken[known] != candle:
                why = f"differs from the candle of the same time in line {lines[known]}"
                found.refused.append(RefusedRow(line, why))
            continue
        if not span_ns and columns.closes is not None:
            closes = time_ns(cells[columns.closes])
            span_ns = _whole_span(candle.at_ns, closes) if closes is not None else 0
        found.reordered += candle.at_ns < latest
        latest = max(latest, candle.at_ns)
        if places:
            places[candle.at_ns] = len(taken)
        taken.append(candle)
        lines.append(line)
        if not is_utc_said and has_no_zone(cells[columns.at]):
            found.notes.append(UTC_NOTE)
            is_utc_said = True
    if not taken:
        raise no_rows(found, "candle")
    _check_together(found, taken, lines, span_ns)
    found.refused.sort(key=lambda row: row.line)
    return found


def no_rows(found: MarketFile, what: str) -> Problem:
    """Return the Problem of a file none of whose rows can be used, told by its first row."""
    if not found.refused:
        return Problem(f"{found.path}: holds a header but no {what}; download it again")
    first = found.refused[0]
    return Problem(f"{found.path}:{first.line}: {first.why}; no row of the file can be used")


def _candle(columns: Columns, cells: list[str]) -> CandleRow | str:
    """Return the candle of a row, or why it is refused."""
    if len(cells) != columns.width:
        return f"has {len(cells)} columns where {columns.width} are due; is it cut off?"
    at = time_ns(cells[columns.at])
    if at is None:
        return f"{shown(cells[columns.at])} is no time (epoch or ISO 8601)"
    values: list[Decimal] = []
    for word, column in zip(PRICE_WORDS, columns.prices, strict=True):
        value = number(cells[column])
        if value is None or value <= 0:
            return f"{word} is {shown(cells[column])}, not a price above 0"
        values.append(value)
    open_, high, low, close = values
    if high < low:
        return f"high {high} is below low {low}"
    if not (low <= open_ <= high and low <= close <= high):
        word, value = ("close", close) if low <= open_ <= high else ("open", open_)
        return f"{word} {value} lies outside low {low} to high {high}"
    volume: Decimal | None = None
    if columns.volume is not None and cells[columns.volume].strip():
        read = number(cells[columns.volume])
        if read is None or read < 0:
            return f"volume is {shown(cells[columns.volume])}, not a number from 0 on"
        volume = read
    if columns.closes is not None and (closes := time_ns(cells[columns.closes])) is not None and closes <= at:
        return "closes at or before its own opening"
    return CandleRow(at, open_, high, low, close, volume)


def _whole_span(opens_ns: int, closes_ns: int) -> int:
    """Return a candle's length, its closing time being the last unit inside it or the next opening."""
    return (closes_ns - opens_ns + NS_PER_SECOND // 2) // NS_PER_SECOND * NS_PER_SECOND


def _check_together(found: MarketFile, read: CandleTable, lines: "array[int]", span_ns: int) -> None:
    """Work out the interval (the commonest step), refuse candles that overlap, count the gaps."""
    at_ns = read.at_ns
    order: Sequence[int] = range(len(read))
    if found.reordered:
        order = sorted(order, key=at_ns.__getitem__)
    steps = Counter(at_ns[b] - at_ns[a] for a, b in pairwise(order))
    found.interval_ns = max(steps, key=lambda step: (steps[step], -step)) if steps else span_ns
    overlap_ns = found.interval_ns if found.interval_ns < MONTH_NS else 0
    kept, before = array("q"), -1
    for place in order:
        step = at_ns[place] - before
        if kept and step < overlap_ns:
            why = f"begins inside the candle of {instant_text(before)}; intervals are mixed"
            found.refused.append(RefusedRow(lines[place], why))
            continue
        found.gaps += bool(kept) and step > found.interval_ns
        kept.append(place)
        before = at_ns[place]
    found.candles = read if len(kept) == len(read) and not found.reordered else read.taken(kept)
