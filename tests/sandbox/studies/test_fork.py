"""A live account as an opening: played on unchanged it ends where the session itself ends."""

import pytest
from msgspec.structs import replace

from sandbox.engine.state import State
from sandbox.ledger.accounts import LIQUIDITY, YOU
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.commands import PlaceOrder, SetAutoTopUp
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.projections.wallets import wallet_rows
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.studies.fork import opening_from_now
from sandbox.values.limits import NS_PER_SECOND
from sandbox.values.problems import Problem
from tests.support.builders import BTC

MINUTE = 60 * NS_PER_SECOND


def ending(state: State) -> object:
    """Return all that counts at the end, whatever the parts are called; the market's liquidity is left out."""
    funds = sorted((account, asset, atoms) for account, asset, atoms in state.balances.items() if "fund" in account)
    traders = sorted(
        (account, asset, atoms)
        for account, asset, atoms in state.balances.items()
        if account.split("/")[0] in state.trader_names
    )
    positions = sorted(
        (one.owner, one.contract, one.lots, one.open_value_atoms, one.margin_mode)
        for one in state.positions.values()
        if one.owner != LIQUIDITY
    )
    return wallet_rows(state), funds, traders, positions, sorted(state.marks.items())


def played(opening: Opening, minutes: int | None = None) -> Session:
    session = Session.create(MemoryJournal(opening))
    if minutes is None:
        session.play_to_end()
    else:
        session.advance_to(opening.starts_ns + minutes * MINUTE)
    return session


# Before anything, with two compartments, after the first liquidation, in the evening, at the very end.
@pytest.mark.parametrize("minutes", [0, 5, 300, 402, 1_000, 10_000])
def test_played_on_it_ends_as_the_session_does(minutes: int) -> None:
    opening = load_scenario("black-thursday")
    fork = opening_from_now(played(opening, minutes))
    assert ending(played(fork).state) == ending(played(opening).state)


def test_orders_and_top_ups_go_along() -> None:
    opening = load_scenario("black-thursday")
    order = PlaceOrder(contract=BTC, side="short", lots=500, price_ticks=90_000, reduce_only=True, name="take profit")
    at_ns = opening.starts_ns + 3 * MINUTE
    commands = sorted(
        [
            *opening.commands,
            PlannedCommand(at_ns=at_ns, command=order, action="order"),
            PlannedCommand(
                at_ns=at_ns, command=SetAutoTopUp(contract=BTC, on=True, limit_atoms=5), action="auto_top_up"
            ),
        ],
        key=lambda one: one.at_ns,
    )
    session = played(replace(opening, commands=tuple(commands)), 5)
    fork = played(opening_from_now(session), 0)
    (kept,), (before,) = fork.state.orders.values(), session.state.orders.values()
    assert replace(kept, order="", cause="") == replace(before, order="", cause="")
    assert fork.state.auto_top_ups == session.state.auto_top_ups == {(YOU, BTC): 5}


def test_a_running_liquidation_is_waited_for() -> None:
    opening = load_scenario("black-thursday")
    session = Session.create(MemoryJournal(opening))
    while not session.state.liquidations:
        session.step_event()
    with pytest.raises(Problem, match="a liquidation runs; compare again when it is released"):
        opening_from_now(session)
