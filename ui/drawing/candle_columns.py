"""`CandleColumns`: the candles of a chart as growing columns, and any stretch of them as anchored buckets.

Buckets hold a power of two of candles and begin at multiples of their size, so they keep their content while the view
moves. Those of closed candles are worked out once per size (half as many values at each doubling), so a million
candles cost what their pixels cost. Values are floats because they end as pixels; no decision hangs on them. Qt-free.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Floats = npt.NDArray[np.float64]
OPEN, HIGH, LOW, CLOSE, VOLUME = range(5)
PIXELS_PER_BUCKET_MIN = 2.0
SPARE = 64
CHUNK = 32_768


class Buckets(Struct, frozen=True):
    """Neighbouring buckets of `size` candles; `centres` are candle numbers, `rows` open, high, low, close, volume."""

    size: int
    centres: Floats
    rows: Floats

    @property
    def count(self) -> int:
        """How many buckets there are."""
        return len(self.centres)


class CandleColumns:
    """Open time in seconds and open, high, low, close, volume of every candle.

    Whole columns are taken over as they are, not copied: a million candles arrive at once. What comes later, the
    newest of them included, stands in a tail of its own that grows by doubling.
    """

    def __init__(self) -> None:
        self._times = np.zeros(SPARE, dtype=np.int64)
        self._head: tuple[Floats, ...] = ()
        self._head_count = 0
        self._tail = np.zeros((5, SPARE))
        self.count = 0
        self.generation = 0
        self.has_volume = False
        self._levels: list[tuple[Floats, int]] = []

    @property
    def times_s(self) -> npt.NDArray[np.int64]:
        """Open times in seconds, a view."""
        return self._times[: self.count]

    def replace(self, times_s: Sequence[int] | npt.NDArray[np.int64], rows: Sequence[Any]) -> None:
        """Take over whole columns: open, high, low, close and, if there, volume; the caller changes them no more.

        `generation` tells that it happened.
        """
        self.count = len(times_s)
        self._times = np.empty(self.count + max(SPARE, self.count // 8), dtype=np.int64)
        self._times[: self.count] = times_s
        head = [np.asarray(row, dtype=np.float64) for row in rows]
        self.has_volume = len(head) > VOLUME and bool(head[VOLUME].any())
        # The newest candle may still change, so it begins the tail.
        self._head_count = max(0, self.count - 1)
        self._head = tuple(head[:5])
        self._tail = np.zeros((5, SPARE))
        if self.count:
            self._tail[: len(head), 0] = [row[-1] for row in self._head]
        self.generation += 1
        self._levels = []

    def append(self, time_s: int, row: Sequence[float]) -> None:
        """Add one candle: open, high, low, close, volume."""
        if self.count == len(self._times):
            self._times = np.concatenate([self._times, np.zeros(max(SPARE, self.count), dtype=np.int64)])
        self._times[self.count] = time_s
        self.count += 1
        if self.count - self._head_count > self._tail.shape[1]:
            self._tail = np.concatenate([self._tail, np.zeros_like(self._tail)], axis=1)
        self.update_last(row)

    def update_last(self, row: Sequence[float]) -> None:
        """Change the candle that is still open; all before it are closed and never change."""
        self._tail[:, self.count - self._head_count - 1] = row
        self.has_volume = self.has_volume or row[VOLUME] > 0

    def row(self, index: int) -> tuple[float, ...]:
        """Return open, high, low, close and volume of one candle."""
        return tuple(self.part(index, index + 1)[:, 0].tolist())

    def part(self, first: int, last: int) -> Floats:
        """Return five rows of candles `first` to `last`."""
        split = self._head_count
        tail = self._tail[:, max(0, first - split) : max(0, last - split)]
        if first >= split:
            return tail
        head = np.zeros((5, min(last, split) - first))
        for place, row in enumerate(self._head):
            head[place] = row[first : min(last, split)]
        return head if last <= split else np.concatenate([head, tail], axis=1)

    def closed_before(self, size: int) -> int:
        """Return the end of the last bucket of `size` whose candles are all closed."""
        return max(0, self.count - 1) // size * size

    def buckets(self, first: int, last: int, size: int) -> Buckets:
        """Return the buckets of candles `first` (a multiple of `size`) to `last`; `size` is a power of two."""
        last = max(first, min(last, self.count))
        if size == 1:
            return Buckets(1, np.arange(first, last, dtype=np.float64), self.part(first, last))
        whole = max(first, min(last, self.closed_before(size)) // size * size)
        rows = self._level(size.bit_length() - 2, whole // size)[:, first // size : whole // size]
        if whole < last:
            part = self.part(whole, last)
            parts = [_fold(part[:, at : at + size]) for at in range(0, last - whole, size)]
            rows = np.concatenate([rows, np.array(parts).T], axis=1)
        centres = np.arange(first, last, size, dtype=np.float64) + (size - 1) / 2
        return Buckets(size, centres, rows)

    def _level(self, level: int, wanted: int) -> Floats:
        """Return the buckets of 2 ** (level + 1) closed candles, built up to `wanted` of them."""
        while len(self._levels) <= level:
            self._levels.append((np.zeros((5, 0)), 0))
        rows, built = self._levels[level]
        if wanted > rows.shape[1]:
            rows = np.concatenate([rows[:, :built], np.empty((5, max(wanted, 2 * built) - built))], axis=1)
        if wanted > built and level:
            self._level(level - 1, wanted * 2)
        for begin in range(built, wanted, CHUNK):
            end = min(wanted, begin + CHUNK)
            below = self._levels[level - 1][0][:, 2 * begin : 2 * end] if level else self.part(2 * begin, 2 * end)
            _halve(below, rows[:, begin:end])
        self._levels[level] = (rows, max(built, wanted))
        return rows


def _halve(below: Floats, into: Floats) -> None:
    """Put two neighbouring candles each into one."""
    left, right = below[:, ::2], below[:, 1::2]
    into[OPEN] = left[OPEN]
    np.maximum(left[HIGH], right[HIGH], out=into[HIGH])
    np.minimum(left[LOW], right[LOW], out=into[LOW])
    into[CLOSE] = right[CLOSE]
    np.add(left[VOLUME], right[VOLUME], out=into[VOLUME])


def _fold(part: Floats) -> tuple[float, float, float, float, float]:
    return part[OPEN, 0], part[HIGH].max(), part[LOW].min(), part[CLOSE, -1], part[VOLUME].sum()


def visible_slice(count: int, left: float, right: float, width_px: float) -> tuple[int, int, int]:
    """Return first and last candle of a range in whole buckets and the size of these, each two pixels wide or more."""
    size = 1
    while (right - left) / size > max(1.0, width_px) / PIXELS_PER_BUCKET_MIN:
        size *= 2
    first, last = max(0, int(left) - 1), min(count, int(right) + 2)
    if last <= first:
        return 0, 0, size
    return first - first % size, min(count, -(-last // size) * size), size
