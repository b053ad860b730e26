"""Faults of pooled accounts, planted into the engine: the auditor finds each one."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from sandbox.engine import account_mode, borrowing, decide_health, pool, turn, views
from sandbox.engine.state import State
from sandbox.rulebook.collateral import CollateralAsset
from tests.simulation.options import old_options
from tests.simulation.simulation import simulate

SEEDS = (7, 23, 31, 39, 63, 159, *range(47, 800, 8))  # worlds with regimes; those that show a fault first
Plant = Callable[[pytest.MonkeyPatch], None]


def a_haircut_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(CollateralAsset, "counted", lambda self, amount, unit=1: Fraction(amount))


def a_tier_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(CollateralAsset, "counted", lambda self, amount, unit=1: amount * self.tiers[0].rate)


def the_regime_ignored(patch: pytest.MonkeyPatch) -> None:
    for module in (pool, views, decide_health, borrowing, turn):
        patch.setattr(module, "is_pooled", lambda *_: False)


def spot_counted_in_multi_asset(patch: pytest.MonkeyPatch) -> None:
    def wallets(state: State) -> tuple[str, ...]:
        return ("contract",) if state.account_mode == "segregated" else ("contract", "spot")

    for module in (pool, views, borrowing, turn):
        patch.setattr(module, "counting_wallets", wallets)


def debt_left_standing(patch: pytest.MonkeyPatch) -> None:
    real = borrowing.debt_limit_atoms
    patch.setattr(borrowing, "debt_limit_atoms", lambda state: real(state) + 10**10)


def an_atom_too_many_sold(patch: pytest.MonkeyPatch) -> None:
    real = borrowing._sell

    def sell(turn: Any, wallet: str, scale: Any, atoms: int, cause: str) -> None:
        more = atoms < turn.state.balances.of(wallet, scale.base) and cause == "exchange"
        real(turn, wallet, scale, atoms + 10_000 if more else atoms, cause)

    patch.setattr(borrowing, "_sell", sell)


def the_fee_of_a_sale_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(borrowing, "spot_fee", lambda *_: Fraction(0))


def positions_sold_before_collateral(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(decide_health, "sell_collateral", lambda turn, unit, cause: unit)


def debt_forgotten_in_equity(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(views, "debt_atoms", lambda *_: 0)


def a_switch_without_its_check(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(account_mode, "debt_atoms", lambda *_: 0)
    patch.setattr(account_mode.UnitView, "initial_margin_atoms", lambda self: 0)


PLANTS = (
    a_haircut_forgotten,
    a_tier_forgotten,
    the_regime_ignored,
    spot_counted_in_multi_asset,
    debt_left_standing,
    an_atom_too_many_sold,
    the_fee_of_a_sale_forgotten,
    positions_sold_before_collateral,
    debt_forgotten_in_equity,
    a_switch_without_its_check,
)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda one: one.__name__)
def test_a_planted_fault_is_found(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    assert any(simulate(seed, 200, old_options(seed), replays=False).violation for seed in SEEDS)
