"""Faults of the side doors, planted into the engine: the auditor finds each one."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from sandbox.engine import auto_transfer, decide_health, evolve
from tests.simulation.options import old_options
from tests.simulation.simulation import DOOR_SEEDS, simulate

SEEDS = [35, 31, 139, 355, 451, *DOOR_SEEDS, *range(43, 800, 8)]  # those that show a fault first
Plant = Callable[[pytest.MonkeyPatch], None]


def a_limit_forgotten(patch: pytest.MonkeyPatch) -> None:
    real = evolve._WRITERS[auto_transfer.AutoTransferred]
    stays = lambda state, event: real(state, replace(event, left_atoms=state.auto_transfers[event.wallet, event.asset]))  # noqa: E731
    patch.setitem(evolve._WRITERS, auto_transfer.AutoTransferred, stays)


def a_door_that_never_opens(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(decide_health, "bring_in", lambda turn, unit: unit)


def an_atom_too_few_brought(patch: pytest.MonkeyPatch) -> None:
    real = auto_transfer.lacking_atoms
    patch.setattr(auto_transfer, "lacking_atoms", lambda unit, rules: real(unit, rules) - 1)


def funding_served_first(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(auto_transfer, "DOOR_WALLETS", ("funding", "spot"))


def a_door_out_of_a_wallet_that_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(auto_transfer, "is_pooled", lambda *_: False)


def a_switch_during_a_liquidation(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(auto_transfer, "pool_is_liquidating", lambda *_: False)


def more_moved_than_told(patch: pytest.MonkeyPatch) -> None:
    real = auto_transfer.Turn.transfer

    def transfer(turn: Any, debit: str, credit: str, asset: str, atoms: int, cause: str) -> None:
        more = cause.startswith("auto-transfer-") and turn.state.balances.of(debit, asset) > atoms
        real(turn, debit, credit, asset, atoms + 1 if more else atoms, cause)

    patch.setattr(auto_transfer.Turn, "transfer", transfer)


PLANTS = (
    a_limit_forgotten,
    a_door_that_never_opens,
    an_atom_too_few_brought,
    funding_served_first,
    a_door_out_of_a_wallet_that_counts,
    a_switch_during_a_liquidation,
    more_moved_than_told,
)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda one: one.__name__)
def test_a_planted_fault_is_found(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    assert any(simulate(seed, 200, old_options(seed), replays=False).violation for seed in SEEDS)
