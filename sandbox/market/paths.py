"""Scripted price paths: points that are held, joined by straight lines, or bridged with seeded noise. Integers only."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from sandbox.values.limits import NS_PER_SECOND, PRICE_TICKS_MAX
from sandbox.values.rounding import div_half_even, round_half_even

Update = tuple[int, int]  # (instant in ns, price in ticks)
MASK = (1 << 64) - 1
FINE_BITS = 32
FINE = 1 << FINE_BITS  # random walks are kept in 2**-32 of a tick
SPLIT_MIX_STEP = 0x9E3779B97F4A7C15
BELL_DEVIATION = 37_837  # standard deviation of SplitMix64.bell()
BELL_MAX = 2 * 0xFFFF
DEFAULT_NOISE = Fraction(2, 10_000)  # of the price, per second: a lively market, about 1.2 % an hour


class SplitMix64:
    """A small seeded generator of 64-bit integers, the same on every machine (Source: Steele, Lea, Flood 2014)."""

    __slots__ = ("_state",)

    def __init__(self, seed: int) -> None:
        self._state = seed & MASK

    def next(self) -> int:
        """Return the next integer, 0 to 2**64 - 1."""
        self._state = (self._state + SPLIT_MIX_STEP) & MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return mixed ^ (mixed >> 31)

    def bell(self) -> int:
        """Return a bell-shaped integer: four 16-bit uniforms, mean 0, between -131,070 and 131,070."""
        word = self.next()
        return (word & 0xFFFF) + (word >> 16 & 0xFFFF) + (word >> 32 & 0xFFFF) + (word >> 48) - BELL_MAX


def seed_for(seed: int, name: str) -> int:
    """Mix a scenario's seed with a contract's name, so that adding one contract leaves the others' noise alone."""
    mixed = SplitMix64(seed).next()
    for byte in name.encode():
        mixed = SplitMix64(mixed ^ byte).next()
    return mixed


def update_count(points: Sequence[Update], between: str) -> int:
    """Return how many updates a path will have, without making it."""
    if between == "hold":
        return len(points)
    return 1 + sum(-((start - end) // NS_PER_SECOND) for (start, _), (end, _) in zip(points, points[1:], strict=False))


def hold(points: Sequence[Update]) -> Iterator[Update]:
    """Jump at each point and stay."""
    yield from points


def line(points: Sequence[Update]) -> Iterator[Update]:
    """Go straight from point to point, one update a second, rounded half even."""
    for (start, low), (end, high) in zip(points, points[1:], strict=False):
        for at in range(start, end, NS_PER_SECOND):
            yield at, low + div_half_even((high - low) * (at - start), end - start)
    yield points[-1]


def bridge(points: Sequence[Update], seed: int, noise: Fraction = DEFAULT_NOISE) -> Iterator[Update]:
    """Wander from point to point with seeded noise, one update a second; every point is met exactly.

    `noise` is the typical move of a second as a share of the lower of the two prices. Never below one tick.
    """
    chance = SplitMix64(seed)
    for (start, low), (end, high) in zip(points, points[1:], strict=False):
        instants = range(start, end, NS_PER_SECOND)
        span = len(instants)
        stride = round_half_even(noise * min(low, high) * FINE / BELL_DEVIATION)
        walk, level = [0], 0
        for _ in instants:
            level += chance.bell() * stride
            walk.append(level)
        rise, length, half = (high - low) * FINE, end - start, FINE // 2
        for index, at in enumerate(instants):  # the walk less its own straight line: 0 at both ends
            moved = rise * (at - start) // length + walk[index] - level * index // span
            ticks = low + (moved + half >> FINE_BITS)
            yield at, ticks if 0 < ticks < PRICE_TICKS_MAX else max(1, min(PRICE_TICKS_MAX, ticks))
    yield points[-1]
