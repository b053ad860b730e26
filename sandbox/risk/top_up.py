"""Automatic top-up of an isolated position: how much a venue adds when the price would liquidate (its four models).

Pure. Source: reference venues section 11.
"""

from fractions import Fraction

from sandbox.risk.units import UnitView
from sandbox.rulebook.records import LiquidationRules
from sandbox.values.rounding import round_down, round_up


def top_up_atoms(unit: UnitView, rules: LiquidationRules, available_atoms: int) -> int:
    """Return what a unit of one isolated position takes so that it is healthy again, at most what is available.

    It takes the model's amount as often as it needs at this instant, and all there is where that does not suffice;
    with "initial_margin" never more than makes the leverage 1x. 0 where nothing can be had.
    Worked: long 5 BTC at 8,000, 10x: each time 4,000.
    """
    if available_atoms <= 0:
        return 0
    portion = max(1, round_up(_portion(unit, rules)))
    lacking = Fraction(unit.maintenance(rules)) - Fraction(unit.equity())
    times = max(1, round_up(lacking / portion) if rules.trigger == "below" else round_down(lacking / portion) + 1)
    most = available_atoms
    if rules.top_up == "initial_margin":
        basis = round_down(Fraction(unit.legs[0].basis(rules)))
        most = min(most, max(0, basis - unit.cash_atoms))
    return min(times * portion, most)


def _portion(unit: UnitView, rules: LiquidationRules) -> Fraction:
    """Return the amount added each time."""
    leg = unit.legs[0]
    if rules.top_up == "initial_margin":
        return Fraction(leg.basis(rules)) / leg.leverage
    if rules.top_up == "restore_initial":
        return Fraction(leg.exact_notional) / leg.leverage - unit.equity()
    if rules.top_up == "maintenance_at_entry":
        opened = abs(leg.open_value_atoms)
        return opened * leg.scale.brackets[leg.scale.bracket_for(opened)].rate
    return leg.maintenance(rules)
