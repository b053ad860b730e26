"""Published and observed figures of venues through the risk command, each within the tolerance of its source.

`vectors.json` holds the inputs of every example that is a figure of an account: liquidation, bankruptcy and margins of
Binance, Gate and OKX (fee inside), Bybit (on entry), Hyperliquid and dYdX, linear and inverse. Each row is a book of
one bracket a contract and an account in JSON. The other examples are in `test_vector_stories`.
"""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sandbox.cli.risk import report_json
from sandbox.loading.risk_json import load_accounts
from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.risk.report import report_account
from tests.sandbox.published import PUBLISHED

FIGURES = {
    "liq_price": "liquidation_price",
    "bankruptcy_price": "bankruptcy_price",
    "initial_margin": "initial_margin",
    "maint_margin": "maintenance_margin",
    "margin_ratio": "margin_ratio",
}
TOLD = ("liq_symbol",)  # names what the row is about; no figure


@dataclass(frozen=True)
class Row:
    """One example; positions are (side, qty, entry, mark, mmr, deduction, margin), margin None for cross.

    `face` makes the contracts inverse; `close` is the signed size for which a bankruptcy amount is published.
    """

    name: str
    positions: list[list[Any]]
    pool: str = "0"
    rules: dict[str, Any] = field(default_factory=dict)
    taker: str = "0"
    leverage: str = "1"
    face: str | None = None
    close: str | None = None


VECTORS = [Row(**row) for row in json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))]


def book_text(row: Row) -> str:
    """Write the row's rules as a book of one bracket a contract."""
    lines = ['id = "vector"', 'name = "Vector"', "[fees]", f'taker = "{row.taker}"', "[liquidation]"]
    lines += [f"{key} = {json.dumps(value)}" for key, value in row.rules.items()]
    for at, (_, _, _, _, rate, deduction, _) in enumerate(row.positions):
        lines += ["[[contract]]", f'symbol = "C{at}-PERP"', f'base = "C{at}"', 'quote = "USD"', 'tick = "0.00001"']
        lines += [f'kind = "inverse"\nface = "{row.face}"'] if row.face else ['lot = "0.000001"']
        lines += [
            'brackets = [{ up_to = "1000000000", max_leverage = 125, '
            f'maintenance = "{rate}", deduction = "{deduction}" }}]'
        ]
    return "\n".join(lines)


def account_of(row: Row) -> dict[str, Any]:
    """Write the row's positions as an account of the risk command."""
    positions, marks = [], {}
    for at, (side, qty, entry, mark, _, _, margin) in enumerate(row.positions):
        position = {
            "contract": f"C{at}-PERP",
            "side": side,
            "qty": qty,
            "entry": entry,
            "leverage": row.leverage,
            "margin_mode": "cross" if margin is None else "isolated",
        }
        if margin not in (None, "by leverage"):
            position["isolated_margin"] = margin
        positions.append(position)
        if mark is not None:
            marks[f"C{at}-PERP"] = mark
    return {
        "id": row.name,
        "rulebook": "book.toml",
        "contract_wallet": {"C0" if row.face else "USD": row.pool},
        "marks": marks,
        "positions": positions,
    }


def figures_of(folder: Path, row: Row) -> list[dict[str, Any]]:
    """Answer the row through the files of the risk command; the figures of its positions."""
    (folder / "book.toml").write_text(book_text(row), encoding="utf-8")
    (folder / "account.json").write_text(json.dumps(account_of(row)), encoding="utf-8")
    accounts, is_list = load_accounts(str(folder / "account.json"))
    assert not is_list
    figures: list[dict[str, Any]] = report_json(report_account(accounts[0]))["positions"]
    return figures


def derived(row: Row, figures: list[dict[str, Any]]) -> dict[str, Fraction]:
    """Return the published figures that follow from ours: other units, the same thing."""
    first, (side, qty, entry) = figures[0], row.positions[0][:3]
    found = {}
    if row.close is not None:
        found["bankruptcy_quote"] = -Fraction(row.close) * Fraction(first["bankruptcy_price"])
    if first["liquidation_price"] is not None:
        gain = (Fraction(first["liquidation_price"]) - Fraction(entry)) * Fraction(qty)
        found["equity_at_liq"] = Fraction(row.pool) + (gain if side == "long" else -gain)
    if len(figures) > 1:
        found["tmm_other"] = sum(Fraction(one["maintenance_margin"]) for one in figures[1:])
        found["upnl_other"] = sum(Fraction(one["unrealised_pnl"]) for one in figures[1:])
    if row.name.startswith("okx") and first["margin_ratio"] is not None:
        found["margin_ratio"] = 1 / Fraction(first["margin_ratio"])  # the venue's ratio falls towards 100 %
    return found


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row.name)
def test_figures_of_venues(tmp_path: Path, row: Row) -> None:
    figures, published = figures_of(tmp_path, row), PUBLISHED[row.name]
    ours = {key: first for key, name in FIGURES.items() if (first := figures[0][name]) is not None}
    ours |= derived(row, figures)
    wanted = [key for key in published.expected if key not in TOLD]
    assert wanted
    published.check(**{key: ours[key] for key in wanted})


def test_a_top_up_moves_the_price_as_published(tmp_path: Path) -> None:
    """BTCEX adds the maintenance at the mark, 135.5418; the price before and after are published too."""
    published = PUBLISHED["btcex-topup-01"]
    before = Row("b", [["long", "1.5", "25000", "22590.3", "0.004", "0", "3750"]])
    after = Row("a", [["long", "1.5", "25000", "22590.3", "0.004", "0", "3885.5418"]])
    figures = figures_of(tmp_path, before)[0]
    published.check(
        liq_price_before=Decimal(figures["liquidation_price"]),
        added_margin=Decimal(figures["maintenance_margin"]),
        liq_price_after=Decimal(figures_of(tmp_path, after)[0]["liquidation_price"]),
    )


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
    brackets = load_rulebook(str(tmp_path / "book.toml")).contract("X").brackets
    assert [int(one.deduction) for one in brackets] == [0, 1200, 3020, 4300, 5820, 8460]
