"""Faults of portfolio margin, planted into the engine: the auditor's own grid finds each one."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from sandbox.engine import decide_funding, decide_health, fills
from sandbox.engine.borrowing import sell_all_of
from sandbox.engine.views import cross_unit_view
from sandbox.margin import stress_grid
from sandbox.risk import liquidation, units
from tests.simulation.options import GAPS, GRIDS, REFUSALS, REGIMES, TRADERS
from tests.simulation.simulation import simulate

OPTIONS = frozenset({REGIMES, GRIDS, GAPS, REFUSALS, TRADERS})
SEEDS = (5, 1, 27, 16, 25, 38, *range(39, 60))  # those that show a fault first
Plant = Callable[[pytest.MonkeyPatch], None]


def the_minimum_charge_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stress_grid, "minimum_charge", lambda *_: Fraction(0))


def spot_that_hedges_longs_too(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stress_grid.RiskUnit, "hedging", property(lambda self: self.counted))


def spot_that_hedges_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stress_grid.RiskUnit, "hedging", property(lambda _: Fraction(0)))


def charges_added_not_compared(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        stress_grid.UnitCharge, "maintenance", property(lambda one: one.stress + one.minimum + one.closing_fee)
    )


def coins_sold_that_hedge(patch: pytest.MonkeyPatch) -> None:
    def sell(turn: Any, unit: units.UnitView, cause: str) -> units.UnitView:
        for one in unit.collateral:
            if not cross_unit_view(turn.state, unit.owner, unit.asset).is_liquidatable(turn.state.rulebook.liquidation):
                break
            sell_all_of(turn, one.asset, cause)
        return cross_unit_view(turn.state, unit.owner, unit.asset)

    patch.setattr(decide_health, "sell_collateral", sell)


def reductions_by_bracket(patch: pytest.MonkeyPatch) -> None:
    real = liquidation.next_reduction

    def reduce(unit: units.UnitView, rules: object, *, is_cooling: bool = False) -> object:
        by_brackets = unit.portfolio is not None and getattr(rules, "steps", "") == "brackets"
        if by_brackets:
            return liquidation.bracket_reduction(unit, rules)  # type: ignore[arg-type]
        return real(unit, rules, is_cooling=is_cooling)  # type: ignore[arg-type]

    patch.setattr("sandbox.engine.stages.next_reduction", reduce)


def an_order_checked_by_leverage(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(fills, "_needed_under_grid", lambda _state, _unit, order, plan: plan.open_margin_atoms)


def interest_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(decide_funding, "charge_interest", lambda *_: None)


PLANTS = (
    interest_forgotten,
    the_minimum_charge_forgotten,
    spot_that_hedges_longs_too,
    spot_that_hedges_nothing,
    charges_added_not_compared,
    coins_sold_that_hedge,
    reductions_by_bracket,
    an_order_checked_by_leverage,
)


def test_an_order_checked_by_leverage_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    an_order_checked_by_leverage(monkeypatch)
    assert simulate(1, 200, OPTIONS, replays=False).violation


@pytest.mark.nightly
@pytest.mark.parametrize("plant", PLANTS, ids=lambda one: one.__name__)
def test_a_planted_fault_is_found(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    assert any(simulate(seed, 200, OPTIONS, replays=False).violation for seed in SEEDS)
