"""Paths as columns: `bridge_columns` makes what `paths.bridge` makes, a second's work in milliseconds.

Exact: the same integers, in int64 where the bounds of a segment prove that nothing overflows. Long paths only, so that
short ones do not wait for numpy.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, overload

from sandbox.market.paths import (
    BELL_DEVIATION,
    BELL_MAX,
    DEFAULT_NOISE,
    FINE,
    FINE_BITS,
    MASK,
    SPLIT_MIX_STEP,
    Update,
    bridge,
    update_count,
)
from sandbox.values.limits import NS_PER_SECOND, PRICE_TICKS_MAX
from sandbox.values.rounding import round_half_even

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLUMNS_FROM = 10_000  # updates; below, the import of numpy costs more than it saves
SAFE = 1 << 62


class PathColumns(Sequence[Update]):
    """Updates of one contract as two int64 columns, sorted by instant; reads like a list of (instant, ticks)."""

    __slots__ = ("at_ns", "ticks")

    def __init__(self, at_ns: "array[int]", ticks: "array[int]") -> None:
        self.at_ns, self.ticks = at_ns, ticks

    @classmethod
    def of(cls, updates: Iterable[Update]) -> "PathColumns":
        """Return updates as columns; those that are stay as they are."""
        if isinstance(updates, cls):
            return updates
        pairs = list(updates)
        return cls(array("q", (at for at, _ in pairs)), array("q", (ticks for _, ticks in pairs)))

    def __len__(self) -> int:
        return len(self.at_ns)

    @overload
    def __getitem__(self, at: int) -> Update: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Update]: ...
    def __getitem__(self, at: int | slice) -> Update | Sequence[Update]:
        if isinstance(at, slice):
            return PathColumns(self.at_ns[at], self.ticks[at])
        return self.at_ns[at], self.ticks[at]

    def __iter__(self) -> Iterator[Update]:
        return zip(self.at_ns, self.ticks, strict=True)


def bridge_path(points: Sequence[Update], seed: int, noise: Fraction = DEFAULT_NOISE) -> Sequence[Update]:
    """Return the whole bridge, as columns where it is long and its numbers are small enough for them."""
    if update_count(points, "bridge") >= COLUMNS_FROM:
        columns = bridge_columns(points, seed, noise)
        if columns is not None:
            return columns
    return list(bridge(points, seed, noise))


def bridge_columns(points: Sequence[Update], seed: int, noise: Fraction = DEFAULT_NOISE) -> PathColumns | None:
    """Return `paths.bridge` as columns; None where a segment is no whole seconds or might overflow."""
    import numpy as np

    at_ns, ticks = array("q"), array("q")
    drawn = 0
    for (start, low), (end, high) in zip(points, points[1:], strict=False):
        span, rest = divmod(end - start, NS_PER_SECOND)
        stride = round_half_even(noise * min(low, high) * FINE / BELL_DEVIATION)
        if rest or BELL_MAX * stride * span >= SAFE or abs(high - low) * FINE * span >= SAFE:
            return None
        segment = _segment((low, high), _bells(seed, drawn, span), stride)
        if segment is None:
            return None
        at_ns.frombytes(np.arange(start, end, NS_PER_SECOND, dtype=np.int64).tobytes())
        ticks.frombytes(segment.tobytes())
        drawn += span
    at_ns.append(points[-1][0])
    ticks.append(points[-1][1])
    return PathColumns(at_ns, ticks)


def _bells(seed: int, drawn: int, count: int) -> "NDArray[Any]":
    """Return `count` bells of SplitMix64 after `drawn` of them: its state is a counter, so any can be had at once."""
    import numpy as np

    first = (seed + (drawn + 1) * SPLIT_MIX_STEP) & MASK
    mixed = np.uint64(first) + np.arange(count, dtype=np.uint64) * np.uint64(SPLIT_MIX_STEP)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    low = np.uint64(0xFFFF)
    parts = sum((mixed >> np.uint64(bits)) & low for bits in (16, 32, 48)) + (mixed & low)
    bells: NDArray[Any] = parts.astype(np.int64) - BELL_MAX
    return bells


def _segment(prices: tuple[int, int], bells: "NDArray[Any]", stride: int) -> "NDArray[Any] | None":
    """Return the prices from one point up to before the next, in ticks; None where int64 might overflow."""
    import numpy as np

    low, high = prices
    span = len(bells)
    walk = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(bells * stride)])
    level = int(walk[-1])
    if abs(level) * span >= SAFE:
        return None
    index = np.arange(span, dtype=np.int64)
    moved = (high - low) * FINE * index // span + walk[:-1] - level * index // span
    ticks: NDArray[Any] = low + ((moved + FINE // 2) >> FINE_BITS)
    limited: NDArray[Any] = np.clip(ticks, 1, PRICE_TICKS_MAX)
    return limited
