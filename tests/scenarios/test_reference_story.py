"""The story of the teaching book, played by the engine: four slices, who pays what, and an order's preview."""

from fractions import Fraction

import pytest

from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.messages.commands import AdjustMargin, PlaceOrder
from sandbox.messages.events import DeskClosed, Event, LiquidationLeg, LiquidationReduced, PositionTakenOver
from sandbox.projections.positions import position_rows
from sandbox.projections.preview import preview_order
from tests.support.builders import BTC, ETH, World, an_opening, atoms

FILLS = ("7458.2", "7441.6", "7418.4", "7396.0")


def the_long() -> World:
    """Long 2.000 at 7,934.0 with 20x, 206.60 added: 1,000.00 at stake; no trading fees."""
    world = World(an_opening(load_rulebook("bulkhead-teaching"), contract="1650", fund="50000"))
    world.do(0, BTC="7934.0", ETH="200.00")
    world.do(1, PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20)))
    world.do(2, AdjustMargin(contract=BTC, atoms=atoms("206.60")))
    return world


def test_the_long_shows_its_figures_before_anything_happens() -> None:
    world = the_long()
    (row,) = position_rows(world.state)
    assert row.margin_atoms == atoms("1000") and row.mark_value_atoms == atoms("15868")
    assert row.liquidation_tick == 74_638
    assert row.bankruptcy_price == Fraction("7434.0")
    world.do(3, BTC="7846.2")
    (row,) = position_rows(world.state)
    assert row.unrealised_atoms == atoms("-175.60")
    assert row.maintenance_atoms == atoms("62.7696")


def test_an_order_beside_it_previews_its_own_worst_case() -> None:
    world = the_long()
    world.do(3, BTC="7846.2")
    found = preview_order(world.state, PlaceOrder(contract=BTC, side="long", lots=500, price_ticks=78_200))
    assert found.refused is None and found.rests and found.after is not None
    assert found.held_atoms == atoms("195.50")  # of 3,910.00 at 20x, here without a fee
    assert found.after.liquidation_tick == 74_628  # the first tick at or below 7,462.85
    assert found.worst_after_atoms == atoms("1195.50")


def test_a_short_of_ether_shows_its_figures() -> None:
    world = the_long()
    world.do(3, PlaceOrder(contract=ETH, side="short", lots=12_000, margin_mode="isolated", leverage=Fraction(10)))
    (row,) = [one for one in position_rows(world.state) if one.contract == ETH]
    assert (row.margin_atoms, row.liquidation_tick, row.bankruptcy_price) == (atoms("240"), 21_891, Fraction(220))


def slices() -> tuple[World, list[Event]]:
    """Play the fall: the trigger at 7,463.8, then a slice a second."""
    world, events = the_long(), []
    events += world.do(10, BTC="7463.9")
    assert not any(isinstance(one, LiquidationLeg) for one in events)
    events += world.do(11, BTC="7463.8")
    for second, price in enumerate(FILLS, start=12):
        events += world.do(second, BTC=price)
    events += world.do(16)
    return world, events


def test_four_slices_take_all_of_the_margin_and_a_little_of_the_fund() -> None:
    world, events = slices()
    (leg,) = [one for one in events if isinstance(one, LiquidationLeg)]
    assert leg.liquidation_price_text is not None and leg.liquidation_price_text.startswith("7463.8554")
    reduced = [one for one in events if isinstance(one, LiquidationReduced)]
    taken = [one for one in events if isinstance(one, PositionTakenOver)]
    closed = [one for one in events if isinstance(one, DeskClosed)]
    fills = [(one.price_ticks, one.lots) for one in (*reduced, *closed)]
    assert fills == [(int(Fraction(price) * 10), 500) for price in FILLS]
    yours = -sum(one.realised_atoms for one in reduced) + sum(one.lost_atoms for one in taken)
    drawn = sum(one.from_fund_atoms for one in closed)
    fees = sum(one.fee_atoms for one in reduced)
    assert (yours, drawn, fees) == (atoms("984.10"), atoms("26.80"), atoms("15.90"))
    assert yours + drawn == atoms("1010.90")  # the price loss
    assert yours + fees == atoms("1000.00")  # lost, and not an atom more
    assert world.balance("insurance_fund") == 50_000 - 26 - Fraction("0.80") + Fraction("15.90")


def test_four_slices_touch_no_other_wallet() -> None:
    world, _ = slices()
    assert world.balance("contract") == 650
    assert world.balance("spot") == 3_000
    assert world.balance("liquidation_desk") == 0
    assert not world.state.liquidations and world.state.positions == {}


@pytest.mark.parametrize("price", ["7463.9", "7464.0"])
def test_a_tick_above_the_liquidation_tick_leaves_it_alone(price: str) -> None:
    world = the_long()
    assert not any(isinstance(one, LiquidationLeg) for one in world.do(5, BTC=price))
