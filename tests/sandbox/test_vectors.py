"""Published and observed figures of venues through the risk command, each within the tolerance of its source.

`vectors.json` holds every figure that a linear rulebook can express: liquidation, bankruptcy and margins of Binance,
Gate and OKX (fee inside), Bybit (on entry), Hyperliquid and dYdX. Left out is what a rulebook has no rule for: inverse
contracts, Deribit's rates that grow with the size, dYdX's fillable price and its fee at the fund, MEXC's fee inside the
margin, funding clamps. Each row becomes a book of one bracket a contract and an account in JSON.
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


@dataclass(frozen=True)
class Row:
    """One figure; positions are (side, qty, entry, mark, mmr, deduction, margin or None for cross)."""

    name: str
    source: str
    positions: list[list[Any]]
    expected: dict[str, str]
    within: str
    pool: str = "0"
    rules: dict[str, Any] = field(default_factory=dict)
    taker: str = "0"
    leverage: str = "1"


VECTORS = [Row(**row) for row in json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))]


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


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row.name)
def test_figures_of_venues(tmp_path: Path, row: Row) -> None:
    figures = figures_of(tmp_path, row)
    for key, expected in row.expected.items():
        assert figures[key] is not None, key
        assert abs(Decimal(figures[key]) - Decimal(expected)) <= Decimal(row.within), (key, figures[key], expected)


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
