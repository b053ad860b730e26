"""Hedge mode: a long and a short of one contract stand apart, each with its settings, its compartment, its orders."""

from fractions import Fraction

import pytest
from msgspec.structs import replace

from sandbox.engine.invariants import check_invariants
from sandbox.engine.sides import SIDE
from sandbox.messages import commands as cmd
from sandbox.messages import events as ev
from sandbox.messages.codec import encode_event
from sandbox.messages.inputs import FundingUpdate
from sandbox.messages.reasons import Reason
from sandbox.messages.triggers import STOP, Trigger
from sandbox.projections.derivations import derive_position
from sandbox.projections.liquidation_rows import LiquidationFold
from sandbox.rulebook.records import HEDGE, ONE_WAY, PositionRules, Rulebook
from tests.support.builders import BTC, START, World, a_rulebook, a_trader, an_opening, atoms, held


def side_book(**rules: object) -> Rulebook:
    return replace(a_rulebook(**rules), positions=PositionRules(settings_per=SIDE))


def a_hedger(book: Rulebook | None = None, **more: object) -> World:
    world = World(replace(an_opening(book or side_book(), **more), position_mode=HEDGE))
    world.do(0, BTC="8000.0")
    return world


def order(side: str, lots: int, mode: str = "cross", leverage: int = 10, **more: object) -> cmd.PlaceOrder:
    return cmd.PlaceOrder(contract=BTC, side=side, lots=lots, margin_mode=mode, leverage=Fraction(leverage), **more)


def refusals(events: tuple[ev.Event, ...]) -> list[str]:
    return [one.reason for one in events if isinstance(one, ev.CommandRefused)]


def sizes(world: World) -> dict[str, int]:
    return {one.side: one.lots for one in world.state.positions_of("you")}


def test_both_sides_are_open_at_once_each_with_its_own_compartment_and_leverage() -> None:
    world = a_hedger()
    world.do(1, order("long", 1000, "isolated", 10), order("short", 500, "isolated", 20))
    long, short = world.state.held_in("you", BTC)
    assert (long.lots, short.lots) == (1000, -500)
    assert (long.leverage, short.leverage) == (10, 20)
    assert world.balance("contract/isolated/p1") == 800 and world.balance("contract/isolated/p2") == 200
    assert world.balance("contract") == 240


def test_a_close_says_which_side_where_both_are_open() -> None:
    world = a_hedger()
    world.do(1, order("long", 100), order("short", 50))
    assert refusals(world.do(2, cmd.ClosePosition(contract=BTC))) == [Reason.SIDE_NEEDED]
    assert refusals(world.do(3, cmd.AdjustMargin(contract=BTC, atoms=atoms("1")))) == [Reason.SIDE_NEEDED]
    world.do(4, cmd.ClosePosition(contract=BTC, side="long", lots=40))
    assert sizes(world) == {"long": 60, "short": -50}
    world.do(5, cmd.ClosePosition(contract=BTC, side="short"))
    assert sizes(world) == {"long": 60}
    assert refusals(world.do(6, cmd.ClosePosition(contract=BTC, side="short"))) == [Reason.NO_POSITION]
    world.do(7, cmd.ClosePosition(contract=BTC))  # only one is left: no side is needed
    assert sizes(world) == {}


def test_reduce_only_and_limit_orders_are_for_the_side_they_can_reduce() -> None:
    world = a_hedger()
    world.do(1, order("long", 100), order("short", 50))
    world.do(2, order("short", 30, reduce_only=True))  # sells 30 of the long
    assert sizes(world) == {"long": 70, "short": -50}
    world.do(3, order("long", 200, price_ticks=79_000, reduce_only=True))  # rests: buys the short back
    world.do(4, BTC="7900.0")
    assert sizes(world) == {"long": 70} and not world.state.orders


def test_the_mode_is_switched_with_nothing_open_alone() -> None:
    world = World(an_opening())
    world.do(0, BTC="8000.0")
    hedge, one_way = (cmd.SetPositionMode(position_mode=mode) for mode in (HEDGE, ONE_WAY))
    assert refusals(world.do(1, one_way)) == [Reason.NOT_IN_THIS_REGIME]
    assert not refusals(world.do(2, hedge)) and world.state.hedgers == {"you"}
    world.do(3, order("long", 10))
    assert refusals(world.do(4, one_way)) == [Reason.POSITION_OPEN]
    world.do(5, cmd.ClosePosition(contract=BTC), order("short", 10, price_ticks=90_000))
    assert refusals(world.do(6, one_way)) == [Reason.POSITION_OPEN]  # an order rests
    world.do(7, cmd.CancelOrder(contract=BTC))
    assert not refusals(world.do(8, one_way)) and not world.state.hedgers


def test_a_book_without_hedge_mode_refuses_the_switch() -> None:
    world = World(an_opening(replace(a_rulebook(), positions=PositionRules(modes=(ONE_WAY,)))))
    assert refusals(world.do(0, cmd.SetPositionMode(position_mode=HEDGE))) == [Reason.NOT_IN_THIS_REGIME]


def test_settings_are_shared_by_the_sides_where_the_book_keeps_them_per_contract() -> None:
    world = a_hedger(a_rulebook())
    world.do(1, order("long", 100, "cross", 10))
    assert refusals(world.do(2, order("short", 50, "isolated", 10))) == [Reason.POSITION_OPEN]
    assert refusals(world.do(3, order("short", 50, "cross", 20))) == [Reason.POSITION_OPEN]
    world.do(4, order("short", 50, "cross", 10))
    world.do(5, cmd.SetLeverage(contract=BTC, leverage=Fraction(25)))
    assert {one.leverage for one in world.state.positions_of("you")} == {25}


