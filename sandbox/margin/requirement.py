"""What a position must hold: bracket, initial margin and maintenance, in exact rationals.

Unit-agnostic: quantity x price, open value and bracket limits are one money unit (USDT, or atoms), prices another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from sandbox.rulebook.records import Contract, LiquidationRules

BracketRow = tuple[Fraction, Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Leg:
    """One position: side +1 long, -1 short; quantity and open value positive; brackets (up_to, rate, deduction)."""

    side: int
    quantity: Fraction
    open_value: Fraction
    mark: Fraction
    tick: Fraction
    brackets: tuple[BracketRow, ...]

    @property
    def notional(self) -> Fraction:
        """Return quantity x mark."""
        return self.quantity * self.mark

    def unrealised(self) -> Fraction:
        """Return the profit (> 0) or loss at the mark: side x (quantity x mark - open value).

        Worked: long 2 opened for 15,868 at a mark of 7,846.2: -175.6.
        """
        return self.side * (self.notional - self.open_value)


def bracket_rows(contract: Contract, rules: LiquidationRules, taker: Fraction) -> tuple[BracketRow, ...]:
    """Return a contract's brackets for `Leg`; the closing taker fee joins the rate where the book says so."""
    extra = taker if rules.fee_in_maintenance else Fraction(0)
    return tuple((b.up_to, b.maintenance + extra, b.deduction) for b in contract.brackets)


def bracket_of(leg: Leg, notional: Fraction) -> BracketRow:
    """Return the bracket that holds for a notional: `up_to` inclusive, above the last the last goes on."""
    for bracket in leg.brackets:
        if notional <= bracket[0]:
            return bracket
    return leg.brackets[-1]


def initial_margin(leg: Leg, leverage: Fraction) -> Fraction:
    """Return quantity x mark / leverage.

    Worked: 2 at 7,934.0 with 20x: 793.4. Source: reference venues section 2 (notional at the mark).
    """
    return leg.notional / leverage


def leg_maintenance(leg: Leg, rules: LiquidationRules, price: Fraction | None = None) -> Fraction:
    """Return basis x rate - deduction at a price (the mark where None); the basis is the open value in entry books.

    Worked: 2 BTC at 7,934.0 in the first bracket (0.4 %): 63.472. Source: reference venues sections 1.2 and 4.1.
    """
    if rules.maintenance_basis == "entry":
        basis = leg.open_value
    else:
        basis = leg.quantity * (leg.mark if price is None else price)
    _, rate, deduction = bracket_of(leg, basis)
    return basis * rate - deduction


def unit_maintenance(legs: Sequence[Leg], rules: LiquidationRules) -> Fraction:
    """Return the sum of the legs' maintenance at their marks."""
    return sum((leg_maintenance(leg, rules) for leg in legs), Fraction(0))


def unit_equity(legs: Sequence[Leg], cash: Fraction) -> Fraction:
    """Return cash plus the legs' unrealised profit at their marks."""
    return cash + sum((leg.unrealised() for leg in legs), Fraction(0))


def heaviest_requirement(leg: Leg, rules: LiquidationRules) -> Fraction:
    """Return a long's largest (maintenance - gain over the lowest tick) over every price from one tick up.

    A long with this much equity left at the lowest tick, or less, is liquidated at some price. That price is the
    lowest tick itself where maintenance is continuous; in step-rate books it may be just above a bracket's edge.
    """
    lowest = leg.tick
    if rules.maintenance_basis == "entry":
        return leg_maintenance(leg, rules, lowest)
    prices = [lowest]
    for (up_to, rate, deduction), (_, next_rate, next_deduction) in pairwise(leg.brackets):
        if up_to * (next_rate - rate) <= next_deduction - deduction:
            continue  # no jump up at this edge
        above_edge = (up_to / leg.quantity // leg.tick + 1) * leg.tick
        if above_edge > lowest:
            prices.append(above_edge)
    return max(leg_maintenance(leg, rules, price) - leg.quantity * (price - lowest) for price in prices)
