"""Accounts of the risk command: what is taken as it stands, and every mistake with file and line."""

from fractions import Fraction
from pathlib import Path

import pytest

from sandbox.loading.risk_json import load_accounts
from sandbox.values.problems import Problem

GOOD = """{"id": "a1",
 "rulebook": "binance-usdm",
 "account_mode": "segregated",
 "contract_wallet": {"USDT": "1240"},
 "spot_wallet": {"BTC": "1.25", "SOL": "0"},
 "marks": {"BTCUSDT-PERP": "7934.05"},
 "positions": [
  {"contract": "BTCUSDT-PERP", "side": "long",
   "qty": "2.00001",
   "entry": "7934.123456789",
   "margin_mode": "isolated",
   "leverage": 20,
   "isolated_margin": "793.40"},
  {"contract": "ETHUSDT-PERP", "side": "short", "qty": "1", "open_value": "200.5", "margin_mode": "cross"}
 ]}
"""


def load(tmp_path: Path, text: str) -> list:
    path = tmp_path / "accounts.json"
    path.write_text(text, encoding="utf-8")
    accounts, _ = load_accounts(str(path))
    return accounts


def test_decimals_are_taken_as_given(tmp_path: Path) -> None:
    account = load(tmp_path, GOOD)[0]
    first, second = account.positions
    assert first.open_value == Fraction("2.00001") * Fraction("7934.123456789") and first.mark == Fraction("7934.05")
    assert (first.side, first.leverage, first.isolated_margin) == (1, 20, Fraction("793.4"))
    assert (second.side, second.leverage, second.isolated_margin, second.mark) == (-1, None, None, Fraction("200.5"))
    assert account.outside_wallets["spot"] == {"BTC": Fraction("1.25"), "SOL": 0}


def test_isolated_margin_left_out_is_entry_notional_by_leverage(tmp_path: Path) -> None:
    text = GOOD.replace('"leverage": 20,\n   "isolated_margin": "793.40"', '"leverage": "20"')
    position = load(tmp_path, text)[0].positions[0]
    assert position.isolated_margin == position.open_value / 20


def test_one_object_or_a_list(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(f"[{GOOD}, {GOOD}]", encoding="utf-8")
    accounts, is_list = load_accounts(str(path))
    assert len(accounts) == 2 and is_list
    path.write_text("[]", encoding="utf-8")
    assert load_accounts(str(path)) == ([], True)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('"id": "a1"', '"id": 1', 1, "id must be text"),
        ('"id": "a1"', '"idd": "a1"', 1, "unknown key 'idd', did you mean 'id'?"),
        ("binance-usdm", "binance-usmd", 2, "did you mean 'binance-usdm'"),
        ("binance-usdm", "\\u0000", 2, "neither a file nor"),
        ("segregated", "unified", 3, "does not offer 'unified'"),
        ("segregated", "segregate", 3, "did you mean 'segregated'"),
        ('{"USDT": "1240"}', '{"USDT": 1240}', 4, 'write "1240"'),
        ('{"USDT": "1240"}', '{"USDT": "-1"}', 4, "below 0"),
        ('{"USDT": "1240"}', '{"USDX": "1"}', 4, "unknown asset 'USDX' in contract_wallet; did you mean 'USDT'"),
        ('{"USDT": "1240"}', '"1240"', 4, "must be a table"),
        ('"1.25"', '"1e5"', 5, "plain decimal"),
        ('"1.25"', "null", 5, "missing"),
        ('"7934.05"', '"0"', 6, "above 0"),
        ('{"BTCUSDT-PERP": "7934.05"}', '{"BTCUSD": "1"}', 6, "unknown contract 'BTCUSD'"),
        ('"side": "long"', '"side": "up"', 8, "side is 'up'"),
        ('"2.00001"', '"NaN"', 9, "plain decimal"),
        ('"2.00001"', "2.5", 9, 'write "2.5"'),
        ('"2.00001"', '"-2"', 9, "above 0"),
        ('"2.00001"', '"1e999999"', 9, "plain decimal"),
        ('"entry": "7934.123456789"', '"entri": "1"', 10, "did you mean 'entry'?"),
        ('"entry": "7934.123456789"', '"entry": "1", "open_value": "1"', 10, "both given"),
        ('"isolated"', '"izolated"', 11, "did you mean 'isolated'?"),
        ('"leverage": 20', '"leverage": 2.5', 12, "whole number or a decimal in quotes"),
        ('"leverage": 20', '"leverage": true', 12, "whole number"),
        ('"leverage": 20', '"leverage": 0', 12, "above 0"),
        ('"leverage": 20', '"lverage": 20', 12, "unknown key 'lverage', did you mean 'leverage'?"),
        ('"isolated_margin": "793.40"', '"isolated_margin": "-1"', 13, "below 0"),
        (
            '"margin_mode": "cross"',
            '"margin_mode": "cross", "isolated_margin": "1"',
            14,
            "cross position has no isolated",
        ),
        ('"contract": "ETHUSDT-PERP"', '"contract": "XRPUSDT-PERP"', 14, "unknown contract 'XRPUSDT-PERP'"),
        ('"margin_mode": "cross"', '"margin_mode": "isolated"', 14, "needs isolated_margin or leverage"),
    ],
)
def test_mistakes_name_their_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(Problem) as caught:
        load(tmp_path, GOOD.replace(old, new))
    text = str(caught.value)
    assert text.startswith(f"{tmp_path / 'accounts.json'}:{line}: "), text
    assert said in text and "\n" not in text


def test_second_cross_position_of_a_side_is_refused_and_isolated_ones_stand_alone(tmp_path: Path) -> None:
    row = '{"contract": "ETHUSDT-PERP", "side": "short", "qty": "1", "entry": "1", "margin_mode": "%s", "leverage": 1}'
    doubled = GOOD.replace('"cross"}\n', f'"cross"}},\n{row % "cross"}\n')
    with pytest.raises(Problem, match=r":15: a second cross short in ETHUSDT-PERP"):
        load(tmp_path, doubled)
    assert len(load(tmp_path, doubled.replace(row % "cross", row % "isolated"))[0].positions) == 3
    both = doubled.replace('"short", "qty": "1", "entry"', '"long", "qty": "1", "entry"')
    assert len(load(tmp_path, both)[0].positions) == 3  # a long beside the short: hedge mode


def test_long_and_short_of_one_contract_are_one_position_where_a_book_has_no_hedge_mode(tmp_path: Path) -> None:
    row = '{"contract": "ETHUSDT-PERP", "side": "%s", "qty": "1", "entry": "2000", "margin_mode": "cross"}'
    text = f'{{"rulebook": "hyperliquid",\n"positions": [{row % "long"},\n{row % "short"}]}}'
    with pytest.raises(Problem, match=r":3: hyperliquid has no hedge mode"):
        load(tmp_path, text)
    assert len(load(tmp_path, text.replace("hyperliquid", "binance-usdm"))[0].positions) == 2


def test_rulebook_path_is_relative_to_the_file_and_its_mistakes_name_the_book(tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "b.toml").write_text('id = "b"\n', encoding="utf-8")
    with pytest.raises(Problem, match=r"books.b\.toml:1: the key 'name' is missing"):
        load(tmp_path, GOOD.replace("binance-usdm", "books/b.toml"))
