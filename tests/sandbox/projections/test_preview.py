"""A preview is what sending the order would do, and leaves no trace."""

from copy import deepcopy
from fractions import Fraction

from sandbox.messages.commands import PlaceOrder
from sandbox.projections.positions import position_rows
from sandbox.projections.preview import copy_state, preview_order
from sandbox.projections.reach import loss_reach
from tests.support.builders import BTC, ETH, World, an_opening, atoms
from tests.support.stories import liquidating_world


def a_world(*, fees: bool = True) -> World:
    world = World(an_opening(fees=fees))
    world.do(1, BTC="7934.0", ETH="200")
    return world


def a_long(lots: int = 2_000, **changes: object) -> PlaceOrder:
    values: dict[str, object] = {"margin_mode": "isolated", "leverage": Fraction(20)}
    return PlaceOrder(contract=BTC, side="long", lots=lots, **(values | changes))  # type: ignore[arg-type]


def test_a_market_order_previews_what_it_then_does() -> None:
    world = a_world()
    before = deepcopy(world.state)
    found = preview_order(world.state, a_long())
    assert world.state == before or world.state.balances.items() == before.balances.items()
    assert world.state.positions == {} and world.state.order_count == 0
    world.do(1, a_long())
    (row,) = position_rows(world.state)
    assert found.refused is None and found.before is None and found.after == row
    assert found.open_fee_atoms == atoms("7.934")  # 15,868 at 0.05 %
    assert found.close_fee_atoms == atoms("7.934")
    assert found.cost_atoms == atoms("801.334")
    assert (found.worst_before_atoms, found.worst_after_atoms) == (0, atoms("793.4"))
    assert not found.rests and not found.liquidates


def test_a_refusal_is_previewed_with_its_arithmetic() -> None:
    found = preview_order(a_world().state, a_long(lots=4_000))
    assert found.refused is not None and found.after is None
    assert (found.refused.reason, found.refused.available_text) == ("INSUFFICIENT_BALANCE", "1240")


def test_a_limit_order_is_shown_resting_and_filled_at_its_price() -> None:
    world = a_world()
    found = preview_order(world.state, a_long(lots=1_000, price_ticks=70_000))
    assert found.rests and found.after is not None
    assert found.held_atoms == atoms("353.5") == found.cost_atoms  # 7,000 / 20 + 0.05 %
    assert (found.after.entry_price, found.after.mark_ticks) == (7_000, 70_000)
    assert found.open_fee_atoms == atoms("1.4")  # as a maker
    assert world.state.marks[BTC] == 79_340 and not world.state.orders


def test_an_addition_shows_before_and_after() -> None:
    world = a_world(fees=False)
    world.do(1, a_long(lots=1_000))
    found = preview_order(world.state, a_long(lots=500))
    assert found.before is not None and found.after is not None
    assert (found.before.lots, found.after.lots) == (1_000, 1_500)
    assert found.close_fee_atoms == 0


def test_a_copy_steps_apart_from_its_original_while_a_liquidation_runs() -> None:
    world = liquidating_world()
    trial = copy_state(world.state)
    assert trial == world.state or trial.balances.items() == world.state.balances.items()
    one = next(iter(trial.liquidations.values()))
    one.legs[0].sold_lots = 77
    one.stage = "close"
    trial.marks[ETH] = 1
    trial.orders.clear()
    mine = next(iter(world.state.liquidations.values()))
    assert (mine.legs[0].sold_lots, mine.stage) == (0, "take_over") and ETH not in world.state.marks
    refused = preview_order(world.state, a_long(lots=1)).refused
    assert refused is not None and refused.reason == "UNIT_LIQUIDATING"


def test_the_reach_adds_up_in_the_quote() -> None:
    world = a_world(fees=False)
    world.do(1, a_long())
    found = loss_reach(world.state)
    assert found.worst_value_atoms == atoms("793.4")
    spot = found.row("spot", "BTC")
    assert spot is not None and not spot.reachable and spot.worst_loss_atoms == 0
    assert found.row("savings", "BTC") is None
