"""What a stage of a liquidation sells, and at which value the desk takes positions over (architecture section 6).

Pure: integers and views in, integers out.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.records import LiquidationRules
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.rounding import div_ceil, round_down


class Reduction(Struct, frozen=True):
    """Sell `lots` (unsigned) of a leg at the mark."""

    leg: LegView
    lots: int


def next_reduction(unit: UnitView, rules: LiquidationRules, *, is_cooling: bool = False) -> Reduction | None:
    """Return the next sale of a `brackets` or `partial` book, None where the unit is to be taken over."""
    if not unit.legs or is_beyond_sales(unit, rules):
        return None
    if rules.steps == "brackets":  # a stress grid knows no brackets to come down to
        return bracket_reduction(unit, rules) if unit.portfolio is None else None
    return partial_reduction(unit, rules, whole=is_cooling) if rules.steps == "partial" else None


def is_beyond_sales(unit: UnitView, rules: LiquidationRules) -> bool:
    """Tell whether a unit is taken over as it stands: no equity, or less than the book's share of maintenance.

    Source: Hyperliquid (two thirds of maintenance), OKX (what the first bracket asks); reference venues sections 5, 6.
    """
    equity = unit.equity()
    if equity <= 0:
        return True
    if rules.takeover_at == "first_bracket" and unit.portfolio is None:
        return equity < sum((leg.first_maintenance(rules) for leg in unit.legs), Fraction(0))
    return equity < rules.takeover_share * unit.maintenance(rules)


def bracket_reduction(unit: UnitView, rules: LiquidationRules) -> Reduction | None:
    """Return the next reduction of a `brackets` book, None where the unit is to be taken over.

    The position with the largest maintenance that stands high enough (ties: symbol) gives just enough whole lots to
    reach the bracket `reduces_by` below its own; none where equity is not above zero.
    """
    if unit.equity() <= 0:
        return None
    above = [leg for leg in unit.legs if _bracket(leg, rules) >= rules.reduces_by]
    if not above:
        return None
    leg = min(above, key=lambda one: (-one.maintenance(rules), one.contract))
    target, lots = _bracket(leg, rules) - rules.reduces_by, abs(leg.lots)
    if leg.scale.ladder:
        return Reduction(leg, max(1, lots - round_down(leg.scale.ladder[target])))
    lot_value = Fraction(leg.basis(rules)) / lots
    return Reduction(leg, max(1, lots - round_down(leg.scale.brackets[target].up_to_atoms / lot_value)))


def partial_reduction(unit: UnitView, rules: LiquidationRules, *, whole: bool) -> Reduction:
    """Return the next sale of a `partial` book: of the position with the largest maintenance (ties: symbol).

    All of it, but `slice` of it (whole lots, rounded up) where its notional is above `slice_above` and the owner is not
    cooling down from such a sale. Worked: 10 BTC at 20,000 with 20 % above 100,000: 2 BTC.
    """
    leg = min(unit.legs, key=lambda one: (-unit.leg_maintenance(one, rules), one.contract))
    lots = abs(leg.lots)
    if whole or leg.exact_notional <= rules.slice_above * ATOMS_PER_UNIT:
        return Reduction(leg, lots)
    return Reduction(leg, slice_lots(lots, 0, rules.slice))


def _bracket(leg: LegView, rules: LiquidationRules) -> int:
    if leg.scale.ladder:
        return leg.scale.rung(abs(leg.lots))
    return leg.scale.bracket_for(leg.basis(rules))


def slice_lots(original_lots: int, sold_lots: int, slice_share: Fraction) -> int:
    """Return the (unsigned) lots of the next slice: the share of the original size rounded up, at most what is left."""
    wanted = div_ceil(original_lots * slice_share.numerator, slice_share.denominator)
    return min(wanted, original_lots - sold_lots)


def share_of_margin(margin_atoms: int, original_lots: int, sold_before: int, sold_after: int) -> int:
    """Return the margin a slice carries; cumulative floors, so that all slices together carry every atom."""
    return margin_atoms * sold_after // original_lots - margin_atoms * sold_before // original_lots


def equity_shares(
    legs: Sequence[LegView],
    equity_atoms: int,
    rules: LiquidationRules,
    asked: Sequence[Fraction] | None = None,
) -> tuple[int, ...]:
    """Split a unit's equity E over its legs, in the legs' order (by symbol): the E x w_i of the takeover price.

    E >= 0: w_i = maintenance_i / sum; E < 0: w_i = loss_i / sum of losses, winners 0. Whole atoms, rounded towards
    zero; the last leg that shares takes the rest, so the sum is exactly E. `asked`: the maintenance of each leg where
    a stress grid tells it.
    """
    if equity_atoms >= 0 and asked is not None:
        weights = list(asked)
    elif equity_atoms >= 0:
        weights = [leg.maintenance(rules) for leg in legs]
    else:
        weights = [Fraction(max(0, -leg.unrealised_atoms)) for leg in legs]
    total = sum(weights, Fraction(0))
    if total == 0:  # nothing to weigh by: by notional, so that a takeover always has a price
        weights = [Fraction(abs(leg.mark_value_atoms) or 1) for leg in legs]
        total = sum(weights, Fraction(0))
    last = max(index for index, weight in enumerate(weights) if weight)
    sign = -1 if equity_atoms < 0 else 1
    shares = [sign * round_down(abs(equity_atoms) * weight / total) for weight in weights]
    shares[last] += equity_atoms - sum(shares)
    return tuple(shares)