def test_leverage_is_set_for_one_side_where_the_book_keeps_it_per_side() -> None:
    world = a_hedger()
    world.do(1, order("long", 100), order("short", 50))
    world.do(2, cmd.SetLeverage(contract=BTC, leverage=Fraction(25), side="short"))
    assert {one.side: one.leverage for one in world.state.positions_of("you")} == {"long": 10, "short": 25}


def test_a_stop_that_belongs_to_one_side_closes_that_side_and_goes_with_it() -> None:
    world = a_hedger()
    world.do(1, order("long", 100), order("short", 50))
    stop = Trigger(kind=STOP, ticks=78_000)
    mine = cmd.PlaceOrder(contract=BTC, side="short", lots=1, trigger=stop, closes_position=True)
    assert refusals(world.do(2, mine)) == [Reason.SIDE_NEEDED]
    world.do(3, replace(mine, position_side="long"))
    above = replace(mine, position_side="short", trigger=Trigger(kind=STOP, ticks=90_000))
    world.do(4, above)
    world.do(5, BTC="7799.0")
    assert sizes(world) == {"short": -50} and len(world.state.orders) == 1
    world.do(6, cmd.ClosePosition(contract=BTC, side="short"))
    assert not world.state.orders


def test_an_isolated_long_is_liquidated_and_the_short_beside_it_stays() -> None:
    world = a_hedger()
    world.do(1, order("long", 1000, "isolated", 20), order("short", 500, "isolated", 20))
    events = world.do(2, BTC="7000.0")
    (started,) = [one for one in events if isinstance(one, ev.LiquidationStarted)]
    assert started.unit == "you/isolated/p1"
    assert refusals(world.do(3, order("long", 1, "isolated", 20))) == [Reason.UNIT_LIQUIDATING]
    assert not refusals(world.do(3.5, order("short", 1, "isolated", 20)))  # the other side is no part of it
    for second in range(4, 12):
        world.do(second)
        check_invariants(world.state)
    assert sizes(world) == {"short": -501}


@pytest.mark.parametrize("steps", ["brackets", "slices", "whole", "partial"])
@pytest.mark.parametrize("beyond", ["adl", "socialise"])
@pytest.mark.parametrize("gap", ["6800.0", "5000.0", "10.0"])
def test_a_cross_pair_is_taken_over_whole_and_the_pool_ends_at_zero(steps: str, beyond: str, gap: str) -> None:
    book = side_book(steps=steps, beyond_fund=beyond, takeover_share=Fraction(2, 3))
    short = replace(a_trader("short-1", "100000", held(BTC, "short", "1", "8000")), position_mode=HEDGE)
    short = replace(short, positions=(*short.positions, held(BTC, "long", "0.3", "8000")))
    world = World(replace(an_opening(book, fund="20", traders=(short,)), position_mode=HEDGE))
    world.do(0, BTC="8000.0")
    world.do(1, order("long", 1500, leverage=20), order("short", 400, leverage=20))
    fold, steps_seen = LiquidationFold(), []
    before = world.balance("contract")
    for second in range(2, 30):
        steps_seen = world.do(second, BTC=gap)
        fold.take(START + second, steps_seen)
        check_invariants(world.state)
    assert not world.state.liquidations and not world.state.desk
    rows = {row.side: row for row in fold.rows.values() if row.owner == "you"}
    assert set(rows) == {"long", "short"}
    lost = sum(row.lost_atoms for row in rows.values())
    assert lost == atoms(str(before)) - world.state.balances.of("contract", "USDT")
    if not world.state.positions_of("you"):
        assert rows["long"].liquidated_lots == 1500 and rows["short"].liquidated_lots == 400
    for row in rows.values():
        assert row.closed_lots == row.liquidated_lots


def test_funding_is_paid_by_one_side_and_received_by_the_other() -> None:
    world = a_hedger(side_book(), contract="10000")
    world.do(1, order("long", 1000), order("short", 400))
    before = world.balance("contract")
    world.do(2, funding=(FundingUpdate(contract=BTC, rate=Fraction(1, 1000)),))
    assert before - world.balance("contract") == 8 - Fraction(32, 10)  # 8,000 x 0.1 % less 3,200 x 0.1 %


def test_top_up_is_kept_for_each_side() -> None:
    world = a_hedger()
    world.do(1, order("long", 1000, "isolated", 50), order("short", 400, "isolated", 50))
    world.do(2, cmd.SetAutoTopUp(contract=BTC, on=True, limit_atoms=atoms("100"), side="long"))
    events = world.do(3, BTC="7870.0")
    assert [(one.slot, one.position) for one in events if isinstance(one, ev.MarginToppedUp)] == [("long", "p1")]
    assert not [one for one in world.do(4, BTC="8200.0") if isinstance(one, ev.MarginToppedUp)]
    assert any(one.unit == "you/isolated/p2" for one in world.state.liquidations.values())


def test_events_of_one_way_accounts_say_nothing_of_sides() -> None:
    world = World(an_opening())
    world.do(0, BTC="8000.0")
    world.do(1, order("long", 100), order("short", 30))
    assert sizes(world) == {"long": 70}
    assert not [one for one in world.events if b'"slot"' in encode_event(one)]


def test_the_shared_liquidation_price_is_worked_out_from_both_sides() -> None:
    world = a_hedger(contract="3000")
    world.do(1, order("long", 2000), order("short", 1000))
    for position in world.state.positions_of("you"):
        found = next(one for one in derive_position(world.state, position) if one.figure == "liquidation_price")
        # 3,000 + 1 x (p - 8,000) = 0.004 x 3 p
        assert found.formula == "liquidation_hedged_linear" and found.exact == Fraction(5000) / Fraction("0.988")
