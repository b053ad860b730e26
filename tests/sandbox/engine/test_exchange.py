"""The exchange itself: what an outage refuses and what goes on, and what is left when it fails."""

from decimal import Decimal
from fractions import Fraction

from sandbox.engine.due import next_due_ns
from sandbox.engine.reach import reach_rows
from sandbox.messages.commands import (
    ClosePosition,
    FailExchange,
    PlaceOrder,
    SetOutage,
    ShowCaption,
    TradeSpot,
    TransferMoney,
)
from sandbox.messages.events import CommandRefused, ExchangeFailed, LiquidationReleased
from sandbox.projections.reach import loss_reach
from tests.support.builders import BTC, SECOND, World, a_rulebook, an_opening, atoms

OUT = TransferMoney(source="contract", target="spot", asset="USDT", atoms=1)


def long_two() -> World:
    """Open 2 BTC at 7,934.0, isolated at 20x: margin 793.4."""
    world = World(an_opening(a_rulebook(stage_ns=SECOND)))
    order = PlaceOrder(contract=BTC, side="long", lots=2000, margin_mode="isolated", leverage=Fraction(20))
    world.do(1, order, BTC="7934.0")
    return world


def reasons(world: World) -> list[tuple[str, str]]:
    """Return (action, reason) of every refusal so far."""
    return [(one.action, one.reason) for one in world.events if isinstance(one, CommandRefused)]


def test_an_outage_refuses_commands_while_a_liquidation_takes_its_course() -> None:
    world = long_two()
    world.do(2, SetOutage(on=True), ShowCaption(kind="say", text="nothing answers"))
    world.do(3, ClosePosition(contract=BTC), OUT, TradeSpot(side="sell", asset="BTC", atoms=1), BTC="7500.0")
    assert reasons(world) == [("close", "OUTAGE"), ("transfer", "OUTAGE"), ("spot", "OUTAGE")]
    for second in (4, 5, 6, 7):
        world.do(second)
    assert any(isinstance(one, LiquidationReleased) for one in world.events)
    world.do(8, OUT, SetOutage(on=False), OUT)
    assert reasons(world)[3:] == [("transfer", "OUTAGE")] and world.balance("spot") == 3000 + Decimal("1e-8")


def test_a_failed_exchange_stands_still_and_only_cold_is_out_of_its_reach() -> None:
    world = long_two()
    world.do(2, BTC="7500.0")
    assert next_due_ns(world.state) is not None
    before = loss_reach(world.state)
    assert ("spot", "BTC", atoms("1.25")) in before.if_exchange_fails
    assert all(wallet != "cold" for wallet, _, _ in before.if_exchange_fails)
    world.do(2.5, OUT, FailExchange(), ClosePosition(contract=BTC))
    assert next_due_ns(world.state) is None and isinstance(world.events[-2], ExchangeFailed)
    held = world.state.balances.items()
    world.do(3, FailExchange(), PlaceOrder(contract=BTC, side="long", lots=1), BTC="100.0")
    assert world.state.balances.items() == held and world.state.marks[BTC] == 75_000
    assert reasons(world) == [
        ("transfer", "TRANSFERS_LOCKED"),
        ("close", "OUTAGE"),
        ("exchange_failure", "OUTAGE"),
        ("open", "OUTAGE"),
    ]
    rows = {(one.wallet, one.asset): one for one in reach_rows(world.state)}
    assert rows["spot", "BTC"].worst_loss_atoms == atoms("1.25") and rows["spot", "BTC"].reachable
    assert rows["contract", "USDT"].worst_loss_atoms == atoms("1240")
    assert rows["cold", "BTC"].worst_loss_atoms == 0 and not rows["cold", "BTC"].reachable


def test_orders_of_the_instant_of_the_failure_are_refused() -> None:
    world = long_two()
    world.do(2, ClosePosition(contract=BTC), TradeSpot(side="sell", asset="BTC", atoms=1), FailExchange())
    assert reasons(world) == [("close", "OUTAGE"), ("spot", "OUTAGE")]
    assert world.state.positions["you", BTC].lots == 2000


def test_the_reach_of_a_book_with_claims_says_so() -> None:
    world = World(an_opening(a_rulebook(beyond_fund="claim")))
    order = PlaceOrder(contract=BTC, side="long", lots=2000, margin_mode="isolated", leverage=Fraction(20))
    world.do(1, order, BTC="7934.0")
    row = next(one for one in reach_rows(world.state) if one.wallet == "contract")
    assert "stays a claim against you" in row.rule and row.worst_loss_atoms == atoms("793.4")
