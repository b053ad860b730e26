"""The order of death against the engine: at the share foretold that unit is liquidated, a step before it is not."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sandbox.engine.state import State
from sandbox.engine.step import step
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.events import LiquidationStarted
from sandbox.messages.inputs import PriceUpdate, StepInput
from sandbox.projections.order_of_death import FINE, Death, order_of_death
from sandbox.projections.preview import copy_state
from sandbox.rulebook.records import Rulebook
from sandbox.values.rounding import round_half_even
from tests.sandbox.projections.test_derivations import BOOKS, HOLDINGS, Holding, account
from tests.support.builders import BTC, ETH, World, a_rulebook, an_opening


def liquidated(state: State, ticks: dict[str, int]) -> set[str]:
    """Ask the engine which units of yours a step at these marks liquidates."""
    trial = copy_state(state)
    updates = tuple(PriceUpdate(contract=name, price_ticks=price) for name, price in ticks.items())
    events = step(trial, StepInput(now_ns=state.now_ns, prices=updates))
    return {one.unit for one in events if isinstance(one, LiquidationStarted) and one.owner == "you"}


def just_before(state: State, death: Death) -> dict[str, int]:
    """Return the marks one tick (of a pool: one step) before a unit dies."""
    if len(death.marks) == 1 and state.account_mode == "segregated":
        return {death.contracts[0]: death.ticks[0] + (1 if death.move < 0 else -1)}
    move = death.move + (FINE if death.move < 0 else -FINE)
    return {name: max(1, round_half_even(state.marks[name] * (1 + move))) for name in death.marks}


@pytest.mark.parametrize("book", BOOKS, ids=[one.id for one in BOOKS])
@given(
    holdings=st.lists(HOLDINGS, min_size=2, max_size=3),
    cash=st.integers(0, 3_000),
    mode=st.integers(0, 2),
    coins=st.integers(0, 300),
)
@settings(max_examples=8, deadline=None)
def test_each_unit_dies_where_it_is_foretold(
    book: Rulebook, holdings: list[Holding], cash: int, mode: int, coins: int
) -> None:
    regimes = book.collateral.regimes
    state = account(book, holdings, cash, regimes[mode % len(regimes)], coins)
    assume(state is not None)
    assert state is not None
    found = order_of_death(state)
    for deaths, survivors in ((found.falling, found.falling_survivors), (found.rising, found.rising_survivors)):
        assert [abs(one.move) for one in deaths] == sorted(abs(one.move) for one in deaths)
        assert not {one.unit for one in deaths} & set(survivors)
        for death in deaths:
            assert death.unit in liquidated(state, death.marks)
            assert death.unit not in liquidated(state, just_before(state, death))


def test_the_thinner_compartment_dies_first_and_a_short_only_when_prices_rise() -> None:
    world = World(an_opening(a_rulebook(), contract="5000"))
    world.do(1, BTC="8000", ETH="200")
    world.do(2, PlaceOrder(contract=BTC, side="long", lots=1_000, margin_mode="isolated", leverage=Fraction(10)))
    world.do(3, PlaceOrder(contract=ETH, side="short", lots=10_000, margin_mode="isolated", leverage=Fraction(25)))
    found = order_of_death(world.state)
    assert [one.contracts for one in found.falling] == [(BTC,)] and found.falling_survivors == ("you/isolated/p2",)
    assert [one.contracts for one in found.rising] == [(ETH,)] and found.rising_survivors == ("you/isolated/p1",)
    assert found.falling[0].ticks == (72_289,) and found.falling[0].move == Fraction(72_289 - 80_000, 80_000)


def test_a_hedged_pool_may_live_through_everything() -> None:
    world = World(an_opening(a_rulebook(), contract="5000"))
    world.do(1, BTC="8000", ETH="200")
    world.do(2, PlaceOrder(contract=BTC, side="long", lots=1_000, margin_mode="cross", leverage=Fraction(10)))
    world.do(3, PlaceOrder(contract=ETH, side="short", lots=40_000, margin_mode="cross", leverage=Fraction(10)))
    found = order_of_death(world.state)
    assert found.falling == () and found.rising == () and found.rising_survivors == ("you/cross/USDT",)
