"""The stress line's answer is what the engine then does at that price, and asking leaves no trace."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.engine.due import next_due_ns
from sandbox.engine.step import step
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.inputs import PriceUpdate, StepInput
from sandbox.projections.positions import position_rows
from sandbox.projections.preview import copy_state
from sandbox.projections.stress import stress
from sandbox.projections.wallets import contract_summary
from tests.support.builders import BTC, ETH, START, World, an_opening, atoms


def a_world(mode: str = "isolated", side: str = "long") -> World:
    world = World(an_opening(contract="3000"))
    world.do(0, BTC="7934.0", ETH="200.00")
    world.do(1, PlaceOrder(contract=BTC, side=side, lots=2000, margin_mode=mode, leverage=Fraction(20)))
    return world


def test_a_price_short_of_liquidation_takes_nothing() -> None:
    (unit,) = stress(a_world().state, BTC, 79_000).units
    assert not unit.liquidated and unit.taken_atoms == 0
    assert unit.change_atoms == atoms("-68")
    assert unit.equity_atoms == atoms("725.4")
    assert unit.contracts == (BTC,) and unit.sides == ("long",)


def test_a_price_beyond_bankruptcy_takes_the_compartment_and_no_more() -> None:
    (unit,) = stress(a_world().state, BTC, 70_000).units
    assert unit.liquidated and unit.ratio is None
    assert unit.taken_atoms == atoms("793.4")


@pytest.mark.parametrize("side", ["long", "short"])
def test_the_liquidation_tick_is_the_first_that_liquidates(side: str) -> None:
    world = a_world(side=side)
    (row,) = position_rows(world.state)
    assert row.liquidation_tick is not None
    away = 1 if side == "long" else -1
    assert stress(world.state, BTC, row.liquidation_tick).units[0].liquidated
    assert not stress(world.state, BTC, row.liquidation_tick + away).units[0].liquidated


def test_a_unit_without_that_contract_stays_at_its_mark() -> None:
    world = a_world()
    world.do(2, PlaceOrder(contract=ETH, side="short", lots=5_000, margin_mode="isolated", leverage=Fraction(10)))
    by_contract = {unit.contracts: unit for unit in stress(world.state, BTC, 70_000).units}
    assert by_contract[(BTC,)].liquidated
    assert not by_contract[(ETH,)].liquidated and by_contract[(ETH,)].change_atoms == 0


def test_without_a_position_nothing_is_at_stake() -> None:
    world = World(an_opening())
    world.do(0, BTC="7934.0")
    assert stress(world.state, BTC, 100).units == ()


@given(st.sampled_from(["isolated", "cross"]), st.sampled_from(["long", "short"]), st.integers(40_000, 160_000))
@settings(max_examples=40, deadline=None)
def test_taken_equals_what_the_wallet_loses_when_the_price_goes_there(mode: str, side: str, ticks: int) -> None:
    state = a_world(mode, side).state
    before = contract_summary(state).wallet_atoms
    kept = (dict(state.marks), list(state.balances.items()), len(state.liquidations))
    (unit,) = stress(state, BTC, ticks).units
    assert kept == (dict(state.marks), list(state.balances.items()), len(state.liquidations))
    moved = copy_state(state)
    step(moved, StepInput(now_ns=START + 2 * 10**9, prices=(PriceUpdate(contract=BTC, price_ticks=ticks),)))
    while (due_ns := next_due_ns(moved)) is not None:
        step(moved, StepInput(now_ns=due_ns))
    assert before - contract_summary(moved).wallet_atoms == unit.taken_atoms
    assert unit.liquidated == (("you", BTC) not in moved.positions)
