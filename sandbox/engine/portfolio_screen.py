"""What the stress grid asks row by row in float64, for the screen of `many_scan`; integers decide."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.margin.stress_grid import RiskUnit
from sandbox.risk.units import UnitView
from sandbox.values.assets import ATOMS_PER_UNIT

if TYPE_CHECKING:
    from numpy.typing import NDArray


def screen_maintenance(unit: UnitView, marks: Mapping[str, "NDArray[Any]"], rows: int) -> "NDArray[Any]":
    """Return what the grid asks row by row in float64, within rounding of the exact figure."""
    import numpy as np

    assert unit.portfolio is not None
    asked: NDArray[Any] = np.zeros(rows)
    coin_ticks = {coin.contract: float(coin.tick) for coin in unit.collateral}
    leg_ticks = {leg.contract: float(leg.scale.tick) for leg in unit.legs}
    for risk in unit.risk_units():
        net, gross = np.zeros(rows), np.zeros(rows)
        for leg in risk.legs:
            value = marks[leg.contract] * (float(leg.quantity) * leg_ticks[leg.contract])
            net, gross = net + value, gross + np.abs(value)
        if risk.coin_contract:
            net = net + marks[risk.coin_contract] * (float(risk.hedging) * coin_ticks[risk.coin_contract])
        asked += _asked(unit, risk, np.abs(net), gross)
    return asked


def _asked(unit: UnitView, risk: RiskUnit, net: "NDArray[Any]", gross: "NDArray[Any]") -> "NDArray[Any]":
    import numpy as np

    rules = unit.portfolio
    assert rules is not None
    moves = net * float(rules.move_rate(risk.asset)) + gross * float(rules.basis_rate(risk.asset))
    raw, charge, below = gross * float(rules.minimum_rate), np.zeros(net.size), 0.0
    for tier in rules.minimum_tiers:
        top = np.inf if tier.up_to is None else float(tier.up_to * ATOMS_PER_UNIT)
        charge = charge + np.clip(raw - below, 0.0, top - below) * float(tier.multiplier)
        below = top
    return np.asarray(np.maximum(moves, charge) + gross * float(rules.closing_fee))
