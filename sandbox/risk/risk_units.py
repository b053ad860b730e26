"""The risk units of a portfolio unit: its positions by underlying, each with the coins of the same name that count."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from sandbox.margin.stress_grid import RiskUnit, StressLeg
from sandbox.risk.collateral import CollateralView

if TYPE_CHECKING:
    from sandbox.risk.units import LegView


def risk_units(legs: "Sequence[LegView]", coins: Sequence[CollateralView]) -> list[RiskUnit]:
    """Return the risk units in the positions' order; quantities in atoms of the coin, money in atoms of the quote."""
    grouped: dict[str, list[StressLeg]] = {}
    for leg in legs:
        scale = leg.scale
        quantity = leg.lots * Fraction(scale.value_num, scale.value_den) / scale.tick
        grouped.setdefault(scale.base, []).append(StressLeg(leg.contract, quantity, leg.mark_ticks * scale.tick))
    units = []
    for asset, members in grouped.items():
        coin = next((one for one in coins if one.asset == asset), None)
        if coin is None:
            units.append(RiskUnit(asset, tuple(members)))
        else:
            price = coin.mark_ticks * coin.tick
            units.append(RiskUnit(asset, tuple(members), coin.counted, coin.contract, price))
    return units
