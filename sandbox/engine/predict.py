"""Predictions for a unit's legs: the liquidation and bankruptcy price in quote per base, from exact rationals."""

from fractions import Fraction

from sandbox.margin.prediction import Leg, Prediction, predict_leg
from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.records import LiquidationRules
from sandbox.values.assets import ATOMS_PER_UNIT


def predict_leg_of(unit: UnitView, index: int, rules: LiquidationRules) -> Prediction:
    """Predict one leg of a unit with the others at their marks (money in atoms, prices in quote)."""
    legs = tuple(_as_leg(leg) for leg in unit.legs)
    return predict_leg(legs, index, Fraction(unit.cash_atoms), rules)


def _as_leg(leg: LegView) -> Leg:
    scale = leg.scale
    return Leg(
        side=1 if leg.lots > 0 else -1,
        quantity=abs(leg.lots) * scale.lot * ATOMS_PER_UNIT,
        open_value=Fraction(abs(leg.open_value_atoms)),
        mark=leg.mark_ticks * scale.tick,
        tick=scale.tick,
        brackets=tuple((b.up_to_atoms, b.rate, b.deduction_atoms) for b in scale.brackets),
    )
