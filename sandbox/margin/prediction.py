"""Liquidation and bankruptcy prices predicted in closed form, exact rationals, in the bracket that holds there.

Unit-agnostic: quantity x price, open value, cash and bracket limits are one money unit, prices and ticks another.
The engine's decision (equity against maintenance at a tick) is the truth; this is its prediction, equal to the tick.
Source: reference venues sections 1.3, 1.4, 1.6, 1.7; architecture section 6 for the cross bankruptcy price.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sandbox.rulebook.records import LiquidationRules


@dataclass(frozen=True, slots=True)
class Leg:
    """One position: side +1 long, -1 short; quantity and open value positive; brackets (up_to, rate, deduction)."""

    side: int
    quantity: Fraction
    open_value: Fraction
    mark: Fraction
    tick: Fraction
    brackets: tuple[tuple[Fraction, Fraction, Fraction], ...]

    def unrealised(self) -> Fraction:
        """Return the profit at the mark."""
        return self.side * (self.quantity * self.mark - self.open_value)


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is predicted for one leg; None where no positive price separates healthy from liquidated."""

    liquidation_price: Fraction | None
    liquidation_tick: Fraction | None
    bankruptcy_price: Fraction | None


def bracket_of(leg: Leg, notional: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """Return the bracket that holds for a notional: `up_to` inclusive, above the last the last goes on."""
    for bracket in leg.brackets:
        if notional <= bracket[0]:
            return bracket
    return leg.brackets[-1]


def leg_maintenance(leg: Leg, rules: LiquidationRules, price: Fraction | None = None) -> Fraction:
    """Return basis x rate - deduction at a price (the mark where None); the basis is the entry value in entry books.

    Worked: 2 BTC at 7,934.0 in the first bracket (0.4 %): 63.472.
    """
    at = leg.mark if price is None else price
    basis = leg.open_value if rules.maintenance_basis == "entry" else leg.quantity * at
    _, rate, deduction = bracket_of(leg, basis)
    return basis * rate - deduction


def unit_maintenance(legs: Sequence[Leg], rules: LiquidationRules) -> Fraction:
    """Return the sum of the legs' maintenance at their marks."""
    return sum((leg_maintenance(leg, rules) for leg in legs), Fraction(0))


def predict_leg(legs: Sequence[Leg], index: int, cash: Fraction, rules: LiquidationRules) -> Prediction:
    """Predict one leg of a unit with the others at their marks; `cash` is the compartment or the pool.

    Worked: long 2 at 7,934 with 793.40 -> 15,074.6 / 1.992 = 7,567.570281124498..., tick 7,567.5, bankruptcy 7,537.3.
    """
    leg = legs[index]
    others = [one for at, one in enumerate(legs) if at != index]
    spare = cash + sum((one.unrealised() for one in others), Fraction(0)) - unit_maintenance(others, rules)
    price = _boundary(leg, spare, rules)
    tick = None if price is None else _first_tick(leg, spare, price, rules)
    return Prediction(price, tick, _bankruptcy(legs, index, cash, rules))


def _margin_left(leg: Leg, spare: Fraction, price: Fraction, rules: LiquidationRules) -> Fraction:
    """Return equity less maintenance of the unit with the leg at `price`."""
    return spare + leg.side * (leg.quantity * price - leg.open_value) - leg_maintenance(leg, rules, price)


def _liquidates(leg: Leg, spare: Fraction, price: Fraction, rules: LiquidationRules) -> bool:
    left = _margin_left(leg, spare, price, rules)
    return left < 0 if rules.trigger == "below" else left <= 0


def _segments(leg: Leg, rules: LiquidationRules) -> list[tuple[Fraction, Fraction | None, Fraction, Fraction]]:
    """Return (low, high, rate, deduction) price ranges, low exclusive, high inclusive or None, ascending."""
    if rules.maintenance_basis == "entry":
        _, rate, deduction = bracket_of(leg, leg.open_value)
        return [(Fraction(0), None, rate, deduction)]
    segments, low = [], Fraction(0)
    for at, (up_to, rate, deduction) in enumerate(leg.brackets):
        high = None if at == len(leg.brackets) - 1 else up_to / leg.quantity
        segments.append((low, high, rate, deduction))
        low = up_to / leg.quantity
    return segments


def _boundary(leg: Leg, spare: Fraction, rules: LiquidationRules) -> Fraction | None:
    """Return the price that separates healthy from liquidated, nearest to the mark on the adverse side.

    Where the unit is liquidatable at the mark already, the boundary on the favourable side.
    """
    roots = _boundaries(leg, spare, rules)
    if not roots:
        return None
    sick = _liquidates(leg, spare, leg.mark, rules)
    adverse = [p for p in roots if (p <= leg.mark if leg.side > 0 else p >= leg.mark)]
    favourable = [p for p in roots if p not in adverse]
    wanted = (favourable or adverse) if sick else (adverse or favourable)
    return min(wanted, key=lambda price: abs(price - leg.mark))


def _boundaries(leg: Leg, spare: Fraction, rules: LiquidationRules) -> list[Fraction]:
    """Return every positive price at which equity less maintenance changes its sign, jumps at edges included."""
    found: list[Fraction] = []
    before: Fraction | None = None
    for low, high, rate, deduction in _segments(leg, rules):
        entry_book = rules.maintenance_basis == "entry"
        slope = leg.quantity * (leg.side if entry_book else leg.side - rate)
        fixed = spare - leg.side * leg.open_value + deduction - (leg.open_value * rate if entry_book else 0)
        at_low = fixed + slope * low
        if before is not None and (before > 0) != (at_low > 0) and before != at_low:
            found.append(low)
        if slope:
            root = -fixed / slope
            if root > low and (high is None or root <= high) and root > 0:
                found.append(root)
        before = None if high is None else fixed + slope * high
    return sorted(set(found))


def _first_tick(leg: Leg, spare: Fraction, price: Fraction, rules: LiquidationRules) -> Fraction | None:
    """Return the first tick beyond the boundary that liquidates: downwards for a long, upwards for a short."""
    ticks = price // leg.tick if leg.side > 0 else -(-price // leg.tick)
    for _ in range(3):
        if ticks <= 0:
            return None
        if _liquidates(leg, spare, ticks * leg.tick, rules):
            return ticks * leg.tick
        ticks -= leg.side
    return None


def _bankruptcy(legs: Sequence[Leg], index: int, cash: Fraction, rules: LiquidationRules) -> Fraction | None:
    """Return mark - side x E x w / quantity; for a single leg that is entry - side x margin / quantity."""
    leg = legs[index]
    equity = cash + sum((one.unrealised() for one in legs), Fraction(0))
    if equity >= 0:
        weights = [leg_maintenance(one, rules) for one in legs]
    else:
        weights = [max(Fraction(0), -one.unrealised()) for one in legs]
    total = sum(weights, Fraction(0))
    weight = weights[index] / total if total else Fraction(1, len(legs))
    price = leg.mark - leg.side * equity * weight / leg.quantity
    return price if price > 0 else None
