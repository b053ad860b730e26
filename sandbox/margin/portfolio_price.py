"""Where one contract's price ruins a portfolio unit: solved exactly, piece by piece, as `ruin_price` does for brackets.

Between the prices at which the net value turns, a tier of MR7 begins or MR7 meets the moves, margin left is linear in
the price; so the prices that liquidate are found piece by piece and joined.
"""

from collections.abc import Sequence
from fractions import Fraction

from sandbox.margin.ruin_price import Piece, PriceRange, joined_ranges, nearest_price
from sandbox.margin.stress_grid import ZERO, RiskUnit, maintenance_of
from sandbox.rulebook.portfolio import PortfolioRules

Line = tuple[Fraction, Fraction]  # fixed + slope x price


def portfolio_ranges(
    units: Sequence[RiskUnit], contract: str, equity: Line, rules: PortfolioRules, *, at_zero: bool, whole: int = 1
) -> list[PriceRange]:
    """Return the prices of a contract that liquidate, the others at theirs; `equity` is linear in that price."""
    moved = next(one for one in units if any(leg.contract == contract for leg in one.legs))
    others = [one for one in units if one is not moved]
    start = equity[0] - maintenance_of(others, rules, whole)
    return joined_ranges(_pieces(moved, contract, (start, equity[1]), rules, whole), at_zero=at_zero)


def portfolio_price(
    units: Sequence[RiskUnit],
    contract: str,
    equity: Line,
    rules: PortfolioRules,
    at: tuple[int, Fraction, Fraction],
    *,
    at_zero: bool,
    whole: int = 1,
) -> tuple[Fraction | None, Fraction | None]:
    """Return the liquidation price and its first tick; `at` is (side, mark, tick) of the position that asks."""
    ranges = portfolio_ranges(units, contract, equity, rules, at_zero=at_zero, whole=whole)
    return nearest_price(ranges, *at)


def piece_at(
    units: Sequence[RiskUnit], contract: str, equity: Line, rules: PortfolioRules, price: Fraction, whole: int = 1
) -> Line:
    """Return what is left above maintenance round a price of a contract, as the straight line that it is there."""
    moved = next(one for one in units if any(leg.contract == contract for leg in one.legs))
    others = maintenance_of([one for one in units if one is not moved], rules, whole)
    pieces = _pieces(moved, contract, (equity[0] - others, equity[1]), rules, whole)
    _, _, slope, fixed = next(one for one in pieces if one[1] is None or price <= one[1])
    return fixed, slope


def portfolio_bankruptcy(
    value: Fraction | int, quantity: Fraction, equity: Fraction, parts: Sequence[tuple[Fraction, Fraction]], index: int
) -> Fraction | None:
    """Return the price at which a position's part of the unit's equity is gone, None where it is not positive.

    `value` is signed, `equity` that of the unit with its coins sold; `parts` are (maintenance, unrealised loss) of each
    position. Parts go by maintenance; by loss where equity is below 0, as `ruin_price.equity_weights` tells.
    """
    weights = [max(ZERO, loss) if equity < 0 else asked for asked, loss in parts]
    total = sum(weights, ZERO)
    if not total:
        return None
    price = (value - equity * weights[index] / total) / quantity
    return price if price > 0 else None


def _pieces(unit: RiskUnit, contract: str, left: Line, rules: PortfolioRules, whole: int) -> list[Piece]:
    """Return (low, high, slope, fixed) of margin left = `left` - maintenance for low < price <= high."""
    net, gross = _net_line(unit, contract), _gross_line(unit, contract)
    basis, move = rules.basis_rate(unit.asset), rules.move_rate(unit.asset)
    edges = {_root(net)}
    for tier in rules.minimum_tiers[:-1]:
        if tier.up_to is not None and rules.minimum_rate:
            edges.add(_root((gross[0] - tier.up_to * whole / rules.minimum_rate, gross[1])))
    bounds: list[Fraction | None] = [ZERO, *sorted(one for one in edges if one is not None and one > 0), None]
    pieces: list[Piece] = []
    for low, high in zip(bounds, bounds[1:], strict=False):
        assert low is not None
        inside = low + 1 if high is None else (low + high) / 2
        sign = 1 if _at(net, inside) >= 0 else -1
        moves = _sum(_times(net, sign * move), _times(gross, basis))
        least = _minimum_line(gross, inside, rules, whole)
        kept = _sum(left, _times(gross, -rules.closing_fee))
        for start, end, asked in _larger(moves, least, low, high):
            fixed, slope = _sum(kept, _times(asked, Fraction(-1)))
            pieces.append((start, end, slope, fixed))
    return pieces


def _net_line(unit: RiskUnit, contract: str) -> Line:
    moving = sum((leg.quantity for leg in unit.legs if leg.contract == contract), ZERO)
    fixed = sum((leg.value for leg in unit.legs if leg.contract != contract), ZERO)
    if unit.coin_contract == contract:
        return fixed, moving + unit.hedging
    return fixed + unit.hedging * unit.coin_price, moving


def _gross_line(unit: RiskUnit, contract: str) -> Line:
    moving = sum((abs(leg.quantity) for leg in unit.legs if leg.contract == contract), ZERO)
    return sum((abs(leg.value) for leg in unit.legs if leg.contract != contract), ZERO), moving


def _minimum_line(gross: Line, inside: Fraction, rules: PortfolioRules, whole: int) -> Line:
    """Return MR7 as the line that it is in the tier that holds at a price."""
    raw, fixed, below = _times(gross, rules.minimum_rate), ZERO, ZERO
    for tier in rules.minimum_tiers:
        if tier.up_to is None or _at(raw, inside) <= tier.up_to * whole:
            return raw[0] * tier.multiplier + fixed - below * tier.multiplier, raw[1] * tier.multiplier
        fixed += (tier.up_to * whole - below) * tier.multiplier
        below = tier.up_to * whole
    return fixed, ZERO


def _larger(
    one: Line, other: Line, low: Fraction, high: Fraction | None
) -> list[tuple[Fraction, Fraction | None, Line]]:
    """Return the larger of two lines over a stretch, cut where they cross."""
    cross = _root((one[0] - other[0], one[1] - other[1]))
    if cross is None or cross <= low or (high is not None and cross >= high):
        inside = low + 1 if high is None else (low + high) / 2
        return [(low, high, one if _at(one, inside) >= _at(other, inside) else other)]
    before, after = (one, other) if one[1] < other[1] else (other, one)
    return [(low, cross, before), (cross, high, after)]


def _root(line: Line) -> Fraction | None:
    return -line[0] / line[1] if line[1] else None


def _at(line: Line, price: Fraction) -> Fraction:
    return line[0] + line[1] * price


def _sum(one: Line, other: Line) -> Line:
    return one[0] + other[0], one[1] + other[1]


def _times(line: Line, factor: Fraction | int) -> Line:
    return line[0] * factor, line[1] * factor
