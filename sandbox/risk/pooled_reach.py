"""Loss reach of a unit that pools assets: whether some price path takes all that counts, or how much it can take.

Unit-agnostic like `reach`. The prices of different contracts are independent; a coin can fall to one tick.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

from sandbox.margin.requirement import Leg, leg_maintenance
from sandbox.risk.reach import exposed_leg
from sandbox.rulebook.records import LiquidationRules

ZERO = Fraction(0)
Coin = tuple[Fraction, Fraction]  # what counts of a coin, and the tick of its price


class PooledReach(Struct, frozen=True):
    """`whole`: all cash and coins that count can go. Else `quote` is the most of the cash, `coins` if any can go."""

    whole: bool
    quote: Fraction
    coins: bool
    reason: str


def pooled_reach(
    cash: Fraction,
    coins: Mapping[str, Coin],
    legs: Sequence[tuple[str, Leg]],
    rules: LiquidationRules,
    closing_fee_rate: Fraction,
) -> PooledReach:
    """Return what any price path can take; `coins` by the contract that prices them, `cash` less debt.

    A short that no coins of its own base hedge at every price has no end, so everything can go. Else the unit is worth
    least where every price stands at one tick: where that is not above maintenance, all is sold and taken over.
    """
    if not legs:
        return PooledReach(False, ZERO, False, "no cross position draws on it")
    hedged = False
    lost, fee, needed = ZERO, ZERO, ZERO
    for contract, leg in legs:
        if leg.side < 0 and not is_hedged(leg, coins.get(contract, (ZERO, ZERO))[0], rules):
            return PooledReach(True, max(ZERO, cash), True, "a short has no highest price, so all that counts can go")
        if leg.side < 0:
            hedged = True
            lost += leg.value_at(leg.tick) - leg.open_value
            needed += leg_maintenance(leg, rules, leg.tick)
            continue
        exposed = exposed_leg(contract, leg, rules)
        lost += exposed.worst_loss or ZERO
        fee += exposed.worst_value * closing_fee_rate
        needed += exposed.requirement
    floor = sum((counted * tick for counted, tick in coins.values()), ZERO)
    if cash + floor - lost <= needed:
        text = "prices can fall far enough, those of the coins too, so that all that counts is sold and taken over"
        return PooledReach(True, max(ZERO, cash), True, text)
    if hedged:
        text = "coins hedge the short at every price, but to close it high they are sold"
        return PooledReach(False, max(ZERO, cash), True, text)
    most = min(max(ZERO, cash), lost + fee)
    text = "the longs end at the lowest tick before they are liquidated"
    return PooledReach(False, most, lost + fee > cash, text)


def is_hedged(leg: Leg, counted: Fraction, rules: LiquidationRules) -> bool:
    """Tell whether what counts of a short's own base gains what the short loses and must hold, at any price."""
    if rules.maintenance_basis == "entry":
        return counted >= leg.quantity
    continuous = all(a[0] * (b[1] - a[1]) == b[2] - a[2] for a, b in pairwise(leg.brackets))
    return continuous and counted >= leg.quantity * (1 + leg.brackets[-1][1])
