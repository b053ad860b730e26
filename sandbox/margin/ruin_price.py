"""Where one leg's price ruins its unit: the liquidation price and tick, solved exactly, and the bankruptcy price.

With the other legs at their marks, margin left = equity - maintenance is linear in the leg's gauge (the price, or
1 / price of an inverse contract) inside a bracket. So the prices that liquidate are found bracket by bracket and
joined; no search, no rounding, edges that jump included. The long and the short of one contract in one unit (hedge
mode) move with the same price: the other one, the `twin`, is a second such line, and the two are added.
Source: reference venues sections 1.3, 1.4, 1.6, 1.7; architecture section 6 for the cross bankruptcy price.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from msgspec import Struct

from sandbox.margin.requirement import Leg, bracket_of, leg_maintenance, unit_equity
from sandbox.rulebook.records import LiquidationRules

ZERO = Fraction(0)
Piece = tuple[Fraction, Fraction | None, Fraction, Fraction]


class PriceRange(Struct, frozen=True):
    """Prices that liquidate: from `low` to `high` (None: without end), each end inside or just outside."""

    low: Fraction
    low_inside: bool
    high: Fraction | None
    high_inside: bool

    def holds(self, price: Fraction) -> bool:
        """Tell whether a price lies inside."""
        if price < self.low or (price == self.low and not self.low_inside):
            return False
        return self.high is None or price < self.high or (price == self.high and self.high_inside)

    def highest_tick(self, tick: Fraction) -> Fraction | None:
        """Return the highest multiple of `tick` inside; None where there is none."""
        assert self.high is not None
        price = self.high // tick * tick
        if price == self.high and not self.high_inside:
            price -= tick
        return price if price > 0 and self.holds(price) else None

    def lowest_tick(self, tick: Fraction) -> Fraction | None:
        """Return the lowest positive multiple of `tick` inside; None where there is none."""
        price = -(-self.low // tick) * tick
        if price == self.low and (price == 0 or not self.low_inside):
            price += tick
        return price if self.holds(price) else None


def liquidating_ranges(leg: Leg, spare: Fraction, rules: LiquidationRules, twin: Leg | None = None) -> list[PriceRange]:
    """Return the positive prices of a leg at which its unit is liquidated, ascending and as wide as they can be.

    `spare` is the rest of the unit: cash + unrealised profit of the other legs - their maintenance. With g the gauge:
    margin left = spare + direction x (quantity x g - open value) + collateral x g - (quantity x g x rate - deduction).
    """
    pieces = _pieces(leg, spare, rules)
    if twin is not None:
        pieces = _added(pieces, _pieces(twin, ZERO, rules))
    joined = joined_ranges(pieces, at_zero=rules.trigger != "below")
    return [_in_prices(one) for one in reversed(joined)] if leg.is_inverse else joined


def joined_ranges(pieces: Iterable[Piece], *, at_zero: bool) -> list[PriceRange]:
    """Return where a line of pieces (low, high, slope, fixed), ascending, lies below 0 (or at 0 too)."""
    joined: list[PriceRange] = []
    for low, high, slope, fixed in pieces:
        one = _negative_part(low, high, slope, fixed, at_zero=at_zero)
        if one is None:
            continue
        if joined and joined[-1].high == one.low and joined[-1].high_inside:
            one = PriceRange(joined[-1].low, joined[-1].low_inside, one.high, one.high_inside)
            joined.pop()
        joined.append(one)
    return joined


def _in_prices(gauges: PriceRange) -> PriceRange:
    """Turn a range of 1 / price into the range of prices."""
    low = 1 / gauges.high if gauges.high is not None else ZERO
    high = 1 / gauges.low if gauges.low else None
    return PriceRange(low, gauges.high is not None and gauges.high_inside, high, high is None or gauges.low_inside)


def _pieces(leg: Leg, spare: Fraction, rules: LiquidationRules) -> list[Piece]:
    """Return (low, high, slope, fixed): margin left is fixed + slope x g for low < g <= high, bracket by bracket."""
    start = spare - leg.direction * leg.open_value
    if rules.maintenance_basis == "entry":
        return [(ZERO, None, leg.direction * leg.quantity + leg.collateral, start - leg_maintenance(leg, rules))]
    pieces: list[Piece] = []
    low = ZERO
    for at, (up_to, rate, deduction) in enumerate(leg.brackets):
        edge = up_to / leg.quantity
        high = None if at == len(leg.brackets) - 1 else edge
        pieces.append((low, high, leg.quantity * (leg.direction - rate) + leg.collateral, start + deduction))
        low = edge
    return pieces


def _added(ours: list[Piece], theirs: list[Piece]) -> list[Piece]:
    """Return the sum of two lines of pieces, which break wherever one of them does."""
    found: list[Piece] = []
    low, mine, other = ZERO, 0, 0
    while mine < len(ours) and other < len(theirs):
        (_, end, slope, fixed), (_, end_of_other, more_slope, more_fixed) = ours[mine], theirs[other]
        ends = [one for one in (end, end_of_other) if one is not None]
        high = min(ends) if ends else None
        found.append((low, high, slope + more_slope, fixed + more_fixed))
        if high is None:
            break
        mine, other, low = mine + (end == high), other + (end_of_other == high), high
    return found


def _negative_part(
    low: Fraction, high: Fraction | None, slope: Fraction, fixed: Fraction, *, at_zero: bool
) -> PriceRange | None:
    """Return where fixed + slope x p is below 0 (or at 0 too) for low < p <= high; slope 0 where coins hedge it all."""
    if slope == 0:
        return PriceRange(low, False, high, True) if fixed < 0 or (fixed == 0 and at_zero) else None
    root = -fixed / slope
    if slope > 0:  # at and below the root
        if root <= low:
            return None
        if high is not None and root > high:
            return PriceRange(low, False, high, True)
        return PriceRange(low, False, root, at_zero)
    if high is not None and (root > high or (root == high and not at_zero)):
        return None
    if root <= low:
        return PriceRange(low, False, high, True)
    return PriceRange(root, at_zero, high, True)


def liquidation_price(
    leg: Leg, spare: Fraction, rules: LiquidationRules, twin: Leg | None = None
) -> tuple[Fraction | None, Fraction | None]:
    """Return the price that separates healthy from liquidated, and the first tick beyond it that liquidates.

    Healthy now: the nearest such price on the adverse side (a long falls, a short rises); only where there is none,
    as can be in step-rate books, on the other side. Liquidatable now: the price at which it would become healthy,
    favourable side first. A range that holds no tick is passed over where another one holds one.
    None where no positive price separates the two. Worked: see `prediction.predict_leg`. With a twin the two share one
    price and the larger of them says which side is adverse; where they are equal, the one on which maintenance grows.
    Source: reference venues section 1.4.
    """
    return nearest_price(liquidating_ranges(leg, spare, rules, twin), _net_side(leg, twin), leg.mark, leg.tick)


def nearest_price(
    ranges: Sequence[PriceRange], side: int, mark: Fraction, tick: Fraction
) -> tuple[Fraction | None, Fraction | None]:
    """Return the end of the range that a position at `mark` meets first, as `liquidation_price` tells."""
    at_mark = [one for one in ranges if one.holds(mark)]
    if at_mark:
        ends = [_upper_end(at_mark[0], tick), _lower_end(at_mark[0], tick)]
        if side < 0:
            ends.reverse()
        candidates = [end for end in ends if end is not None]
        return candidates[0] if candidates else (None, None)
    below = [_upper_end(one, tick) for one in reversed(ranges) if one.low < mark]
    above = [_lower_end(one, tick) for one in ranges if one.low >= mark]
    sides = [below, above] if side > 0 else [above, below]
    for found_ends in sides:
        found = [end for end in found_ends if end is not None]
        with_tick = [end for end in found if end[1] is not None]
        if found:
            return (with_tick or found)[0]
    return None, None


def _net_side(leg: Leg, twin: Leg | None) -> int:
    if twin is None:
        return leg.side
    net = leg.side * leg.quantity + twin.side * twin.quantity
    if net == 0:
        return 1 if leg.is_inverse else -1
    return 1 if net > 0 else -1


def _upper_end(one: PriceRange, tick: Fraction) -> tuple[Fraction, Fraction | None] | None:
    return None if one.high is None else (one.high, one.highest_tick(tick))


def _lower_end(one: PriceRange, tick: Fraction) -> tuple[Fraction, Fraction | None] | None:
    return (one.low, one.lowest_tick(tick)) if one.low > 0 else None


def price_terms(leg: Leg, rules: LiquidationRules, price: Fraction) -> tuple[Fraction, Fraction]:
    """Return (rate, deduction) of the bracket that holds at a price."""
    basis = leg.open_value if rules.maintenance_basis == "entry" else leg.value_at(price)
    _, rate, deduction = bracket_of(leg, basis)
    return rate, deduction


def equity_weights(legs: Sequence[Leg], equity: Fraction, rules: LiquidationRules) -> list[Fraction]:
    """Return each leg's share of a unit's equity at takeover; the shares add up to 1.

    By maintenance; where equity is below 0 by unrealised loss, winners 0, so that the price lies between mark and
    entry. Where there is neither, by notional.
    """
    if equity < 0:
        parts = [max(ZERO, -leg.unrealised()) for leg in legs]
    else:
        parts = [leg_maintenance(leg, rules) for leg in legs]
    if not sum(parts, ZERO):
        parts = [leg.notional for leg in legs]
    total = sum(parts, ZERO)
    return [part / total for part in parts]


def bankruptcy_price(legs: Sequence[Leg], index: int, cash: Fraction, rules: LiquidationRules) -> Fraction | None:
    """Return the price at which the leg's share w of the unit's equity E is gone.

    Linear: P = mark - side x E x w / quantity; inverse: P = quantity / (quantity / mark + side x E x w).
    For a single linear leg that is entry - side x margin / quantity: long 2 at 7,934 with 793.40 -> 7,537.3.
    None where it is not positive. The other legs stand at their marks.
    """
    leg = legs[index]
    equity = unit_equity(legs, cash)
    weight = equity_weights(legs, equity, rules)[index]
    value = leg.notional - leg.direction * equity * weight
    if value <= 0:
        return None
    return leg.quantity / value if leg.is_inverse else value / leg.quantity
