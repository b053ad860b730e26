"""Loss reach of a segregated account: the most that any price path can take, fees included (architecture section 7).

Unit-agnostic: sizes, money and prices may be decimals or atoms and ticks, as long as they agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class ExposedLeg:
    """A position (or an order if it fills): size unsigned, open value positive, value of the size at the lowest tick.

    `maintenance_at_lowest` is the unit's requirement there: where it is not met, the whole pool is taken over.
    """

    contract: str
    is_long: bool
    open_value: Fraction
    lowest_value: Fraction
    maintenance_at_lowest: Fraction


@dataclass(frozen=True, slots=True)
class PoolReach:
    """What a pool (or compartment) can lose: `worst` is finite, `whole` tells whether it is all of it."""

    worst: Fraction
    whole: bool
    reason: str


def pool_reach(pool: Fraction, legs: Sequence[ExposedLeg], closing_fee_rate: Fraction) -> PoolReach:
    """Return the largest loss of a pool over every price path.

    Longs end at one tick and pay the closing fee there; shorts are unbounded, so they reach the whole pool; so does
    whatever is liquidated on the way, because a takeover leaves its unit at exactly 0. Never more than the pool.
    """
    if not legs or pool <= 0:
        return PoolReach(Fraction(0), False, "no position draws on it")
    if any(not leg.is_long for leg in legs):
        return PoolReach(pool, True, "a short has no highest price, so all of it can go")
    lost = sum((leg.open_value - leg.lowest_value for leg in legs), Fraction(0))
    fee = sum((leg.lowest_value * closing_fee_rate for leg in legs), Fraction(0))
    needed = sum((leg.maintenance_at_lowest for leg in legs), Fraction(0))
    if lost + fee >= pool or pool - lost <= needed:
        return PoolReach(pool, True, "the longs can fall far enough to be liquidated, so all of it can go")
    return PoolReach(lost + fee, False, "the longs end at the lowest tick before they are liquidated")
