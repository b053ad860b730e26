"""What a stage sells: bracket reductions by hand, on the mark and on the entry; slices; shares of equity."""

from fractions import Fraction

import pytest

from sandbox.margin.scale import BracketScale, ContractScale
from sandbox.risk.liquidation import bracket_reduction, equity_shares, share_of_margin, slice_lots
from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.records import LiquidationRules

UNIT = 10**8
SCALE = ContractScale(
    "BTCUSDT-PERP",
    "BTC",
    "USDT",
    "USDT",
    Fraction(1, 10),
    Fraction(1, 1000),
    10_000,
    1,
    (
        BracketScale(Fraction(50_000 * UNIT), Fraction(125), Fraction(4, 1000), Fraction(0)),
        BracketScale(Fraction(600_000 * UNIT), Fraction(100), Fraction(5, 1000), Fraction(50 * UNIT)),
    ),
)


def leg(lots: int, entry: int, mark: int) -> LegView:
    open_value = lots * entry * UNIT // 1000
    return LegView("p1", "BTCUSDT-PERP", lots, open_value, mark * 10, Fraction(10), SCALE)


def unit(cash: int, *legs: LegView) -> UnitView:
    return UnitView("you/cross/USDT", "you", "cross", "USDT", cash * UNIT, legs)


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("mark", 2_858),  # 50,000 / 7,000 = 7.142 stay of 10
        ("entry", 3_750),  # 50,000 / 8,000 = 6.25 stay: the bracket is that of the open value
    ],
)
def test_bracket_reduction_sells_down_to_the_next_lower_bracket(basis: str, expected: int) -> None:
    rules = LiquidationRules(maintenance_basis=basis)
    reduction = bracket_reduction(unit(10_100, leg(10_000, 8_000, 7_000)), rules)
    assert reduction is not None
    assert reduction.lots == expected


def test_bracket_reduction_in_the_first_bracket_or_without_equity_is_none() -> None:
    rules = LiquidationRules()
    assert bracket_reduction(unit(1_000, leg(1_000, 8_000, 7_990)), rules) is None
    assert bracket_reduction(unit(10_000, leg(10_000, 8_000, 7_000)), rules) is None


@pytest.mark.parametrize(("sold", "expected"), [(0, 3), (3, 3), (6, 3), (9, 1), (10, 0)])
def test_slice_lots_round_up_and_end_with_the_rest(sold: int, expected: int) -> None:
    assert slice_lots(10, sold, Fraction(1, 4)) == expected


def test_shares_of_margin_add_up_to_every_atom() -> None:
    shares = [share_of_margin(1_001, 10, sold, min(10, sold + 3)) for sold in (0, 3, 6, 9)]
    assert sum(shares) == 1_001


def test_equity_shares_below_zero_are_carried_by_the_losers_alone() -> None:
    winner, loser = leg(-1_000, 8_000, 7_000), leg(10_000, 8_000, 7_000)
    assert equity_shares((winner, loser), -500, LiquidationRules()) == (0, -500)
    assert sum(equity_shares((winner, loser), 777, LiquidationRules())) == 777
