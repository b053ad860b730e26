"""Published and observed figures of venues, as far as a linear rulebook can express them, through the risk report.

The first table is our own small copy (so the repository passes alone); the second test reads the whole reference
file where it lies beside the checkout. Each row becomes a book of one bracket a contract and an account in JSON.
"""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox.cli.risk import report_json
from sandbox.loading.risk_json import load_accounts
from sandbox.risk.report import report_account

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "vectors.json"


@dataclass(frozen=True)
class Row:
    """One figure; positions are (side, qty, entry, mark, mmr, deduction, margin or None for cross)."""

    name: str
    positions: list[tuple[Any, ...]]
    expected: dict[str, str]
    within: str
    pool: str = "0"
    rules: dict[str, Any] = field(default_factory=dict)
    taker: str = "0"
    leverage: str = "1"


FEE = {"fee_in_maintenance": True}
ENTRY = {"maintenance_basis": "entry"}
BELOW = {"trigger": "below"}

OWN = [
    Row(
        "binance isolated short",
        [("short", "1", "10", None, "0.01", "0.01", "2")],
        {"liquidation_price": "11.891089108910891", "bankruptcy_price": "12"},
        "1e-5",
    ),
    Row(
        "binance isolated short 0.6",
        [("short", "0.6", "10", None, "0.01", "0.01", "1.2")],
        {"liquidation_price": "11.897689768976898"},
        "1e-5",
    ),
    Row(
        "binance isolated long",
        [("long", "1", "10", None, "0.01", "0.01", "2")],
        {"liquidation_price": "8.070707070707071"},
        "1e-5",
    ),
    Row(
        "binance isolated long 0.6",
        [("long", "0.6", "10", None, "0.01", "0.01", "1.2")],
        {"liquidation_price": "8.063973063973064"},
        "1e-5",
    ),
    Row(
        "binance cross, one contract",
        [("long", "3683.979", "1456.84", "1335.18", "0.1", "135365", None)],
        {"liquidation_price": "1114.78"},
        "0.005",
        pool="1535443.01",
    ),
    Row(
        "binance cross, two contracts",
        [
            ("long", "3683.979", "1456.84", "1335.18", "0.1", "135365", None),
            ("long", "109.488", "32481.98", "31967.27", "0.025", "16300", None),
        ],
        {"liquidation_price": "1153.26"},
        "0.006",
        pool="1535443.01",
    ),
    Row(
        "gate short, fee inside",
        [("short", "1", "10", None, "0.01", "0", "2")],
        {"liquidation_price": "11.87413417771621"},
        "1e-5",
        rules=FEE,
        taker="0.0006",
    ),
    Row(
        "gate long, fee inside",
        [("long", "1", "10", None, "0.01", "0", "2")],
        {"liquidation_price": "8.085708510208207"},
        "1e-5",
        rules=FEE,
        taker="0.0006",
    ),
    Row(
        "okx cross long, fee inside",
        [("long", "0.01", "34131.1", "34132.18608358957", "0.004", "0", None)],
        {"liquidation_price": "12608.959083877446"},
        "0.01",
        pool="215.78881232",
        rules=FEE,
        taker="0.0005",
    ),
    Row(
        "bybit long on entry value",
        [("long", "1", "20000", None, "0.005", "0", "400")],
        {"liquidation_price": "19700"},
        "0",
        rules=ENTRY,
    ),
    Row(
        "bybit short with margin added",
        [("short", "1", "20000", None, "0.005", "0", "3400")],
        {"liquidation_price": "23300"},
        "0",
        rules=ENTRY,
    ),
    Row(
        "bybit short 40x",
        [("short", "1", "8000", None, "0.005", "0", "200")],
        {"liquidation_price": "8160"},
        "0",
        rules=ENTRY,
    ),
    Row(
        "bybit long before replenishment",
        [("long", "5", "8000", "8000", "0.005", "0", "4000")],
        {"liquidation_price": "7240", "initial_margin": "4000"},
        "0",
        rules=ENTRY,
        leverage="10",
    ),
    Row(
        "hyperliquid long 2x",
        [("long", "0.0199", "2459.5", None, "0.01", "0", "24.454895")],
        {"liquidation_price": "1243.0411908"},
        "0.13",
        rules=BELOW,
    ),
    Row(
        "hyperliquid short 2x",
        [("short", "0.00069", "68595", None, "0.01", "0", "23.64871")],
        {"liquidation_price": "101849.99354283"},
        "10.2",
        rules=BELOW,
    ),
    Row(
        "hyperliquid short 10x",
        [("short", "0.5", "190", None, "0.05", "0", "9.5")],
        {"liquidation_price": "199.04761904761904"},
        "1e-9",
        rules=BELOW,
    ),
    Row(
        "dydx short",
        [("short", "3", "3000", "3000", "0.05", "0", None)],
        {"liquidation_price": "3174.6"},
        "0.02",
        pool="1000",
        rules=BELOW,
    ),
    Row(
        "dydx short beside a long",
        [("short", "1.5", "3000", "3000", "0.05", "0", None), ("long", "1000", "1.75", "1.75", "0.1", "0", None)],
        {"liquidation_price": "3380.95"},
        "0.006",
        pool="1000",
        rules=BELOW,
    ),
    Row(
        "dydx bankruptcy, long",
        [("long", "0.1", "50000", "50000", "0.1", "0", None)],
        {"bankruptcy_price": "45010"},
        "0",
        pool="499",
        rules=BELOW,
    ),
    Row(
        "dydx bankruptcy, short",
        [("short", "0.1", "50000", "50000", "0.1", "0", None)],
        {"bankruptcy_price": "54990"},
        "0",
        pool="499",
        rules=BELOW,
    ),
    Row(
        "dydx bankruptcy, two longs",
        [("long", "0.1", "3000", "3000", "0.1", "0", None), ("long", "0.004", "50000", "50000", "0.1", "0", None)],
        {"bankruptcy_price": "2940"},
        "0",
        pool="10",
        rules=BELOW,
    ),
    Row(
        "dydx bankruptcy of a loser",
        [("short", "500", "1", "2", "0.03", "0", None)],
        {"bankruptcy_price": "1.2"},
        "0",
        pool="100",
        rules=BELOW,
    ),
    Row(
        "binance margins at the mark",
        [("long", "1", "129.1935", "129.5889", "0.004", "0", "1.0467606")],
        {"initial_margin": "1.0367112", "maintenance_margin": "0.5183556", "margin_ratio": "0.35942987"},
        "1e-6",
        leverage="125",
    ),
    Row(
        "btcex before a top-up",
        [("long", "1.5", "25000", "22590.3", "0.004", "0", "3750")],
        {"liquidation_price": "22590.3"},
        "0.1",
    ),
]


