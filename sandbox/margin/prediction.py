"""Liquidation and bankruptcy prices predicted in closed form, in exact rationals, in the bracket that holds there.

Unit-agnostic: quantity x price, open value, cash and bracket limits are one money unit, prices and ticks another.
The engine's decision (equity against maintenance at a tick) is the truth; this is its prediction, equal to the tick.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from sandbox.margin.requirement import Leg, leg_maintenance, unit_equity, unit_maintenance
from sandbox.margin.ruin_price import bankruptcy_price, liquidation_price
from sandbox.rulebook.records import LiquidationRules

__all__ = ["Leg", "Prediction", "leg_maintenance", "predict_leg", "spare_of", "unit_equity", "unit_maintenance"]


class Prediction(Struct, frozen=True):
    """What is predicted for one leg; None where no positive price separates healthy from liquidated."""

    liquidation_price: Fraction | None
    liquidation_tick: Fraction | None
    bankruptcy_price: Fraction | None


def predict_leg(
    legs: Sequence[Leg],
    index: int,
    cash: Fraction,
    rules: LiquidationRules,
    takeover_cash: Fraction | None = None,
    twin: int | None = None,
) -> Prediction:
    """Predict one leg of a unit with the others at their marks; `cash` is the compartment or the pool.

    In a unit that pools assets `cash` counts those of other prices too, and `takeover_cash` is what the unit holds once
    all of its collateral is sold. `twin` is the leg of the other side of the same contract, which moves with its price.
    Worked: long 2 at 7,934 with 793.40 -> 15,074.6 / 1.992 = 7,567.570281124498..., tick 7,567.5, bankruptcy 7,537.3.
    """
    spare = spare_of(legs, index, cash, rules, twin)
    price, tick = liquidation_price(legs[index], spare, rules, None if twin is None else legs[twin])
    return Prediction(
        price, tick, bankruptcy_price(legs, index, cash if takeover_cash is None else takeover_cash, rules)
    )


def spare_of(
    legs: Sequence[Leg], index: int, cash: Fraction, rules: LiquidationRules, twin: int | None = None
) -> Fraction:
    """Return what the rest of a unit lends one leg: cash + the others' unrealised profit - their maintenance.

    A `twin` is none of the rest: its price is the leg's own.
    """
    others = [one for at, one in enumerate(legs) if at not in (index, twin)]
    return unit_equity(others, cash) - unit_maintenance(others, rules)
