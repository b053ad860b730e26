"""Inverse contracts: published figures through the risk report, and a search over ticks that knows no algebra."""

import json
import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sandbox.cli.risk import report_json
from sandbox.loading.risk_json import load_accounts
from sandbox.risk.report import report_account

COINM = [
    ("5", "125", "0.004"),
    ("10", "100", "0.005"),
    ("20", "50", "0.01"),
    ("50", "20", "0.025"),
    ("100", "10", "0.05"),
    ("200", "5", "0.1"),
    ("400", "4", "0.125"),
    ("1000", "3", "0.15"),
]
STEP_RATES = [("20", "100", "0.004"), ("40", "50", "0.006"), ("60", "40", "0.011")]
FLAT = [("1000000", "125", "0.005")]


def write_book(folder: Path, rows: list[tuple[str, str, str]], face: str, tick: str, rules: str, taker: str) -> Path:
    brackets = ",\n".join(
        f'  {{ up_to = "{up_to}", max_leverage = {leverage}, maintenance = "{rate}" }}'
        for up_to, leverage, rate in rows
    )
    path = folder / "book.toml"
    path.write_text(
        f'id = "coin"\nname = "Coin"\n[liquidation]\n{rules}\n[fees]\ntaker = "{taker}"\n[[contract]]\n'
        f'symbol = "BTCUSD-PERP"\nkind = "inverse"\nbase = "BTC"\nquote = "USD"\nsettle = "BTC"\n'
        f'tick = "{tick}"\nlot = "1"\nface = "{face}"\n'
        + ('deductions = "none"\n' if rows is STEP_RATES else "")
        + f"brackets = [\n{brackets}\n]\n"
    )
    return path


def ask(
    folder: Path, book: Path, position: dict[str, Any], wallet: str = "0", mark: str | None = None
) -> dict[str, Any]:
    account = {
        "rulebook": str(book),
        "contract_wallet": {"BTC": wallet},
        "marks": {} if mark is None else {"BTCUSD-PERP": mark},
        "positions": [{"contract": "BTCUSD-PERP", **position}],
    }
    path = folder / "account.json"
    path.write_text(json.dumps(account))
    accounts, _ = load_accounts(str(path))
    answer: dict[str, Any] = report_json(report_account(accounts[0]))
    return answer


@pytest.mark.parametrize(
    ("name", "face", "rows", "rules", "taker", "position", "wallet", "expected", "within"),
    [
        (
            "bybit api, entry basis, 1x",
            "1",
            FLAT,
            'maintenance_basis = "entry"',
            "0",
            {
                "side": "long",
                "qty": "5",
                "entry": "7197.35137469",
                "margin_mode": "isolated",
                "isolated_margin": "0.0006947",
            },
            "0",
            {"liquidation_price": "3607.6949246577", "bankruptcy_price": "3598.6756873471"},
            "1e-4",
        ),
        (
            "bybit help, entry basis, 50x",
            "1",
            FLAT,
            'maintenance_basis = "entry"',
            "0",
            {"side": "long", "qty": "5000", "entry": "7890.08", "margin_mode": "isolated", "leverage": 50},
            "0",
            {"liquidation_price": "7773.4778325123", "bankruptcy_price": "7735.3725490196"},
            "1e-6",
        ),
        (
            "bybit learn, entry basis, 25x",
            "1",
            FLAT,
            'maintenance_basis = "entry"',
            "0",
            {"side": "long", "qty": "100", "entry": "11383.5", "margin_mode": "isolated", "leverage": 25},
            "0",
            {"liquidation_price": "10998.5507246377"},
            "1e-6",
        ),
        (
            "okx api, fee inside; the venue shows one tick of 0.01 more",
            "10",
            [("1000000", "100", "0.008")],
            "fee_in_maintenance = true",
            "0.0005",
            {
                "side": "long",
                "qty": "1",
                "entry": "2566.31",
                "margin_mode": "isolated",
                "isolated_margin": "0.0003896645377994",
            },
            "0",
            {"liquidation_price": "2352.8496681818"},
            "0.011",
        ),
        (
            "binance coin-m, cross, in the bracket that holds at the price",
            "100",
            COINM,
            "",
            "0",
            {"side": "long", "qty": "100000", "entry": "45000", "margin_mode": "cross"},
            "101",
            {"liquidation_price": "33599.4186056158", "liquidation_tick": "33599.4"},
            "0.05",
        ),
    ],
)
def test_published_figures(
    tmp_path: Path,
    name: str,
    face: str,
    rows: list[tuple[str, str, str]],
    rules: str,
    taker: str,
    position: dict[str, Any],
    wallet: str,
    expected: dict[str, str],
    within: str,
) -> None:
    book = write_book(tmp_path, rows, face, "0.1", rules, taker)
    answer = ask(tmp_path, book, position, wallet)["positions"][0]
    for key, value in expected.items():
        assert abs(Decimal(answer[key]) - Decimal(value)) <= Decimal(within), (name, key, answer[key])