def figures_of(folder: Path, row: Row) -> dict[str, Any]:
    """Write the row as a rulebook and an account, and return the first position's figures."""
    lines = ['id = "vector"', 'name = "Vector"', "[fees]", f'taker = "{row.taker}"', "[liquidation]"]
    lines += [f"{key} = {json.dumps(value)}" for key, value in row.rules.items()]
    positions, marks = [], {}
    for at, (side, qty, entry, mark, rate, deduction, margin) in enumerate(row.positions):
        symbol = f"C{at}-PERP"
        lines += [
            "[[contract]]",
            f'symbol = "{symbol}"',
            f'base = "C{at}"',
            'quote = "USD"',
            'tick = "0.00001"',
            'lot = "0.000001"',
            'brackets = [{ up_to = "1000000000", max_leverage = 125, '
            f'maintenance = "{rate}", deduction = "{deduction}" }}]',
        ]
        position = {
            "contract": symbol,
            "side": side,
            "qty": qty,
            "entry": entry,
            "leverage": row.leverage,
            "margin_mode": "cross" if margin is None else "isolated",
        }
        if margin is not None:
            position["isolated_margin"] = margin
        positions.append(position)
        if mark is not None:
            marks[symbol] = mark
    (folder / "book.toml").write_text("\n".join(lines), encoding="utf-8")
    account = {
        "id": row.name,
        "rulebook": "book.toml",
        "contract_wallet": {"USD": row.pool},
        "marks": marks,
        "positions": positions,
    }
    (folder / "account.json").write_text(json.dumps(account), encoding="utf-8")
    accounts, is_list = load_accounts(str(folder / "account.json"))
    assert not is_list
    figures: dict[str, Any] = report_json(report_account(accounts[0]))["positions"][0]
    return figures


def check(folder: Path, row: Row) -> None:
    figures = figures_of(folder, row)
    for key, expected in row.expected.items():
        assert figures[key] is not None, key
        assert abs(Decimal(figures[key]) - Decimal(expected)) <= Decimal(row.within), (key, figures[key], expected)


@pytest.mark.parametrize("row", OWN, ids=lambda row: row.name)
def test_figures_of_our_own_table(tmp_path: Path, row: Row) -> None:
    check(tmp_path, row)


