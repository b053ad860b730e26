"""Predictions for a unit's legs: the liquidation and bankruptcy price in quote per base, from exact rationals."""

from fractions import Fraction

from msgspec.structs import replace

from sandbox.margin.portfolio_price import portfolio_bankruptcy, portfolio_price
from sandbox.margin.prediction import Leg, Prediction, predict_leg
from sandbox.margin.scale import ContractScale
from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.records import LiquidationRules
from sandbox.values.assets import ATOMS_PER_UNIT


def predict_leg_of(unit: UnitView, index: int, rules: LiquidationRules) -> Prediction:
    """Predict one leg of a unit with the others at their marks (money in atoms, prices in quote)."""
    if unit.portfolio is not None:
        return _predict_portfolio(unit, index, rules)
    legs, twin = [_as_leg(leg) for leg in unit.legs], twin_of(unit, index)
    if not unit.collateral:
        return predict_leg(legs, index, Fraction(unit.cash_atoms), rules, twin=twin)
    contract, cash, sold = unit.legs[index].contract, Fraction(unit.cash_atoms), Fraction(unit.cash_atoms)
    for coin in unit.collateral:
        sold += coin.sale_value
        if coin.contract == contract:
            legs[index] = replace(legs[index], collateral=coin.counted)
        else:
            cash += coin.value
    return predict_leg(legs, index, cash, rules, sold, twin)


def twin_of(unit: UnitView, index: int) -> int | None:
    """Return the leg of the other side of the same contract, None where there is none (one-way mode)."""
    contract = unit.legs[index].contract
    return next((at for at, one in enumerate(unit.legs) if at != index and one.contract == contract), None)


def _predict_portfolio(unit: UnitView, index: int, rules: LiquidationRules) -> Prediction:
    """Predict one leg under the stress grid; at takeover every coin is sold, so nothing hedges any more."""
    assert unit.portfolio is not None
    leg, contract = unit.legs[index], unit.legs[index].contract
    units, price = unit.risk_units(), leg.mark_ticks * leg.scale.tick
    held = sum((one.quantity for risk in units for one in risk.legs if one.contract == contract), Fraction(0))
    slope = held + sum(one.counted for one in unit.collateral if one.contract == contract)
    equity = Fraction(unit.equity()) - slope * price, slope
    at, at_zero = (1 if held > 0 else -1, price, leg.scale.tick), rules.trigger != "below"
    found = portfolio_price(units, contract, equity, unit.portfolio, at, at_zero=at_zero, whole=ATOMS_PER_UNIT)
    sold = replace(unit, collateral=())
    after = sold.equity() + sum((one.sale_value for one in unit.collateral), Fraction(0))
    parts = [(sold.leg_maintenance(one, rules), Fraction(one.open_value_atoms - one.exact_value)) for one in unit.legs]
    bankruptcy = portfolio_bankruptcy(leg.exact_value, leg.exact_value / price, Fraction(after), parts, index)
    return Prediction(*found, bankruptcy)


def _as_leg(leg: LegView) -> Leg:
    return leg_of(leg.scale, leg.lots, leg.open_value_atoms, leg.mark_ticks)


def leg_of(scale: ContractScale, lots: int, open_value_atoms: int, mark_ticks: int) -> Leg:
    """Return a position (lots signed) as a leg: money in atoms, prices in quote."""
    unit, scale = Fraction(scale.value_num, scale.value_den), scale.sized(lots)  # a lot at a price of one tick
    return Leg(
        side=1 if lots > 0 else -1,
        quantity=abs(lots) * (unit * scale.tick if scale.is_inverse else unit / scale.tick),
        open_value=Fraction(abs(open_value_atoms)),
        mark=mark_ticks * scale.tick,
        tick=scale.tick,
        brackets=tuple((b.up_to_atoms, b.rate, b.deduction_atoms) for b in scale.brackets),
        is_inverse=scale.is_inverse,
    )
