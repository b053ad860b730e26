"""Loss reach of a segregated account: the most that any price path can take, fees included (architecture section 7).

Unit-agnostic: sizes, money and prices may be decimals or atoms and ticks, as long as they agree.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from sandbox.margin.requirement import Leg, heaviest_requirement, worst_value
from sandbox.rulebook.records import LiquidationRules


class ExposedLeg(Struct, frozen=True):
    """A position, or an order if it fills, where it has lost most: None where its loss has no end.

    `worst_value` is the value there (what the closing fee is counted on), `requirement` the maintenance that liquidates
    on the way: where less equity than that would be left, the whole pool is taken over.
    """

    contract: str
    is_long: bool
    worst_loss: Fraction | None
    worst_value: Fraction
    requirement: Fraction


def exposed_leg(contract: str, leg: Leg, rules: LiquidationRules) -> ExposedLeg:
    """Return what a position can lose at worst."""
    worst = worst_value(leg)
    if worst is None:
        return ExposedLeg(contract, leg.side > 0, None, Fraction(0), Fraction(0))
    loss = leg.direction * (leg.open_value - worst)
    return ExposedLeg(contract, leg.side > 0, loss, worst, heaviest_requirement(leg, rules))


class PoolReach(Struct, frozen=True):
    """What a pool (or compartment) can lose: `worst` is finite, `whole` tells whether it is all of it."""

    worst: Fraction
    whole: bool
    reason: str


def pool_reach(pool: Fraction, legs: Sequence[ExposedLeg], closing_fee_rate: Fraction) -> PoolReach:
    """Return the largest loss of a pool over every price path.

    Longs end at one tick (inverse shorts at 0) and pay the closing fee there; linear shorts are unbounded, so they
    reach the whole pool; so does whatever is liquidated on the way, because a takeover leaves its unit at exactly 0.
    Never more than the pool.
    """
    if not legs or pool <= 0:
        return PoolReach(Fraction(0), False, "no position draws on it")
    ends = ends_of(legs, closing_fee_rate)
    if ends is None:
        return PoolReach(pool, True, f"{_endless(legs)}, so all of it can go")
    longs = all(leg.is_long for leg in legs)
    if pool <= ends[1]:
        moves = "the longs can fall" if longs else "the prices can go"
        return PoolReach(pool, True, f"{moves} far enough to be liquidated, so all of it can go")
    where = "the longs end at the lowest tick" if longs else "the losses end"
    return PoolReach(ends[0], False, f"{where} before they are liquidated")


def _endless(legs: Sequence[ExposedLeg]) -> str:
    longs = {leg.contract for leg in legs if leg.is_long}
    if any(leg.worst_loss is None and leg.contract in longs for leg in legs):
        return "what long and short of one contract lose, hold and pay can grow without end"
    return "a short has no highest price"


def grown_reach(margin: Fraction, most: Fraction, legs: Sequence[ExposedLeg], closing_fee_rate: Fraction) -> Fraction:
    """Return the largest loss of a compartment that may be topped up by anything up to `most` on the way.

    Where the whole of it would outlast the fall, some smaller sum does not, and goes in the liquidation.
    """
    whole = pool_reach(margin + most, legs, closing_fee_rate)
    ends = ends_of(legs, closing_fee_rate)
    return whole.worst if whole.whole or ends is None or margin > ends[1] else ends[1]


def most_drawn(margin: Fraction, most: Fraction, legs: Sequence[ExposedLeg], closing_fee_rate: Fraction) -> Fraction:
    """Return the most that top-up can take out of a pool: up to what outlasts the fall, and one portion beyond.

    A portion is never more than what was opened (1x); without an end of the losses there is no end of the top-ups.
    """
    ends = ends_of(legs, closing_fee_rate)
    if ends is None:
        return most
    opened = sum(((leg.worst_loss or Fraction(0)) + leg.worst_value for leg in legs), Fraction(0))
    return min(most, max(Fraction(0), ends[1] + opened - margin))


def falls_with_less(pool: Fraction, drained: Fraction, legs: Sequence[ExposedLeg], closing_fee_rate: Fraction) -> bool:
    """Tell whether a pool that outlasts its losses would not if up to `drained` of it were taken out on the way."""
    left = pool - drained
    return drained > 0 and (left <= 0 or pool_reach(left, legs, closing_fee_rate).whole)


def ends_of(legs: Sequence[ExposedLeg], closing_fee_rate: Fraction) -> tuple[Fraction, Fraction] | None:
    """Return (loss and closing fee where the losses end, the largest pool that is all lost there); None: no end."""
    if any(leg.worst_loss is None for leg in legs):
        return None
    lost = sum((leg.worst_loss or Fraction(0) for leg in legs), Fraction(0))
    fee = sum((leg.worst_value * closing_fee_rate for leg in legs), Fraction(0))
    needed = sum((leg.requirement for leg in legs), Fraction(0))
    return lost + fee, lost + max(fee, needed)
