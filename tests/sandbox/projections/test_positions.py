"""Position, order and fill rows show the engine's own figures."""

from fractions import Fraction

from sandbox.messages.commands import PlaceOrder
from sandbox.messages.events import OrderFilled
from sandbox.projections.adl_queue import adl_rows, lights_of
from sandbox.projections.orders import order_rows
from sandbox.projections.positions import position_rows
from sandbox.values.assets import decimal_text
from tests.support.builders import BTC, ETH, START, World, a_trader, an_opening, atoms, held


def a_world(**rules: object) -> World:
    traders = (
        a_trader("short-1", "5000", held(BTC, "short", "2", "7934.0")),
        a_trader("short-2", "5000", held(BTC, "short", "1", "8500.0")),
    )
    world = World(an_opening(traders=traders))
    world.do(1, BTC="7934.0")
    order = PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20))
    world.do(1, order)
    return world


def test_the_worked_example() -> None:
    (row,) = position_rows(a_world().state)
    assert (row.position, row.contract, row.side, row.lots, row.asset) == ("p1", BTC, "long", 2_000, "USDT")
    assert row.entry_price == 7934
    assert row.margin_atoms == atoms("793.4") == row.initial_margin_atoms
    assert row.maintenance_atoms == atoms("63.472")
    assert row.margin_ratio == Fraction(8, 100)
    assert row.liquidation_price is not None and decimal_text(row.liquidation_price) == "7567.570281124498"
    assert row.liquidation_tick == 75_675
    assert row.bankruptcy_price == Fraction("7537.3")
    assert (row.mark_ticks, row.unrealised_atoms, row.signed_lots) == (79_340, 0, 2_000)
    assert (row.liquidating, row.liquidation, row.stage_due_ns) == (False, None, None)


def test_a_running_liquidation_shows_its_stage() -> None:
    world = a_world()
    world.do(2, BTC="7500.0")
    (row,) = position_rows(world.state)
    assert (row.liquidating, row.liquidation, row.stage, row.stage_number) == (True, "liq-1", "take_over", 1)
    assert row.stage_due_ns == START + 4 * 10**9
    assert row.removable_atoms == 0


def test_a_position_without_a_price_has_no_figures_yet() -> None:
    world = World(an_opening(traders=(a_trader("short-1", "5000", held(ETH, "short", "2", "200")),)))
    (row,) = position_rows(world.state, "short-1")
    assert (row.mark_ticks, row.margin_ratio, row.liquidation_price, row.side) == (None, None, None, "short")
    assert row.entry_price == 200


def test_a_cross_position_shows_its_units_figures() -> None:
    world = a_world()
    rows = position_rows(world.state, "short-1")
    assert rows[0].unit == "short-1/cross/USDT"
    assert rows[0].unit_equity_atoms == atoms("5000")
    assert rows[0].margin_atoms == atoms("1586.8")


def test_resting_orders_and_fills() -> None:
    world = a_world()
    world.do(2, PlaceOrder(contract=ETH, side="long", lots=1_000, price_ticks=20_000, name="dip"), ETH="210")
    (order,) = order_rows(world.state)
    assert (order.order, order.name, order.side, order.price_ticks, order.lots) == ("o2", "dip", "long", 20_000, 1_000)
    assert (order.held_atoms, order.asset) == (atoms("10"), "USDT")
    assert order_rows(world.state, "short-1") == ()
    events = world.do(3, ETH="199")
    assert order_rows(world.state) == ()
    (fill,) = (one for one in events if isinstance(one, OrderFilled))
    assert (fill.order, fill.price_ticks, fill.maker) == ("o2", 19_900, True)


def test_the_queue_is_ranked_with_lights() -> None:
    world = a_world()
    world.do(2, BTC="7800.0")
    rows = adl_rows(world.state, BTC, "short")
    assert [(row.owner, row.rank, row.lights) for row in rows] == [("short-2", 1, 5), ("short-1", 2, 3)]
    assert [row.lots for row in rows] == [1_000, 2_000]
    assert [row.owner for row in adl_rows(world.state, BTC, "long")] == ["you"]
    assert [lights_of(rank, 10) for rank in range(1, 11)] == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert lights_of(0, 0) == 0
