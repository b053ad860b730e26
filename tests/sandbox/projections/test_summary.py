"""The summary of a run: the figures of the interfaces, and rows that add up with the ledger."""

from decimal import Decimal
from fractions import Fraction

import pytest
from msgspec.structs import replace

from sandbox.messages.commands import PlaceOrder
from sandbox.messages.opening import Expectation
from sandbox.projections.liquidation_rows import LiquidationFold
from sandbox.projections.summary import RunRecord, price_text, summary, unmet_expectations
from tests.support.builders import BTC, ETH, SECOND, START, World, a_rulebook, a_trader, an_opening, atoms, held
from tests.support.stories import liquidated_world, liquidating_world


def summed(world: World) -> dict[str, object]:
    record = RunRecord()
    record.take(world.state.now_ns, world.events)
    return summary(world.opening, world.state, record, "sha256:0")


def test_the_example_of_the_interfaces() -> None:
    found = summed(liquidated_world())
    assert found["wallets"] == {
        "spot": {"BTC": "1.25", "USDT": "3000"},
        "funding": {},
        "savings": {},
        "contract": {"USDT": "446.6"},
        "cold": {"BTC": "0.8"},
    }
    assert found["positions"] == []
    assert found["insurance_fund"] == {"USDT": "48925.4"}
    (row,) = found["liquidations"]  # type: ignore[misc]
    wanted = {
        "contract": BTC,
        "side": "long",
        "qty": "2",
        "mark": "7000.0",
        "liquidation_price": "7567.570281124498",
        "bankruptcy_price": "7537.3",
        "close_price": "7000.0",
        "fee": "0",
        "to_fund": "0",
        "from_fund": "1074.6",
        "deleveraged_qty": "0",
        "socialised": "0",
        "lost_by_trader": "793.4",
        "owner": "you",
    }
    assert wanted.items() <= row.items()
    assert found["conservation"] == {"BTC": "0", "ETH": "0", "SOL": "0", "USDT": "0"}
    assert found["traders"]["short-1"]["contract"] == {"USDT": "5000"}  # type: ignore[index]


def test_with_a_fund_of_500_the_rest_is_deleveraged() -> None:
    world = liquidated_world("500")
    (row,) = summed(world)["liquidations"]  # type: ignore[misc]
    assert (row["from_fund"], row["deleveraged_qty"], row["lost_by_trader"]) == ("499.689", "1.07", "793.4")
    assert world.balance("insurance_fund") == Decimal("0.311")
    assert world.balance("short-1/contract") == Decimal("5424.469")


def test_an_emptied_wallet_and_fund_show_zero() -> None:
    world = World(an_opening(contract="793.4", fund="537.3"))
    world.do(0, BTC="7934.0")
    order = PlaceOrder(contract=BTC, side="long", lots=2_000, margin_mode="isolated", leverage=Fraction(20))
    world.do(1, order)
    world.do(2, BTC="7000.0")
    for second in (4, 6, 8):
        world.do(second)
    found = summed(world)
    assert found["wallets"]["contract"] == {"USDT": "0"}  # type: ignore[index]
    assert found["insurance_fund"] == {"USDT": "0"}


def test_a_running_liquidation_shows_what_was_done_so_far() -> None:
    found = summed(liquidating_world())
    (row,) = found["liquidations"]  # type: ignore[misc]
    assert (row["qty"], row["liquidated_qty"], row["close_price"], row["released_at"]) == ("2", "0", None, None)
    (position,) = found["positions"]  # type: ignore[misc]
    assert position["liquidating"] and position["isolated_margin"] == "793.4" and position["entry"] == "7934.0"


@pytest.mark.parametrize(
    "rules",
    [
        {"steps": "slices", "stage_ns": SECOND, "fee": Fraction(5, 1000)},
        {"steps": "whole", "surplus_to": "trader"},
        {"steps": "brackets", "fee": Fraction(1, 1000)},
        {"steps": "brackets", "beyond_fund": "socialise"},
    ],
)
@pytest.mark.parametrize(
    ("mode", "after"),
    [
        ("isolated", "7560.0"),
        ("isolated", "7000.0"),
        ("cross", "7490.0"),
        ("cross", "7000.0"),
    ],
)
def test_what_rows_say_was_lost_is_what_left_the_wallet(rules: dict[str, object], after: str, mode: str) -> None:
    """A long that loses and a short in another contract that wins; whatever the book, the rows add up."""
    traders = (a_trader("short-1", "90000", held(BTC, "short", "9", "7934.0")),)
    world = World(an_opening(a_rulebook(**rules), contract="4200", fund="300", traders=traders))
    world.do(0, BTC="7934.0", ETH="200.00")
    for contract, side, lots in ((BTC, "long", 9_000), (ETH, "short", 20_000)):
        world.do(1, PlaceOrder(contract=contract, side=side, lots=lots, margin_mode=mode, leverage=Fraction(20)))
    before = owned(world)
    assert not world.state.liquidations
    world.do(10, BTC=after, ETH="199.00")
    for second in range(11, 40):
        world.do(second)
    record = RunRecord()
    record.take(START, world.events)
    rows = list(record.liquidations.rows.values())
    assert rows and not world.state.liquidations
    assert sum(row.lost_atoms for row in rows) == before - owned(world)
    (mine,) = [row for row in rows if row.contract == BTC]
    assert mine.closed_lots == mine.liquidated_lots
    assert mine.released_ns is not None


def owned(world: World) -> int:
    return sum(
        atoms_
        for account, asset, atoms_ in world.state.balances.items()
        if asset == "USDT" and (account == "contract" or account.startswith("contract/isolated/"))
    )


def test_a_healthy_release_before_any_sale_keeps_the_money() -> None:
    traders = (a_trader("short-1", "90000", held(BTC, "short", "20", "7934.0")),)
    world = World(an_opening(contract="9000", traders=traders))
    world.do(0, BTC="7934.0")
    world.do(1, PlaceOrder(contract=BTC, side="long", lots=20_000, margin_mode="isolated", leverage=Fraction(20)))
    world.do(2, BTC="7560.0")
    world.do(3, BTC="7900.0")
    world.do(4)
    fold = LiquidationFold()
    fold.take(START, world.events)
    (row,) = fold.rows.values()
    assert (row.lost_atoms, row.liquidated_lots, row.healthy) == (0, 0, True)


def test_expectations_name_both_sides() -> None:
    world = liquidated_world()
    wanted = (
        Expectation(wallet="spot", asset="USDT", atoms=atoms("3000")),
        Expectation(wallet="contract", asset="USDT", atoms=atoms("447")),
        Expectation(wallet="insurance_fund", asset="USDT", atoms=atoms("48925.4")),
        Expectation(wallet="savings", asset="BTC", atoms=1),
    )
    assert unmet_expectations(replace(world.opening, expectations=wanted), world.state) == [
        "expected contract to hold 447 USDT, it holds 446.6",
        "expected savings to hold 0.00000001 BTC, it holds 0",
    ]


@pytest.mark.parametrize(
    ("price", "tick", "text"),
    [
        ("7000", "0.1", "7000.0"),
        ("7567.5", "0.1", "7567.5"),
        ("7287.4555", "0.1", "7287.4555"),
        ("12", "1", "12"),
        ("0.005", "0.001", "0.005"),
        ("7000", "0.5", "7000.0"),
        ("1500", "10", "1500"),
    ],
)
def test_prices_have_the_decimals_of_their_tick(price: str, tick: str, text: str) -> None:
    assert price_text(Fraction(price), Fraction(tick)) == text
