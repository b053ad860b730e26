"""Where a unit under the stress grid stays quiet: exact corners for blocks of prices.

Maintenance is convex in the prices (the larger of sums of |net value|, gross value and rising tiers), equity linear;
so what is left of it is least at a corner of the box, and each underlying has its corners for itself.
"""

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from msgspec.structs import replace

from sandbox.risk.units import WARN_AT, UnitView
from sandbox.rulebook.records import LiquidationRules

Ranges = Mapping[str, tuple[int, int]]


def is_portfolio_quiet_within(unit: UnitView, ranges: Ranges, rules: LiquidationRules, warned: bool) -> bool:
    """Tell whether nothing is decided about a unit wherever its marks lie in `ranges` (low, high ticks).

    A warning that stands must not clear: that is known for one point alone, elsewhere False.
    """
    if warned:
        still = all(low == high for low, high in ranges.values())
        return still and unit.warns(rules, True) and not unit.is_liquidatable(rules)
    if _least_left(unit, ranges, WARN_AT) <= 0:
        return False
    left = _least_left(unit, ranges, Fraction(1))
    return left >= 0 if rules.trigger == "below" else left > 0


def _least_left(unit: UnitView, ranges: Ranges, share: Fraction) -> Fraction:
    """Return the least of share x equity - maintenance over the box, underlying by underlying."""
    left = share * (unit.cash_atoms - sum(leg.open_value_atoms for leg in unit.legs))
    held = {leg.scale.base for leg in unit.legs}
    for coin in unit.collateral:
        if coin.asset not in held:
            left += share * coin.counted * ranges[coin.contract][0] * coin.tick
    for asset in dict.fromkeys(leg.scale.base for leg in unit.legs):
        left += min(_left_at(unit, asset, corner, share) for corner in _corners(unit, asset, ranges))
    return left


def _corners(unit: UnitView, asset: str, ranges: Ranges) -> list[dict[str, int]]:
    own = [leg.contract for leg in unit.legs if leg.scale.base == asset]
    own += [coin.contract for coin in unit.collateral if coin.asset == asset]
    names = list(dict.fromkeys(own))
    return [dict(zip(names, ticks, strict=True)) for ticks in product(*(set(ranges[name]) for name in names))]


def _left_at(unit: UnitView, asset: str, marks: Mapping[str, int], share: Fraction) -> Fraction:
    """Return what one underlying adds to share x equity - maintenance at the marks of its contracts."""
    assert unit.portfolio is not None
    legs = tuple(replace(one, mark_ticks=marks[one.contract]) for one in unit.legs if one.scale.base == asset)
    coins = tuple(replace(one, mark_ticks=marks[one.contract]) for one in unit.collateral if one.asset == asset)
    moved = replace(unit, legs=legs, collateral=coins)
    worth = sum((leg.exact_value for leg in legs), Fraction(0)) + sum((one.value for one in coins), Fraction(0))
    return share * worth - moved.maintenance(LiquidationRules())
