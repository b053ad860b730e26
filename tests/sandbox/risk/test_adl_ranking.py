"""The published ranking formulas, each figure by hand, and the lights of the queue they make."""

from fractions import Fraction

import pytest

from sandbox.projections.adl_queue import queue_lights
from sandbox.risk.adl_ranking import binance_score, bitmex_score, hyperliquid_score, okx_score
from sandbox.risk.deleveraging import score
from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.records import LiquidationRules
from tests.sandbox.risk.test_liquidation import SCALE

UNIT = 10**8
ONE = Fraction(1)


@pytest.mark.parametrize(
    ("profit", "wallet", "ratio", "expected"),
    [
        ("40.2", "4.27", "0.1342", Fraction("40.2") / Fraction("4.27") * Fraction("0.1342")),
        ("40.2", "0.5", "0.1", Fraction("4.02")),  # a wallet below 1 counts as 1
        ("-3", "10", "0.5", Fraction(0)),  # a loser is clipped
    ],
)
def test_binance_clips_losers_and_small_wallets(profit: str, wallet: str, ratio: str, expected: Fraction) -> None:
    assert binance_score(Fraction(profit), Fraction(wallet), ONE, Fraction(ratio)) == expected


@pytest.mark.parametrize(
    ("profit", "entry", "leverage", "expected"),
    [
        (25, 100, 8, Fraction(2)),
        (-25, 100, 8, Fraction(-1, 32)),
        (-25, 100, 0, Fraction(-1, 4)),
        (5, 0, 3, Fraction(0)),
    ],
)
def test_bitmex_multiplies_gains_and_divides_losses(profit: int, entry: int, leverage: int, expected: Fraction) -> None:
    assert bitmex_score(Fraction(profit), Fraction(entry), Fraction(leverage)) == expected


@pytest.mark.parametrize(
    ("profit", "margin", "ratio", "expected"),
    [(50, 100, "0.25", Fraction(1, 8)), (-50, 100, "0.25", Fraction(-2)), (-50, 100, "0", Fraction(-1, 2))],
)
def test_okx_ranks_the_return_over_its_ratio(profit: int, margin: int, ratio: str, expected: Fraction) -> None:
    assert okx_score(Fraction(profit), Fraction(margin), Fraction(ratio)) == expected


@pytest.mark.parametrize(("gain", "leverage", "expected"), [("1.2", 3, "3.6"), ("1", 3, "0"), ("0.9", 50, "0")])
def test_hyperliquid_ranks_winners_alone(gain: str, leverage: int, expected: str) -> None:
    assert hyperliquid_score(Fraction(gain), Fraction(leverage)) == Fraction(expected)


def unit(cash: int, lots: int, entry: int, mark: int, leverage: int = 10) -> tuple[UnitView, LegView]:
    """One position of thousandths of a BTC."""
    leg = LegView("p1", "BTCUSDT-PERP", lots, lots * entry * UNIT // 1000, mark * 10, Fraction(leverage), SCALE)
    return UnitView("you/cross/USDT", "you", "cross", "USDT", cash * UNIT, (leg,)), leg


@pytest.mark.parametrize(
    ("rank", "expected"),
    [
        # 1 BTC from 8,000 to 10,000 with 500 of cash, 10x: profit 2,000, equity 2,500, maintenance 40, notional 10,000
        ("binance", Fraction(2000, 500) * Fraction(40, 2500)),
        ("bitmex", Fraction(2000, 8000) * 4),
        ("okx", Fraction(2000, 800) * Fraction(40, 2500)),
        ("hyperliquid", Fraction(10_000, 8000) * 4),
    ],
)
def test_a_long_is_scored_by_the_rule_of_its_book(rank: str, expected: Fraction) -> None:
    assert score(*unit(500, 1_000, 8_000, 10_000), LiquidationRules(adl_rank=rank)) == expected


@pytest.mark.parametrize(
    ("rank", "expected"),
    [
        # short 1 BTC from 10,000 to 8,000 with 500: profit 2,000, equity 2,500, maintenance 32, notional 8,000
        ("binance", Fraction(2000, 500) * Fraction(32, 2500)),
        ("bitmex", Fraction(2000, 10_000) * Fraction(8_000, 2_500)),
        ("okx", Fraction(2000, 1_000) * Fraction(32, 2500)),
        ("hyperliquid", Fraction(10_000, 8_000) * Fraction(8_000, 2_500)),
    ],
)
def test_a_short_is_scored_by_the_rule_of_its_book(rank: str, expected: Fraction) -> None:
    assert score(*unit(500, -1_000, 10_000, 8_000), LiquidationRules(adl_rank=rank)) == expected


@pytest.mark.parametrize(
    ("sizes", "by_size", "expected"),
    [
        ([10, 20, 30, 10, 10, 20], True, [5, 4, 3, 2, 2, 1]),
        ([10, 20, 30, 10, 10, 20], False, [5, 5, 4, 3, 2, 1]),
        ([7], True, [5]),  # first in line, whatever its size
        ([7], False, [5]),
        ([], True, []),
    ],
)
def test_lights_are_fifths_of_the_queue(sizes: list[int], by_size: bool, expected: list[int]) -> None:
    assert queue_lights(sizes, by_size=by_size) == expected
