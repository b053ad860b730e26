"""Predictions under the teaching book: the figures of the mock-ups, by name; and the example of the gap scenario."""

from fractions import Fraction

import pytest

from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.margin.prediction import Leg, leg_maintenance, predict_leg, unit_equity, unit_maintenance
from sandbox.margin.requirement import bracket_rows, initial_margin


def leg(book_id: str, symbol: str, side: int, quantity: str, entry: str, mark: str) -> Leg:
    book = load_rulebook(book_id)
    contract = book.contract(symbol)
    rows = bracket_rows(contract, book.liquidation, book.fees.taker, Fraction(quantity))
    return Leg(side, Fraction(quantity), Fraction(quantity) * Fraction(entry), Fraction(mark), contract.tick, rows)


TEACHING = load_rulebook("bulkhead-teaching")
RULES = TEACHING.liquidation


def rounded(number: Fraction | None, places: int) -> str:
    assert number is not None
    return f"{float(number):.{places}f}"


def test_long_with_added_margin() -> None:
    long = leg("bulkhead-teaching", "BTCUSDT-PERP", 1, "2", "7934.0", "7934.0")
    assert long.notional == 15_868
    assert initial_margin(long, Fraction(20)) == Fraction("793.40")
    predicted = predict_leg([long], 0, Fraction(1000), RULES)
    assert predicted.liquidation_price == (15_868 - 1000) / (2 * Fraction("0.996"))
    assert rounded(predicted.liquidation_price, 2) == "7463.86"
    assert predicted.liquidation_tick == Fraction("7463.8")
    assert predicted.bankruptcy_price == 7434
    assert rounded(leg_maintenance(long, RULES, predicted.liquidation_price), 2) == "59.71"


def test_short_of_ether() -> None:
    short = leg("bulkhead-teaching", "ETHUSDT-PERP", -1, "12", "200.00", "200.00")
    assert initial_margin(short, Fraction(10)) == 240
    predicted = predict_leg([short], 0, Fraction(240), RULES)
    assert rounded(predicted.liquidation_price, 2) == "218.91"
    assert predicted.liquidation_tick == Fraction("218.91")
    assert predicted.bankruptcy_price == 220


def test_figures_before_the_order() -> None:
    long = leg("bulkhead-teaching", "BTCUSDT-PERP", 1, "2", "7934.0", "7846.2")
    assert long.unrealised() == Fraction("-175.60")
    assert rounded(unit_maintenance([long], RULES), 2) == "62.77"
    assert rounded(100 * unit_maintenance([long], RULES) / unit_equity([long], Fraction(1000)), 1) == "7.6"


def test_figures_after_the_order_of_half_a_bitcoin() -> None:
    value, margin = Fraction(1, 2) * 7820, Fraction(1, 2) * 7820 / 20
    cost = margin + value * TEACHING.fees.maker
    assert rounded(cost, 2) == "196.28"
    contract = TEACHING.contract("BTCUSDT-PERP")
    both = Leg(
        1,
        Fraction("2.5"),
        15_868 + value,
        Fraction("7846.2"),
        contract.tick,
        bracket_rows(contract, RULES, TEACHING.fees.taker, Fraction(1)),
    )
    predicted = predict_leg([both], 0, 1000 + margin, RULES)
    assert rounded(predicted.liquidation_price, 1) == "7462.9"
    assert 1000 + margin == Fraction("1195.50")


def test_example_of_the_gap_scenario() -> None:
    rules = load_rulebook("binance-usdm").liquidation
    long = leg("binance-usdm", "BTCUSDT-PERP", 1, "2", "7934.0", "7934.0")
    predicted = predict_leg([long], 0, Fraction("793.40"), rules)
    assert predicted.liquidation_price == Fraction("15074.6") / Fraction("1.992")
    assert (predicted.liquidation_tick, predicted.bankruptcy_price) == (Fraction("7567.5"), Fraction("7537.3"))


def test_prediction_does_not_depend_on_the_unit_of_money_or_price() -> None:
    rules = load_rulebook("binance-usdm").liquidation
    long = leg("binance-usdm", "BTCUSDT-PERP", 1, "25", "64000.0", "63210.5")
    atoms, per_tick = 10**8, long.tick
    scaled = Leg(
        1,
        long.quantity * atoms * per_tick,
        long.open_value * atoms,
        long.mark / per_tick,
        Fraction(1),
        tuple((up * atoms, rate, less * atoms) for up, rate, less in long.brackets),
    )
    plain = predict_leg([long], 0, Fraction(80_000), rules)
    other = predict_leg([scaled], 0, Fraction(80_000) * atoms, rules)
    for one, two in zip(
        (plain.liquidation_price, plain.liquidation_tick, plain.bankruptcy_price),
        (other.liquidation_price, other.liquidation_tick, other.bankruptcy_price),
        strict=True,
    ):
        assert one is not None and two is not None and one == two * per_tick


@pytest.mark.parametrize("mark", ["7000.0", "7567.5"])
def test_liquidatable_position_answers_its_price_all_the_same(mark: str) -> None:
    rules = load_rulebook("binance-usdm").liquidation
    long = leg("binance-usdm", "BTCUSDT-PERP", 1, "2", "7934.0", mark)
    predicted = predict_leg([long], 0, Fraction("793.40"), rules)
    assert predicted.liquidation_price == Fraction("15074.6") / Fraction("1.992")
    assert predicted.liquidation_tick == Fraction("7567.5")
