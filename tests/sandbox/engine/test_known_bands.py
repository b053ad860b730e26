"""A band remembered from the plan before is the band that would be found anew, whatever happened in between."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.engine.quiet import KnownBand, KnownBands, quiet_plan
from sandbox.messages.commands import Command, PlaceOrder
from sandbox.messages.triggers import Trigger
from tests.sandbox.engine.test_many_scan import BOOKS
from tests.support.builders import BTC, World, an_opening

TRAILING = Trigger(kind="trailing_stop", trail_ticks=900)


def order(side: str, lots: int, *, reduce_only: bool = False, trigger: Trigger | None = None) -> PlaceOrder:
    isolated = {} if reduce_only else {"margin_mode": "isolated", "leverage": Fraction(20)}
    return PlaceOrder(contract=BTC, side=side, lots=lots, reduce_only=reduce_only, trigger=trigger, **isolated)


COMMANDS: dict[str, Command] = {
    "more": order("long", 700),
    "less": order("short", 300, reduce_only=True),
    "trail": order("short", 200, reduce_only=True, trigger=TRAILING),
}


@pytest.mark.parametrize("book", BOOKS, ids=str)
@settings(max_examples=20)
@given(
    side=st.sampled_from(["long", "short"]),
    moves=st.lists(
        st.tuples(st.sampled_from(["", "", "", *COMMANDS]), st.integers(-700, 900)), min_size=3, max_size=30
    ),
)
def test_known_band_is_the_one_found_anew(book: str, side: str, moves: list[tuple[str, int]]) -> None:
    world, known, ticks = World(an_opening(BOOKS[book], contract="40000")), KnownBands(), 79_340
    world.do(0, BTC=str(ticks / 10))
    world.do(1, order(side, 2_000))
    for second, (command, move) in enumerate(moves, start=2):
        ticks = max(1_000, ticks + move)
        given_commands = (COMMANDS[command],) if command else ()
        world.do(second, *given_commands, BTC=str(ticks / 10))
        assert quiet_plan(world.state, known).bands == quiet_plan(world.state).bands


def test_known_band_of_a_changed_unit_is_found_anew() -> None:
    world, known = World(an_opening(contract="40000")), KnownBands()
    world.do(0, BTC="7934.0")
    world.do(1, order("long", 2_000))
    first = quiet_plan(world.state, known).bands[BTC]
    (name, kept) = next(iter(known.items()))
    known[name] = KnownBand(kept.unit, kept.rules, kept.warned, 1, 2**40)
    assert quiet_plan(world.state, known).bands[BTC].low == 1, "a price inside a known band asks no more"
    world.do(2, order("long", 500))
    assert quiet_plan(world.state, known).bands[BTC] == quiet_plan(world.state).bands[BTC]
    assert quiet_plan(world.state, known).bands[BTC].low >= first.low
