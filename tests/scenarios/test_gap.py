"""The example of the interfaces, ledger row by ledger row, and other gaps beside it."""

from decimal import Decimal
from pathlib import Path

import pytest

from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.events import TransferPosted
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from tests.support.command_line import answer_json, gap_scenario


def rows_of(path: Path) -> list[tuple[str, str, Decimal]]:
    """Play a scenario and return its ledger rows after the opening, amounts as decimals."""
    session = Session.create(MemoryJournal(load_scenario(str(path))))
    session.play_to_end()
    found = []
    for batch in session.batches():
        for event in batch.events:
            if isinstance(event, TransferPosted) and event.cause != "open":
                found.append((event.debit, event.credit, Decimal(event.atoms) / 10**8))
    return found


def test_the_ledger_of_the_example(tmp_path: Path) -> None:
    assert rows_of(gap_scenario(tmp_path)) == [
        ("contract", "contract/isolated/p1", Decimal("793.4")),
        ("contract/isolated/p1", "clearing/BTCUSDT-PERP", Decimal("793.4")),
        ("insurance_fund", "liquidation_desk", Decimal("1074.6")),
        ("liquidation_desk", "clearing/BTCUSDT-PERP", Decimal("1074.6")),
    ]


def test_the_ledger_with_a_fund_of_500(tmp_path: Path) -> None:
    assert rows_of(gap_scenario(tmp_path, fund="500"))[2:] == [
        ("insurance_fund", "liquidation_desk", Decimal("499.689")),
        ("liquidation_desk", "clearing/BTCUSDT-PERP", Decimal("499.689")),
        ("clearing/BTCUSDT-PERP", "short-1/contract", Decimal("424.469")),
    ]


@pytest.mark.parametrize("fund", ["0", "0.5", "537.3", "1074.59999999", "1074.6", "2000"])
@pytest.mark.parametrize("gap", ["7537.2", "7400.0", "6000.0", "0.1"])
@pytest.mark.parametrize(("side", "mirror"), [("long", False), ("short", True)])
def test_other_gaps_funds_and_sides(
    fund: str, gap: str, side: str, mirror: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The fund pays for floor(fund x lots / shortfall) lots; the rest is cut at the bankruptcy price."""
    path = gap_scenario(tmp_path, fund=fund)
    text = path.read_text().replace('"7000.0"', f'"{gap}"')
    price, bankruptcy = Decimal(gap), Decimal("7537.3")
    if mirror:
        price, bankruptcy = Decimal("15868") - price, Decimal("8330.7")
        text = text.replace(f'"{gap}"', f'"{price}"')
        text = text.replace('side = "short"', 'side = "x"').replace('side = "long"', 'side = "short"')
        text = text.replace('side = "x"', 'side = "long"').replace('name = "short-1"', 'name = "long-1"')
    path.write_text(text)
    code, found, _ = answer_json(capsys, "run", path)
    (row,) = [one for one in found["liquidations"] if one["owner"] == "you"]
    a_lot = abs(bankruptcy - price) / 1000
    paid = min(2000, int(Decimal(fund) // a_lot))
    assert row["side"] == side
    assert Decimal(row["from_fund"]) == paid * a_lot
    assert Decimal(row["deleveraged_qty"]) == Decimal(2000 - paid) / 1000
    assert Decimal(found["insurance_fund"].get("USDT", "0")) == Decimal(fund) - paid * a_lot
    assert found["wallets"]["contract"] == {"USDT": "446.6"}
    assert found["wallets"]["spot"] == {"BTC": "1.25", "USDT": "3000"}
    assert Decimal(row["bankruptcy_price"]) == bankruptcy and row["lost_by_trader"] == "793.4"
    assert set(found["conservation"].values()) == {"0"}
    assert code == 0
