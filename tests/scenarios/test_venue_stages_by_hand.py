"""Stages of OKX and Hyperliquid by hand: two brackets at a time, a fifth and then the rest, early takeovers, funds."""

from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.messages.events import (
    Event,
    LiquidationReduced,
    LiquidationReleased,
    LiquidationStarted,
    PositionTakenOver,
    TraderDeleveraged,
)
from sandbox.rulebook.records import Contract, Rulebook
from tests.support.builders import BTC, World, a_contract, a_rulebook, a_trader, an_opening, brackets, held

ONE = brackets(("1000000000000", "50", "0.01"))
LADDER = brackets(
    ("1", "100", "0.004"), ("2", "80", "0.005"), ("4", "50", "0.01"), ("8", "20", "0.015"), continuous=False
)


def sized(rows: Any = LADDER) -> tuple[Contract, ...]:
    return (replace(a_contract(BTC, "0.1", "0.001", rows), brackets_by="size"),)


def okx(**rules: object) -> Rulebook:
    """Two brackets a stage, taken over below what the first bracket asks; no fee inside, so that sums are short."""
    words = {"reduces_by": 2, "takeover_at": "first_bracket", **rules}
    return a_rulebook(contracts=sized(), **words)


def hyperliquid(**rules: object) -> Rulebook:
    words = {
        "trigger": "below",
        "steps": "partial",
        "slice": Fraction(1, 5),
        "slice_above": Fraction(100_000),
        "cooldown_ns": 30 * 10**9,
        "takeover_share": Fraction(2, 3),
        **rules,
    }
    return a_rulebook(contracts=(a_contract(BTC, "0.1", "0.001", ONE),), **words)


def world(book: Rulebook, qty: str, wallet: str, side: str = "long", fund: str = "1000") -> World:
    """One trader with a cross position from 10,000."""
    trader = a_trader("t", wallet, held(BTC, side, qty, "10000"))
    return World(an_opening(book, contract="1", fund=fund, traders=(trader,)))


def of(kind: type, events: list[Event] | tuple[Event, ...]) -> list[Any]:
    return [one for one in events if isinstance(one, kind)]


def test_a_position_in_the_third_bracket_is_reduced_to_the_first() -> None:
    """3 BTC ask 1 %: 300. With 300 left it is liquidated, sells 2, and the 1 BTC that stays asks 0.4 %: 40."""
    one = world(okx(), "3", "300")
    one.do(1, BTC="10000")
    assert of(LiquidationStarted, one.events)
    one.do(3)
    assert [(sale.lots, sale.lost_atoms) for sale in of(LiquidationReduced, one.events)] == [(2_000, 0)]
    assert [release.healthy for release in of(LiquidationReleased, one.events)] == [True]
    assert one.state.positions["t", BTC].lots == 1_000 and one.balance("t/contract") == 300


def test_a_position_in_the_fourth_bracket_is_reduced_to_the_second() -> None:
    """8 BTC ask 1.5 %: 1,200; two brackets down are 2 BTC, so 6 are sold."""
    one = world(okx(), "8", "1200")
    one.do(1, BTC="10000")
    one.do(3)
    assert [sale.lots for sale in of(LiquidationReduced, one.events)] == [6_000]


@pytest.mark.parametrize(("qty", "wallet"), [("2", "100"), ("1", "40")])
def test_the_two_lowest_brackets_are_taken_over_whole(qty: str, wallet: str) -> None:
    one = world(okx(), qty, wallet)
    one.do(1, BTC="10000")
    one.do(3)
    assert not of(LiquidationReduced, one.events)
    assert [taken.lots for taken in of(PositionTakenOver, one.events)] == [int(qty) * 1_000]


def test_below_what_the_first_bracket_asks_nothing_is_sold_before_the_takeover() -> None:
    """3 BTC at 9,900 with 400: equity 100, and the first bracket would ask 118.8."""
    one = world(okx(), "3", "400")
    one.do(1, BTC="10000")
    one.do(2, BTC="9900")
    one.do(4)
    assert not of(LiquidationReduced, one.events)
    assert [taken.lots for taken in of(PositionTakenOver, one.events)] == [3_000]


def test_a_fifth_is_sold_then_the_rest_while_it_cools_down() -> None:
    """100 BTC at 9,995 with 10,490: equity 9,990, asked 9,995. At 9,970 20 are sold, then 80: 7,490 stay, no fee."""
    one = world(hyperliquid(), "100", "10490")
    one.do(1, BTC="9995")
    one.do(3, BTC="9970")
    assert [sale.lots for sale in of(LiquidationReduced, one.events)] == [20_000]
    assert one.state.positions["t", BTC].lots == 80_000 and one.state.liquidations
    one.do(5)
    assert [sale.lots for sale in of(LiquidationReduced, one.events)] == [20_000, 80_000]
    assert not of(PositionTakenOver, one.events)
    assert one.balance("t/contract") == 10_490 - 3_000 and one.balance("insurance_fund") == 1000
    assert [release.healthy for release in of(LiquidationReleased, one.events)] == [True]