FORMULAS: dict[str, tuple[dict[str, Any], bool]] = {  # formula -> rules, whether the maintenance amount is used
    "binance_linear": ({}, True),
    "binance_linear_cross": ({}, True),
    "binance_margin": ({}, True),
    "fee_inclusive_linear": (FEE, False),
    "okx_linear_cross": (FEE, True),
    "bybit_legacy_linear": (ENTRY, True),
    "hyperliquid": (BELOW, True),
    "dydx_linear": (BELOW, True),
    "dydx_linear_cross": (BELOW, True),
}
KEYS = {
    "liq_price": "liquidation_price",
    "initial_margin": "initial_margin",
    "maint_margin": "maintenance_margin",
    "bankruptcy_price": "bankruptcy_price",
}


def plain(number: Any) -> str:
    return format(Decimal(repr(number)), "f")


def as_row(vector: dict[str, Any]) -> Row | None:
    """Return a reference vector as a row, None where a linear rulebook cannot express it."""
    if vector.get("contract") != "linear" or vector["formula"] not in FORMULAS:
        return None
    rules, uses_amount = FORMULAS[vector["formula"]]
    first = vector["positions"][0]
    if first["symbol"] == vector["expected"].get("liq_symbol", first["symbol"]):
        positions = [vector_position(vector, one, uses_amount) for one in vector["positions"]]
    else:
        positions = [vector_position(vector, one, uses_amount) for one in reversed(vector["positions"])]
    taker = plain(first.get("taker_fee") or 0.0006) if rules is FEE else "0"
    expected = {KEYS[key]: plain(value) for key, value in vector["expected"].items() if key in KEYS}
    if vector["formula"] == "binance_margin":
        expected["margin_ratio"] = plain(vector["expected"]["margin_ratio"])
    return Row(
        vector["id"],
        positions,
        expected,
        plain(vector["tolerance"]),
        plain(vector["wallet_balance"] or 0),
        rules,
        taker,
        plain(first.get("leverage") or 1),
    )


def vector_position(vector: dict[str, Any], one: dict[str, Any], uses_amount: bool) -> tuple[Any, ...]:
    amount = plain(one["maint_amount"] or 0) if uses_amount else "0"
    if vector["formula"] == "binance_margin":
        mark = Decimal(plain(one["notional_at_mark"]))
        entry = mark - Decimal(plain(one["unrealised_pnl"]))
        return one["side"], "1", str(entry), str(mark), plain(one["mmr"]), amount, plain(one["isolated_wallet"])
    cross = vector["margin_mode"] == "cross" or one.get("isolated_margin") is None
    margin = None if cross else plain(one["isolated_margin"])
    mark = None if one["mark"] is None else plain(one["mark"])
    return one["side"], plain(one["qty"]), plain(one["entry"]), mark, plain(one["mmr"]), amount, margin


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference figures lie beside the checkout only where shared")
def test_every_linear_row_of_the_reference_file(tmp_path: Path) -> None:
    rows = [as_row(vector) for vector in json.loads(REFERENCE.read_text(encoding="utf-8"))]
    expressible = [row for row in rows if row is not None]
    assert len(expressible) >= 35
    for row in expressible:
        try:
            check(tmp_path, row)
        except AssertionError as error:
            raise AssertionError(f"{row.name}: {error}") from None


def test_bracket_amounts_of_the_reference_follow_from_the_rates(tmp_path: Path) -> None:
    """Bybit's published deductions, derived by us from caps and rates alone (continuity)."""
    caps = ["2000000", "2600000", "3200000", "3800000", "4400000", "5000000"]
    rates = ["0.005", "0.0056", "0.0063", "0.0067", "0.0071", "0.0077"]
    rows = [
        f'{{ up_to = "{cap}", max_leverage = 50, maintenance = "{rate}" }}'
        for cap, rate in zip(caps, rates, strict=True)
    ]
    (tmp_path / "book.toml").write_text(
        'id = "b"\nname = "B"\n[[contract]]\nsymbol = "X"\nbase = "X"\nquote = "USD"\ntick = "1"\nlot = "1"\n'
        f"brackets = [{', '.join(rows)}]\n",
        encoding="utf-8",
    )
    from sandbox.loading.rulebook_toml import load_rulebook

    brackets = load_rulebook(str(tmp_path / "book.toml")).contract("X").brackets
    assert [int(one.deduction) for one in brackets] == [0, 1200, 3020, 4300, 5820, 8460]
