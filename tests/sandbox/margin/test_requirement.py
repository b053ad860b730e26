"""Margins of one position: brackets inclusive, both bases, fee in the rate, the docstrings' worked numbers."""

from fractions import Fraction

from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.margin.requirement import (
    Leg,
    bracket_of,
    bracket_rows,
    heaviest_requirement,
    initial_margin,
    leg_maintenance,
    unit_equity,
    unit_maintenance,
)
from sandbox.rulebook.records import LiquidationRules

MARK_BOOK, ENTRY_BOOK = LiquidationRules(), LiquidationRules(maintenance_basis="entry")
STEPS = ((Fraction(100), Fraction(1, 100), Fraction(0)), (Fraction(1000), Fraction(1, 2), Fraction(0)))


def btc(quantity: str, entry: str, mark: str, side: int = 1) -> Leg:
    book = load_rulebook("binance-usdm")
    contract = book.contract("BTCUSDT-PERP")
    rows = bracket_rows(contract, book.liquidation, book.fees.taker, Fraction(1))
    return Leg(side, Fraction(quantity), Fraction(quantity) * Fraction(entry), Fraction(mark), contract.tick, rows)


def test_worked_numbers() -> None:
    leg = btc("2", "7934.0", "7934.0")
    assert initial_margin(leg, Fraction(20)) == Fraction("793.4")
    assert leg_maintenance(leg, MARK_BOOK) == Fraction("63.472")
    assert btc("2", "7934.0", "7846.2").unrealised() == Fraction("-175.6")


def test_bracket_edge_is_inclusive_and_the_last_bracket_goes_on() -> None:
    leg = btc("1", "50000", "50000")
    assert bracket_of(leg, Fraction(50_000))[1] == Fraction("0.004")
    assert bracket_of(leg, Fraction(50_000) + Fraction(1, 10**9))[1] == Fraction("0.005")
    assert bracket_of(leg, Fraction(10**12))[1] == Fraction("0.5")


def test_maintenance_is_continuous_at_every_edge_of_the_bundled_books() -> None:
    for book_id in ("binance-usdm", "bulkhead-teaching"):
        for contract in load_rulebook(book_id).contracts:
            for lower, upper in zip(contract.brackets, contract.brackets[1:], strict=False):
                at_edge = [lower.up_to * one.maintenance - one.deduction for one in (lower, upper)]
                assert at_edge[0] == at_edge[1], (book_id, contract.symbol, lower.up_to)


def test_entry_book_charges_the_open_value_wherever_the_mark_is() -> None:
    leg = btc("1", "40000", "60000")
    assert leg_maintenance(leg, ENTRY_BOOK) == 160
    assert leg_maintenance(leg, MARK_BOOK) == 250
    assert leg_maintenance(leg, ENTRY_BOOK, Fraction(1)) == 160


def test_fee_joins_the_rate_where_the_book_says_so() -> None:
    contract = load_rulebook("binance-usdm").contract("BTCUSDT-PERP")
    rows = bracket_rows(contract, LiquidationRules(fee_in_maintenance=True), Fraction("0.0005"), Fraction(1))
    assert rows[0][1] == Fraction("0.0045") and rows[1][1] == Fraction("0.0055")


def test_unit_sums_its_legs() -> None:
    legs = [btc("2", "7934.0", "7846.2"), btc("1", "100", "110", side=-1)]
    assert unit_equity(legs, Fraction(1000)) == Fraction("814.4")
    assert unit_maintenance(legs, MARK_BOOK) == Fraction("62.7696") + Fraction("0.44")


def test_heaviest_requirement_of_a_step_book_stands_just_above_an_edge() -> None:
    leg = Leg(1, Fraction(1), Fraction(100), Fraction(100), Fraction(1), STEPS)
    naive = max(leg_maintenance(leg, MARK_BOOK, Fraction(p)) - (p - 1) for p in range(1, 1500))
    assert heaviest_requirement(leg, MARK_BOOK) == naive
    early = (STEPS[0], (Fraction(1000), Fraction(9, 10), Fraction(0)))
    small = Leg(1, Fraction(40), Fraction(4000), Fraction(100), Fraction(1), early)
    assert heaviest_requirement(small, MARK_BOOK) == 120 * Fraction(9, 10) - 80
    assert heaviest_requirement(leg, ENTRY_BOOK) == 1
