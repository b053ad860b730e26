"""Faults of funds, claims and the exchange itself, planted into the engine: the auditor finds each one."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.engine import claims, exchange, phases, waterfall
from sandbox.ledger.accounts import INSURANCE_FUND
from sandbox.risk import insurance_fund
from tests.simulation.options import BRANCHES, FUNDS, GAPS, OUTAGES, REFUSALS, TRADERS, old_options
from tests.simulation.run import how_to_see, shrink
from tests.simulation.simulation import simulate

CLASSES = {FUNDS, OUTAGES, GAPS, TRADERS, REFUSALS}
SEEDS = (20, 2, 1, 10, *range(3, 260))  # those that show a fault first
Plant = Callable[[pytest.MonkeyPatch], None]


def a_draw_on_the_shared_fund(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(waterfall, "fund_of", lambda state, contract: INSURANCE_FUND)


def a_cap_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(waterfall, "lots_held", lambda room, lots, value: lots)


def a_cap_twice_as_wide(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(waterfall, "cap_atoms", lambda cap, atoms: 2 * insurance_fund.cap_atoms(cap, atoms))


def a_fund_that_never_pays(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(waterfall, "fund_budget", lambda *_: 0)


def a_claim_on_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(claims, "claim_account", lambda owner, asset: f"debt/claim/{asset}/nobody")


def a_claim_an_atom_short(patch: pytest.MonkeyPatch) -> None:
    real = claims.ClaimLeft
    patch.setattr(claims, "ClaimLeft", lambda **told: real(**{**told, "atoms": told["atoms"] - 1}))


def a_loss_socialised_in_a_book_with_claims(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(phases, "leave_claims", lambda turn: None)


def an_outage_that_lets_transfers_through(patch: pytest.MonkeyPatch) -> None:
    real = phases.refuse_by_exchange
    asks = lambda command: type(command).__name__ != "TransferMoney"  # noqa: E731
    patch.setattr(
        phases, "refuse_by_exchange", lambda turn, number, command: asks(command) and real(turn, number, command)
    )


def an_outage_that_stays(patch: pytest.MonkeyPatch) -> None:
    real = exchange.OutageSet
    patch.setattr(exchange, "OutageSet", lambda **told: real(**{**told, "on": True}))


def a_failed_exchange_that_goes_on(patch: pytest.MonkeyPatch) -> None:
    def emit(turn: Any, number: int, command: Any) -> None:
        exchange.decide_exchange(turn, number, command)
        turn.state.has_failed = False

    patch.setattr(phases, "decide_exchange", emit)


PLANTS = (
    a_draw_on_the_shared_fund,
    a_cap_forgotten,
    a_cap_twice_as_wide,
    a_fund_that_never_pays,
    a_claim_on_nobody,
    a_claim_an_atom_short,
    a_loss_socialised_in_a_book_with_claims,
    an_outage_that_lets_transfers_through,
    an_outage_that_stays,
    a_failed_exchange_that_goes_on,
)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_found(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    found = (simulate(seed, 200, old_options(seed) | CLASSES, replays=False) for seed in SEEDS)
    assert any(one.violation for one in found)


def test_a_violation_is_shrunk_to_the_fewest_classes_and_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    a_claim_an_atom_short(monkeypatch)
    found = simulate(2, 200, old_options(2) | CLASSES | {BRANCHES}, replays=False)
    short = shrink(found)
    assert short.violation and short.step <= found.step
    assert FUNDS in short.options and not short.options & {OUTAGES, BRANCHES, REFUSALS}
    assert how_to_see(short).startswith(f"python -m tests.simulation.run --seed 2 --steps {short.step} --classes ")
