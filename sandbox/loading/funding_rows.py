"""Rows of funding rates: a time, a rate, and perhaps the hours of the interval it was due for."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from sandbox.loading.candle_rows import no_rows
from sandbox.loading.market_cells import number, shown, time_ns
from sandbox.loading.market_records import FundingRow, MarketFile, RefusedRow, interval_text
from sandbox.values.limits import NS_PER_SECOND

MINUTE_NS = 60 * NS_PER_SECOND
HOUR_NS = 60 * MINUTE_NS


def read_funding(
    found: MarketFile, columns: tuple[int, int, int | None], rows: Iterable[tuple[int, list[str]]], width: int
) -> MarketFile:
    """Fill `found` from rows of (line, cells); `columns` are those of time, rate and hours. Problem where none is good.

    Stamps run a few milliseconds late and are rounded to the minute.
    """
    taken: dict[int, FundingRow] = {}
    hours: dict[int, int] = {}
    latest = -1
    for line, cells in rows:
        row = _row(columns, cells, width)
        if isinstance(row, str):
            found.refused.append(RefusedRow(line, row))
            continue
        if row.at_ns in taken:
            found.duplicates += 1
            if taken[row.at_ns] != row:
                found.refused.append(RefusedRow(line, "differs from the rate of the same time before it"))
            continue
        found.reordered += row.at_ns < latest
        latest = max(latest, row.at_ns)
        taken[row.at_ns] = row
        hours[row.at_ns] = _hours_ns(columns[2], cells)
    if not taken:
        raise no_rows(found, "funding rate")
    found.funding = [taken[at] for at in sorted(taken)]
    steps = [(b.at_ns - a.at_ns, a.at_ns, b.at_ns) for a, b in zip(found.funding, found.funding[1:], strict=False)]
    counted = Counter(step for step, _, _ in steps)
    found.interval_ns = min(counted) if len(counted) == 1 else 0 if counted else max(hours.values())
    if len(counted) > 1:
        found.notes.append(f"the interval changes inside the file: {', '.join(_texts(counted))}")
    # the interval may change inside a file, as it did in November 2022: the longer of the two sides counts
    found.gaps = sum(step > (max(hours[a], hours[b]) or step) for step, a, b in steps)
    return found


def _texts(steps: Iterable[int]) -> list[str]:
    return [text for step in sorted(steps) if (text := interval_text(step)) is not None]


def _row(columns: tuple[int, int, int | None], cells: list[str], width: int) -> FundingRow | str:
    if len(cells) != width:
        return f"has {len(cells)} columns where {width} are due; is it cut off?"
    at, rate = time_ns(cells[columns[0]]), number(cells[columns[1]])
    if at is None:
        return f"{shown(cells[columns[0]])} is no time (epoch or ISO 8601)"
    if rate is None or abs(rate) >= 1:
        return f"the rate is {shown(cells[columns[1]])}, not a fraction between -1 and 1"
    return FundingRow((at + MINUTE_NS // 2) // MINUTE_NS * MINUTE_NS, rate)


def _hours_ns(column: int | None, cells: list[str]) -> int:
    value = number(cells[column]) if column is not None else None
    return int(value * HOUR_NS) if value is not None and Decimal(0) < value <= 24 else 0
