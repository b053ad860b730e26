"""The path inside a candle, which no candle tells: a stated assumption that depends on the candle alone.

Up candles (close at or above open) go open, low, high, close; down candles open, high, low, close; the four prices
stand at 0, 1/3, 2/3 and the last nanosecond of the interval. Said on screen wherever candles are played. The volume of
a candle is spread evenly over them, as much an assumption as the path.
"""

from collections.abc import Iterable, Iterator

from sandbox.market.paths import Update

Candle = tuple[int, int, int, int, int]  # (open instant ns, open, high, low, close) in ticks
UPDATES_PER_CANDLE = 4
NOTES = {
    "": "inside a candle: up candles go open-low-high-close, down candles open-high-low-close (an assumption)",
    "low_first": "inside a candle: open-low-high-close always (an assumption)",
    "high_first": "inside a candle: open-high-low-close always (an assumption)",
}


def candle_updates(candles: Iterable[Candle], interval_ns: int, inside: str = "") -> Iterator[Update]:
    """Yield four updates a candle; `inside` "low_first" or "high_first" overrides the order of the extremes."""
    for at, open_, high, low, close in candles:
        low_first = inside == "low_first" or (inside != "high_first" and close >= open_)
        extremes = (low, high) if low_first else (high, low)
        yield from zip(update_instants(at, interval_ns), (open_, *extremes, close), strict=True)


def update_instants(at_ns: int, interval_ns: int) -> tuple[int, int, int, int]:
    """Return the instants of a candle's four updates."""
    return at_ns, at_ns + interval_ns // 3, at_ns + interval_ns * 2 // 3, at_ns + interval_ns - 1


def candle_volumes(volumes: Iterable[tuple[int, int]], interval_ns: int) -> Iterator[tuple[int, int]]:
    """Yield (instant, atoms) of every update, for candles given as (open instant, atoms): a quarter each, rest last."""
    for at, atoms in volumes:
        part = atoms // UPDATES_PER_CANDLE
        *first, last = update_instants(at, interval_ns)
        for instant in first:
            yield instant, part
        yield last, atoms - part * (UPDATES_PER_CANDLE - 1)
