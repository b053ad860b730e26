"""Rulebooks: defaults, derived deductions, step books, the bundled tables, and every mistake with its line."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from sandbox.loading.resource_files import RESOURCES
from sandbox.loading.rulebook_toml import list_rulebooks, load_rulebook
from sandbox.rulebook.records import Fees, FundingRules, LiquidationRules, Rulebook
from sandbox.values.problems import Problem

GOOD = """id = "mine"
name = "Mine"

[liquidation]
trigger = "at_or_below"

[[contract]]
symbol = "BTCUSDT-PERP"
base = "BTC"
quote = "USDT"
tick = "0.1"
lot = "0.001"
brackets = [
  { up_to = "50000", max_leverage = 125, maintenance = "0.004" },
  { up_to = "600000", max_leverage = 100, maintenance = "0.005" },
  { up_to = "3000000", max_leverage = "75.5", maintenance = "0.0065" },
]
"""


def load(tmp_path: Path, text: str) -> Rulebook:
    path = tmp_path / "book.toml"
    path.write_text(text, encoding="utf-8")
    return load_rulebook(str(path))


def test_left_out_rules_are_those_of_the_binance_style_book(tmp_path: Path) -> None:
    book = load(tmp_path, GOOD)
    assert book.liquidation == LiquidationRules() and book.fees == Fees() and book.funding == FundingRules()
    binance = load_rulebook("binance-usdm")
    assert (binance.liquidation, binance.fees, binance.funding) == (book.liquidation, book.fees, book.funding)
    assert book.contract("BTCUSDT-PERP").settle == "USDT"
    assert [one.deduction for one in book.contracts[0].brackets] == [0, 50, 950]
    assert book.contracts[0].brackets[2].max_leverage == Fraction("75.5")


@pytest.mark.parametrize("place", ["top", "contract"])
def test_step_book_has_no_deductions(tmp_path: Path, place: str) -> None:
    line = 'deductions = "none"\n'
    text = line + GOOD if place == "top" else GOOD.replace('lot = "0.001"\n', f'lot = "0.001"\n{line}')
    assert [one.deduction for one in load(tmp_path, text).contracts[0].brackets] == [0, 0, 0]


def test_bundled_books() -> None:
    books = {book.id: book for book in list_rulebooks()}
    assert set(books) >= {"binance-usdm", "bulkhead-teaching"}
    assert all(book.sources and book.as_of for book in books.values())
    tables = {one.symbol: [int(b.deduction) for b in one.brackets] for one in books["binance-usdm"].contracts}
    assert tables == {
        "BTCUSDT-PERP": [
            0,
            50,
            950,
            11450,
            131450,
            481450,
            2981450,
            14481450,
            26481450,
            41481450,
            121481450,
            421481450,
        ],
        "ETHUSDT-PERP": [0, 50, 950, 11450, 131450, 381450, 2006450, 9506450, 17506450, 27506450, 80506450, 280506450],
        "SOLUSDT-PERP": [0, 30, 380, 8380, 28380, 228380, 2228380, 4228380, 16728380, 66728380],
    }
    teaching = books["bulkhead-teaching"]
    assert teaching.liquidation.steps == "slices" and teaching.liquidation.stage_ns == 10**9
    assert (teaching.fees.taker, teaching.liquidation.fee) == (Fraction("0.0004"), Fraction("0.005"))


@pytest.mark.parametrize("book", ["binance-usdm", "binance-coinm", "bybit-linear", "bybit-linear-entry"])
def test_written_deductions_of_a_bundled_book_are_those_that_would_be_derived(tmp_path: Path, book: str) -> None:
    text = (RESOURCES / "rulebooks" / f"{book}.toml").read_text(encoding="utf-8")
    assert load(tmp_path, re.sub(r', deduction = "[\d.]+"', "", text)).contracts == load_rulebook(book).contracts


def test_an_inverse_contract_settles_in_its_base_and_counts_whole_contracts() -> None:
    contract = load_rulebook("binance-coinm").contract("BTCUSD-PERP")
    assert (contract.settle, contract.face, contract.lot, contract.is_inverse) == ("BTC", 100, 1, True)
    assert contract.value(Fraction(200), Fraction(8000)) == Fraction(5, 2)
    assert contract.price(Fraction(200), Fraction(5, 2)) == 8000


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('id = "mine"', 'id = ""', 1, "id is empty"),
        ('name = "Mine"', "", 1, "'name' is missing"),
        ('trigger = "at_or_below"', 'triger = "below"', 5, "unknown key 'triger', did you mean 'trigger'?"),
        ('trigger = "at_or_below"', 'trigger = "above"', 5, "trigger is 'above'"),
        ('trigger = "at_or_below"', 'beyond_fund = "claims"', 5, "did you mean 'claim'"),
        ('trigger = "at_or_below"', 'fund = "mine"', 5, "fund"),
        ('trigger = "at_or_below"', 'position_cap = "-1"', 5, "below 0"),
        ('trigger = "at_or_below"', 'slice = "0"', 5, "slice is 0"),
        ('trigger = "at_or_below"', "fee = 0.1", 5, 'write "0.1"'),
        ('trigger = "at_or_below"', 'fee = "1.5"', 5, "between 0 and 1"),
        ('trigger = "at_or_below"', "stage_seconds = -1", 5, "from 0"),
        ('trigger = "at_or_below"', "fee_in_maintenance = 1", 5, "true or false"),
        ('base = "BTC"', 'base = "BTC"\nface = "100"', 10, "only an inverse contract has a face"),
        ('base = "BTC"', 'kind = "quanto"', 9, "kind is 'quanto'"),
        ('base = "BTC"', 'base = "BTC"\nsettle = "BTC"', 10, "settles in its quote asset"),
        ('base = "BTC"', 'base = "USDT"', 10, "two assets"),
        ('base = "BTC"', 'base = "B T C"', 9, "short name"),
        ('symbol = "BTCUSDT-PERP"', 'symbol = "a/b"', 8, "short name"),
        ('symbol = "BTCUSDT-PERP"', 'symbl = "a"', 8, "did you mean 'symbol'?"),
        ('tick = "0.1"', 'tick = "0"', 11, "above 0"),
        ('tick = "0.1"', 'tick = "-0.1"', 11, "above 0"),
        ('lot = "0.001"', 'lot = "1e-3"', 12, "plain decimal"),
        ('lot = "0.001"', 'lot = "NaN"', 12, "plain decimal"),
        ('up_to = "600000"', 'up_to = "50000"', 15, "brackets overlap"),
        ('maintenance = "0.005"', 'maintenance = "0.003"', 15, "must not fall"),
        ('maintenance = "0.005"', 'maintenance = "-0.1"', 15, "between 0 and 1"),
        ('maintenance = "0.005"', 'maintenance = "1"', 15, "below 1"),
        ("max_leverage = 100", "max_leverage = 0", 15, "above 0"),
        ("max_leverage = 100, ", "", 15, "'max_leverage' is missing"),
        ("max_leverage = 100", "max_leverge = 100", 15, "did you mean 'max_leverage'?"),
        ("max_leverage = 100", "max_leverage = 100, deduktion = '1'", 15, "unknown key 'deduktion'"),
        ("max_leverage = 100", "max_leverage = 100, deduction = '-1'", 15, "below 0"),
    ],
)
def test_mistakes_name_their_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(Problem) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert str(caught.value).startswith(f"{tmp_path / 'book.toml'}:{line}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + GOOD[GOOD.index("[[contract]]") :], "stands twice"),
        (GOOD[: GOOD.index("[[contract]]")], "no [[contract]]"),
        (GOOD[: GOOD.index("brackets")], "'brackets' is missing"),
        (GOOD[: GOOD.index("brackets")] + "brackets = []", "brackets is empty"),
        ("contract = 3\n" + GOOD[: GOOD.index("[[contract]]")], "list of tables"),
        ('deductions = "none"\n' + GOOD.replace('"0.005"', '"0.005", deduction = "5"'), 'deductions = "none"'),
        (
            GOOD.replace('trigger = "at_or_below"', "fee_in_maintenance = true").replace('"0.0065"', '"0.9996"'),
            "together",
        ),
        (GOOD + "[fees]\ntaker = '0.1'\nmakr = '0.1'\n", "did you mean 'maker'?"),
        (GOOD + "[fund]\n", "did you mean 'funding'?"),
    ],
)
def test_mistakes_of_the_whole_book(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Problem, match=r"book\.toml:\d+: ") as caught:
        load(tmp_path, text)
    assert said in str(caught.value)


def test_unknown_id_names_the_nearest() -> None:
    with pytest.raises(Problem, match="did you mean 'binance-usdm'"):
        load_rulebook("binance-usmd")
    with pytest.raises(Problem, match="there is no such file"):
        load_rulebook("nowhere/book.toml")