def test_a_fifth_that_heals_leaves_the_rest_with_its_owner() -> None:
    """At 9,995 again: 80 BTC ask 7,996 and 9,990 are there."""
    one = world(hyperliquid(), "100", "10490")
    one.do(1, BTC="9995")
    one.do(3)
    assert one.state.positions["t", BTC].lots == 80_000
    assert [release.healthy for release in of(LiquidationReleased, one.events)] == [True]


@pytest.mark.parametrize(("seconds", "expected"), [(20, [20_000, 80_000]), (33, [20_000, 16_000])])
def test_a_second_liquidation_sells_whole_until_the_cool_down_ends(seconds: int, expected: list[int]) -> None:
    """80 BTC with 9,990 fall to 9,970: 7,990 are left, 7,976 asked; at 9,969.0: 7,910 against 7,975.2."""
    one = world(hyperliquid(), "100", "10490")
    one.do(1, BTC="9995")
    one.do(3)
    one.do(seconds, BTC="9969")
    one.do(seconds + 2)
    assert [sale.lots for sale in of(LiquidationReduced, one.events)] == expected


def test_at_or_below_a_hundred_thousand_all_is_sold_at_once() -> None:
    """10 BTC at 9,990 are worth 99,900 and ask 999; 900 are there."""
    one = world(hyperliquid(), "10", "1000")
    one.do(1, BTC="9990")
    one.do(3)
    assert [sale.lots for sale in of(LiquidationReduced, one.events)] == [10_000]
    assert one.balance("t/contract") == 900


def test_below_two_thirds_of_maintenance_position_and_margin_move_to_the_backstop() -> None:
    """10 BTC at 9,960 ask 996; of 1,000 there are 600 left, less than 664: the trader keeps nothing."""
    one = world(hyperliquid(), "10", "1000")
    one.do(1, BTC="9960")
    one.do(3)
    assert not of(LiquidationReduced, one.events)
    assert [taken.lots for taken in of(PositionTakenOver, one.events)] == [10_000]
    one.do(5)
    assert one.balance("t/contract") == 0 and one.balance("insurance_fund") == 1600


def test_equity_equal_to_maintenance_is_healthy_where_the_trigger_is_strict() -> None:
    one = world(hyperliquid(), "10", "1000")
    one.do(1, BTC="10000")
    assert not of(LiquidationStarted, one.events)
    one.do(2, BTC="9999.9")
    assert of(LiquidationStarted, one.events)


@pytest.mark.parametrize(("hours", "paid"), [(1, 0), (9, 210)])
def test_a_fund_that_dropped_by_its_share_stops_until_the_peak_is_old(hours: int, paid: int) -> None:
    """1,000 pay 300 of a loss of 500, the rest is deleveraged; an hour later nothing, after eight hours 30 % of 700."""
    book = a_rulebook(contracts=sized(ONE), steps="whole", fund_drop=Fraction(3, 10), stage_ns=10**9)
    losers = [a_trader(f"t{at}", "100", held(BTC, "long", "1", "10000")) for at in (1, 2)]
    losers[1] = a_trader("t2", "1500", held(BTC, "long", "1", "10000"))
    winners = [a_trader(name, "90000", held(BTC, "short", "1", "10000")) for name in ("w1", "w2")]
    one = World(an_opening(book, contract="1", fund="1000", traders=(*losers, *winners)))
    one.do(1, BTC="10000")
    one.do(2)
    one.do(3, BTC="9400")
    assert one.balance("insurance_fund") == 700
    assert [cut.lots for cut in of(TraderDeleveraged, one.events)] == [400]
    start = hours * 3600
    one.do(start, BTC="8585")
    one.do(start + 1)
    one.do(start + 2, BTC="8000")
    assert one.balance("insurance_fund") == 700 - paid


def test_the_bundled_books_say_what_their_venues_publish() -> None:
    for contract in load_rulebook("hyperliquid").contracts:
        assert all(row.maintenance == 1 / (2 * row.max_leverage) for row in contract.brackets)
    assert load_rulebook("hyperliquid").contract("BTCUSDC-PERP").brackets[1].deduction == 1_875_000
    for base in ("BTC", "ETH", "SOL"):
        own, twin = (load_rulebook("hyperliquid").contract(f"{base}{quote}-PERP") for quote in ("USDC", "USDT"))
        assert replace(own, symbol=twin.symbol, quote="USDT", settle="USDT") == twin
    rules = load_rulebook("okx-linear").liquidation
    assert (rules.reduces_by, rules.takeover_at, rules.fund_drop, rules.adl_price) == (
        2,
        "first_bracket",
        Fraction(3, 10),
        "mark",
    )
    assert load_rulebook("hyperliquid").liquidation.takeover_share == Fraction(2, 3)
    assert all(one.counts_sizes for one in load_rulebook("okx-linear").contracts)
