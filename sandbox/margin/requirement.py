"""What a position must hold: bracket, initial margin and maintenance, in exact rationals.

Unit-agnostic: quantity x price, open value and bracket limits are one money unit (USDT, or atoms), prices another.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

from sandbox.rulebook.records import Contract, LiquidationRules

BracketRow = tuple[Fraction, Fraction, Fraction]


class Leg(Struct, frozen=True):
    """One position: side +1 long, -1 short; quantity and open value positive; brackets (up_to, rate, deduction).

    Linear: quantity in base, worth quantity x price. Inverse: quantity in quote (contracts x face), worth
    quantity / price in coin. `gauge` is what the value is proportional to, and `direction` tells who gains as it rises.
    `collateral` is how much of the same base counts beside it in the unit, after the haircut (linear only).
    """

    side: int
    quantity: Fraction
    open_value: Fraction
    mark: Fraction
    tick: Fraction
    brackets: tuple[BracketRow, ...]
    is_inverse: bool = False
    collateral: Fraction = Fraction(0)

    @property
    def direction(self) -> int:
        """Return +1 where the position gains as its value rises: linear longs and inverse shorts; else -1."""
        return -self.side if self.is_inverse else self.side

    def gauge(self, price: Fraction) -> Fraction:
        """Return what the value is proportional to: the price, or 1 / price."""
        return 1 / price if self.is_inverse else price

    def value_at(self, price: Fraction) -> Fraction:
        """Return what the position is worth at a price."""
        return self.quantity * self.gauge(price)

    @property
    def notional(self) -> Fraction:
        """Return the value at the mark."""
        return self.value_at(self.mark)

    def unrealised(self) -> Fraction:
        """Return the profit (> 0) or loss at the mark: direction x (notional - open value).

        Worked: long 2 opened for 15,868 at a mark of 7,846.2: -175.6.
        """
        return self.direction * (self.notional - self.open_value)


def bracket_rows(
    contract: Contract, rules: LiquidationRules, taker: Fraction, quantity: Fraction
) -> tuple[BracketRow, ...]:
    """Return the brackets a position meets as its price moves; the closing taker fee joins where the book says so.

    Where brackets count sizes, a price moves nothing: it is the one of `quantity` (base, or contracts) alone.
    """
    extra = taker if rules.fee_in_maintenance else Fraction(0)
    rows = contract.brackets
    if contract.counts_sizes:
        rows = (next((one for one in rows if quantity <= one.up_to), rows[-1]),)
    return tuple((b.up_to, b.maintenance + extra, b.deduction) for b in rows)


def bracket_of(leg: Leg, notional: Fraction) -> BracketRow:
    """Return the bracket that holds for a notional: `up_to` inclusive, above the last the last goes on."""
    for bracket in leg.brackets:
        if notional <= bracket[0]:
            return bracket
    return leg.brackets[-1]


def initial_margin(leg: Leg, leverage: Fraction) -> Fraction:
    """Return notional / leverage.

    Worked: 2 at 7,934.0 with 20x: 793.4. Source: reference venues section 2 (notional at the mark).
    """
    return leg.notional / leverage


def leg_maintenance(leg: Leg, rules: LiquidationRules, price: Fraction | None = None) -> Fraction:
    """Return basis x rate - deduction at a price (the mark where None); the basis is the open value in entry books.

    Worked: 2 BTC at 7,934.0 in the first bracket (0.4 %): 63.472. Source: reference venues sections 1.2 and 4.1.
    """
    at = leg.mark if price is None else price
    basis = leg.open_value if rules.maintenance_basis == "entry" else leg.value_at(at)
    _, rate, deduction = bracket_of(leg, basis)
    return basis * rate - deduction


def unit_maintenance(legs: Sequence[Leg], rules: LiquidationRules) -> Fraction:
    """Return the sum of the legs' maintenance at their marks."""
    return sum((leg_maintenance(leg, rules) for leg in legs), Fraction(0))


def unit_equity(legs: Sequence[Leg], cash: Fraction) -> Fraction:
    """Return cash plus the legs' unrealised profit at their marks."""
    return cash + sum((leg.unrealised() for leg in legs), Fraction(0))


def worst_value(leg: Leg) -> Fraction | None:
    """Return the value of the position where it has lost most; None where its loss has no end (a linear short).

    A linear long and an inverse long end at one tick; an inverse short ends at 0, which no price reaches quite.
    """
    if leg.side > 0:
        return leg.value_at(leg.tick)
    return Fraction(0) if leg.is_inverse else None


def heaviest_requirement(leg: Leg, rules: LiquidationRules) -> Fraction:
    """Return the largest (maintenance - gain since the worst value) of a position whose loss has an end.

    A position with this much equity left at its worst, or less, is liquidated at some price. That is the worst value
    itself where maintenance is continuous; in step-rate books it may be at a tick just past a bracket's edge.
    """
    worst = worst_value(leg)
    assert worst is not None
    if rules.maintenance_basis == "entry":
        return leg_maintenance(leg, rules)
    values = [worst]
    if leg.direction > 0:  # the value only rises from its worst: past each edge that jumps up there is one more chance
        for (up_to, rate, deduction), (_, next_rate, next_deduction) in pairwise(leg.brackets):
            past = _value_past(leg, up_to)
            if up_to * (next_rate - rate) > next_deduction - deduction and past is not None and past > worst:
                values.append(past)
    return max(_maintenance_of(leg, value) - leg.direction * (value - worst) for value in values)


def _value_past(leg: Leg, edge: Fraction) -> Fraction | None:
    """Return the value at the first tick at which it lies above an edge, None where no price does that."""
    if not leg.is_inverse:
        return leg.value_at((edge / leg.quantity // leg.tick + 1) * leg.tick)
    price = -(-leg.quantity / edge // leg.tick) * leg.tick - leg.tick
    return leg.value_at(price) if price > 0 else None


def _maintenance_of(leg: Leg, value: Fraction) -> Fraction:
    _, rate, deduction = bracket_of(leg, value)
    return value * rate - deduction
