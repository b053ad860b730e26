"""Loss reach of a long and a short of one contract in one pool: what the two lose together at one price.

They are netted where the long is larger by more than closing fee and maintenance of both can grow with the price: then
the pair has lost most at the lowest tick. Else it has no end, as a short alone has none.
"""

from fractions import Fraction

from sandbox.margin.requirement import Leg, leg_maintenance
from sandbox.risk.reach import ExposedLeg
from sandbox.rulebook.records import LiquidationRules


def exposed_pair(
    contract: str, long: Leg, short: Leg, rules: LiquidationRules, closing_fee_rate: Fraction
) -> ExposedLeg | None:
    """Return what a pair can lose at worst; None where it is not netted, because its loss would have no end.

    Worked: long 2 at 8,000 and short 1 at 7,500 lose 8,500 less one tick where the price is one tick.
    """
    net = long.quantity - short.quantity
    grows = closing_fee_rate * (long.quantity + short.quantity)
    if rules.maintenance_basis != "entry":
        grows = max(grows, sum((leg.quantity * leg.brackets[-1][1] for leg in (long, short)), Fraction(0)))
    if net <= 0 or (net < grows and not long.is_inverse):
        return None
    worst = long.tick
    loss = max(Fraction(0), -_profit(long, worst) - _profit(short, worst))
    value = long.value_at(worst) + short.value_at(worst)
    prices = [worst, *(price for leg in (long, short) for price in _past_edges(leg))]
    needed = max(_missing(long, short, rules, price) for price in prices) - loss
    return ExposedLeg(contract, True, loss, value, needed)


def _profit(leg: Leg, price: Fraction) -> Fraction:
    return leg.direction * (leg.value_at(price) - leg.open_value)


def _missing(long: Leg, short: Leg, rules: LiquidationRules, price: Fraction) -> Fraction:
    """Return the pool that is just liquidated at a price: maintenance of both less their profit."""
    needed = leg_maintenance(long, rules, price) + leg_maintenance(short, rules, price)
    return needed - _profit(long, price) - _profit(short, price)


def _past_edges(leg: Leg) -> list[Fraction]:
    """Return the ticks on either side of each bracket's edge, where maintenance may jump or turn."""
    found = []
    for up_to, _, _ in leg.brackets[:-1]:
        price = leg.quantity / up_to if leg.is_inverse else up_to / leg.quantity
        below = price // leg.tick * leg.tick
        found += [one for one in (below - leg.tick, below, below + leg.tick) if one > 0]
    return found