def test_a_short_without_leverage_has_no_liquidation_price_and_loses_its_open_value_at_most(tmp_path: Path) -> None:
    book = write_book(tmp_path, FLAT, "100", "0.1", "", "0")
    position = {"side": "short", "qty": "100", "entry": "10000", "margin_mode": "cross"}
    answer = ask(tmp_path, book, position, "2")
    assert answer["positions"][0]["liquidation_price"] is None
    assert answer["positions"][0]["bankruptcy_price"] is None
    contract = next(row for row in answer["reach"] if row["wallet"] == "contract")
    assert contract["worst_loss"] == "1"  # 100 contracts of 100 at 10,000: one coin, however high the price


def liquidated(
    side: int, quantity: Fraction, entry: Fraction, cash: Fraction, price: Fraction, book: dict[str, Any]
) -> bool:
    """Decide naively: equity in coin against the bracket of the value at this price."""
    value, opened = quantity / price, quantity / entry
    equity = cash + side * (opened - value)
    basis = opened if book["entry"] else value
    deduction, before, held = Fraction(0), None, None
    for up_to, _, rate in book["rows"]:
        rate_now = Fraction(rate) + book["extra"]
        if before is not None and not book["steps"]:
            deduction += before[0] * (rate_now - before[1])
        held = (rate_now, deduction)
        before = (Fraction(up_to), rate_now)
        if basis <= before[0]:
            break
    assert held is not None
    maintenance = basis * held[0] - held[1]
    return equity < maintenance if book["below"] else equity <= maintenance


@pytest.mark.parametrize("seed", range(20))
def test_predicted_tick_is_the_first_a_search_finds(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    rows = rng.choice([COINM, STEP_RATES, FLAT])
    entry_basis, below, fee = rng.random() < 0.3, rng.random() < 0.3, rng.random() < 0.3
    rules = "\n".join(
        [
            f'maintenance_basis = "{"entry" if entry_basis else "mark"}"',
            f'trigger = "{"below" if below else "at_or_below"}"',
            f"fee_in_maintenance = {str(fee).lower()}",
        ]
    )
    taker = "0.0005"
    path = write_book(tmp_path, rows, "100", "1", rules, taker)
    book = {
        "rows": rows,
        "steps": rows is STEP_RATES,
        "entry": entry_basis,
        "below": below,
        "extra": Fraction(taker) if fee else Fraction(0),
    }
    for _ in range(5):
        side, contracts, mark = rng.choice([1, -1]), rng.randint(1, 20_000), rng.randint(500, 3_000)
        entry = Fraction(mark * rng.randint(95, 105), 100)
        value = Fraction(contracts * 100) / mark
        margin = (value / rng.choice([1, 2, 3, 5, 10, 20])).limit_denominator(10**8)
        decimal = Fraction(int(margin * 10**8), 10**8)
        answer = ask(
            tmp_path,
            path,
            {
                "side": "long" if side > 0 else "short",
                "qty": str(contracts),
                "entry": str(Decimal(entry.numerator) / entry.denominator),
                "margin_mode": "isolated",
                "isolated_margin": f"{Decimal(decimal.numerator) / decimal.denominator:f}",
            },
            mark=str(mark),
        )["positions"][0]
        quantity = Fraction(contracts * 100)
        if liquidated(side, quantity, entry, decimal, Fraction(mark), book):
            continue
        ticks = range(mark - 1, 0, -1) if side > 0 else range(mark + 1, mark * 12)
        found = next((t for t in ticks if liquidated(side, quantity, entry, decimal, Fraction(t), book)), None)
        told = answer["liquidation_tick"]
        if found is None and told is not None:
            assert Fraction(told) >= mark * 12 or rows is STEP_RATES, (seed, answer)
        else:
            assert told == (None if found is None else str(found)), (seed, side, answer)
