"""The witness of a reach: never more than the rules say, exactly as much for plain accounts, and a hole is seen."""

import random
from fractions import Fraction

import pytest
from msgspec.structs import replace

from sandbox.ledger.accounts import YOU
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.commands import PlaceOrder, SetAutoTopUp
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.projections.summary import RunRecord, conservation
from sandbox.rulebook.records import Fees
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.studies import witness
from sandbox.studies.equity_lines import held
from sandbox.studies.fork import opening_from_now
from sandbox.studies.witness import find_witness
from tests.support.builders import BTC, ETH, SECOND, SOL, START, a_rulebook, an_opening, atoms, price_columns

TICKS = {BTC: 79_340, ETH: 20_000, SOL: 20_000}
LOTS = {BTC: (10, 1_500), ETH: (500, 40_000), SOL: (500, 40_000)}


def an_account(seed: int, *, rests: bool, tops_up: bool = False) -> Opening:
    """Return a random segregated account as it stands after its orders; some of them rest where `rests`."""
    rng = random.Random(seed)
    rules = {"steps": rng.choice(["brackets", "slices", "whole"]), "fee": rng.choice([Fraction(0), Fraction(5, 1000)])}
    fund, fees = rng.choice(["0", "300", "50000"]), rng.random() < 0.5
    opening = an_opening(
        a_rulebook(Fees(), stage_ns=SECOND, **rules), contract=str(rng.randint(500, 5_000)), fund=fund, fees=fees
    )
    commands: list[PlannedCommand] = []
    for at, contract in enumerate(rng.sample(sorted(LOTS), rng.randint(1, 3)), start=1):
        mode, side = rng.choice(["isolated", "cross"]), rng.choice(["long", "short"])
        away = rng.randint(80, 99) if side == "long" else rng.randint(101, 120)
        order = PlaceOrder(
            contract=contract,
            side=side,
            lots=rng.randint(*LOTS[contract]),
            margin_mode=mode,
            leverage=Fraction(rng.choice([2, 5, 10, 20])),
            price_ticks=TICKS[contract] * away // 100 if rests and rng.random() < 0.3 else None,
        )
        commands.append(PlannedCommand(at_ns=START + at * SECOND, command=order, action="order"))
        if tops_up and mode == "isolated":
            switch = SetAutoTopUp(contract=contract, on=True, limit_atoms=rng.choice([None, atoms("50")]))
            commands.append(PlannedCommand(at_ns=START + at * SECOND, command=switch, action="auto_top_up"))
    prices = price_columns([(START, name, ticks) for name, ticks in TICKS.items()])
    session = Session.create(
        MemoryJournal(replace(opening, commands=tuple(commands), prices=prices, ends_ns=START + 10 * SECOND))
    )
    session.play_to_end()
    return opening_from_now(session)


@pytest.mark.parametrize("seed", range(80))
def test_positions_alone_lose_exactly_their_reach(seed: int) -> None:
    found = find_witness(an_account(seed, rests=False))
    assert found is None or found.is_exact, found and (found.lost, found.reach)


@pytest.mark.parametrize("seed", range(60))
def test_resting_orders_and_top_ups_never_take_more_than_the_reach(seed: int) -> None:
    found = find_witness(an_account(seed, rests=True, tops_up=True))
    if found is not None:
        assert all(found.lost[place] <= found.reach[place] for place in found.reach)


def test_the_witness_is_a_scenario_that_can_be_played_to_the_same_loss() -> None:
    opening = load_scenario("black-thursday")
    session = Session.create(MemoryJournal(opening))
    session.advance_to(opening.starts_ns + 300 * SECOND)
    found = find_witness(opening_from_now(session))
    assert found is not None and found.is_exact
    played = Session.create(MemoryJournal(found.opening))
    played.play_to_end()
    before, after = held(session.state), held(played.state)
    assert before["contract", "USDT"] - after["contract", "USDT"] == found.reach["contract", "USDT"]
    assert {place for place in before if before[place] != after[place]} == {("contract", "USDT")}
    assert not played.state.positions_of(YOU)
    assert set(conservation(played.state, RunRecord()).values()) == {"0"}


def test_nothing_at_stake_has_no_witness() -> None:
    opening = an_opening()
    assert find_witness(replace(opening, prices=price_columns([(START, BTC, 79_340)]))) is None


def test_a_reach_that_forgets_the_fee_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long without leverage ends at the lowest tick: all but the fee is its loss; the reach must hold the fee."""
    opening = an_opening(a_rulebook(Fees()), contract="5000")
    order = PlaceOrder(contract=BTC, side="long", lots=100, margin_mode="cross", leverage=Fraction(1))
    planned = (PlannedCommand(at_ns=START, command=order, action="order"),)
    prices = price_columns([(START, BTC, 79_340)])
    session = Session.create(MemoryJournal(replace(opening, commands=planned, prices=prices, ends_ns=START)))
    session.play_to_end()
    told = find_witness(opening_from_now(session))
    assert told is not None and told.is_exact
    real = witness.reach_rows
    monkeypatch.setattr(
        witness,
        "reach_rows",
        lambda state: tuple(replace(row, worst_loss_atoms=row.worst_loss_atoms - 1) for row in real(state)),
    )
    caught = find_witness(opening_from_now(session))
    assert caught is not None and caught.lost[("contract", "USDT")] == caught.reach[("contract", "USDT")] + 1
