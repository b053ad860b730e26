"""What automatic top-up draws changes what else can be lost: the loss reach against the path that takes most."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from sandbox.engine.reach import reach_rows
from sandbox.loading.scenario_toml import load_scenario
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from tests.support.command_line import answer_json

BOOK = """
id = "entry"
name = "Maintenance on the entry value"
[liquidation]
maintenance_basis = "entry"
steps = "whole"
""" + "".join(
    f"""
[[contract]]
symbol = "{base}USDT-PERP"
base = "{base}"
quote = "USDT"
tick = "0.1"
lot = "0.001"
brackets = [{{ up_to = "1000000", max_leverage = 100, maintenance = "0.1" }}]
"""
    for base in ("AAA", "BBB")
)


def worst_loss(folder: Path, capsys: pytest.CaptureFixture[str], pool: str, positions: list[dict[str, object]]) -> str:
    account = {"rulebook": "book.toml", "contract_wallet": {"USDT": pool}, "positions": positions}
    (folder / "book.toml").write_text(BOOK)
    (folder / "account.json").write_text(json.dumps(account))
    code, found, said = answer_json(capsys, "risk", folder / "account.json")
    assert (code, said) == (0, [])
    return str(next(row["worst_loss"] for row in found["reach"] if row["wallet"] == "contract"))


def told_by_the_engine(folder: Path) -> Fraction:
    """Return what the engine says of the account of the scenario that `left` played, right after its opening."""
    session = Session.create(MemoryJournal(load_scenario(str(folder / "fall.toml"))))
    session.advance_to(session.now_ns)
    row = next(one for one in reach_rows(session.state) if one.wallet == "contract" and one.asset == "USDT")
    return Fraction(row.worst_loss_atoms, 10**8)


def left(folder: Path, capsys: pytest.CaptureFixture[str], pool: str, body: str) -> Fraction:
    """Play the fall to the lowest tick of one contract after the other; return what the contract wallet keeps."""
    (folder / "fall.toml").write_text(
        f"""title = "Down to the lowest tick"
rulebook = "book.toml"
starts = "2020-03-12T10:00:00Z"
[wallets]
contract = {{ USDT = "{pool}" }}
[insurance_fund]
USDT = "100000"
[market."BBBUSDT-PERP"]
points = [["2020-03-12T10:00:00Z", "1000.0"], ["2020-03-12T10:10:00Z", "0.1"]]
[market."AAAUSDT-PERP"]
points = [["2020-03-12T10:00:00Z", "1000.0"], ["2020-03-12T10:20:00Z", "0.1"]]
{body}"""
    )
    code, found, said = answer_json(capsys, "run", folder / "fall.toml")
    assert (code, said) == (0, []) and not found["positions"]
    return Fraction(found["wallets"]["contract"]["USDT"])


def isolated(limit: object) -> dict[str, object]:
    return {
        "contract": "BBBUSDT-PERP",
        "side": "long",
        "qty": "1",
        "entry": "1000",
        "margin_mode": "isolated",
        "leverage": 10,
        "auto_top_up": limit,
    }


ISOLATED = """[[position]]
contract = "BBBUSDT-PERP"
side = "long"
qty = "1"
entry = "1000.0"
margin = "isolated"
leverage = 10
[[step]]
at = "2020-03-12T10:00:00Z"
do = "auto_top_up"
contract = "BBBUSDT-PERP"
on = true
"""


def test_a_compartment_topped_up_by_less_than_it_may_be_can_lose_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With all 2,000 it would outlast the fall of 999.9; topped up to 1,000, as 1x allows, it goes as a whole."""
    assert Fraction(worst_loss(tmp_path, capsys, "2000", [isolated(True)])) == Fraction(
        "1099.9"
    )  # 999.9 + 10 % of 1,000
    assert left(tmp_path, capsys, "2100", ISOLATED) == 1100
    assert told_by_the_engine(tmp_path) == Fraction("1099.9")


def test_a_pool_that_top_up_draws_on_no_longer_carries_its_cross_positions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """1,150 outlast a fall of 999.9 with 150.1 to spare; without 60 of them they are liquidated, and all goes."""
    cross = {"contract": "AAAUSDT-PERP", "side": "long", "qty": "1", "entry": "1000", "margin_mode": "cross"}
    assert worst_loss(tmp_path, capsys, "1150", [isolated("60"), cross]) == "1250"
    body = ISOLATED + 'limit = "60"\n'
    body = (
        '[[position]]\ncontract = "AAAUSDT-PERP"\nside = "long"\nqty = "1"\nentry = "1000.0"\nmargin = "cross"\n' + body
    )
    assert left(tmp_path, capsys, "1250", body) == 0
    assert told_by_the_engine(tmp_path) == 1250


def test_a_small_position_cannot_draw_a_large_pool_dry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cross = {"contract": "AAAUSDT-PERP", "side": "long", "qty": "10", "entry": "1000", "margin_mode": "cross"}
    fees = Fraction("0.1") * 10 * Fraction("0.0005")
    expected = (
        Fraction("1099.9") + 9_999 + fees
    )  # the compartment as before, ten times the fall of 999.9, the closing fee
    assert Fraction(worst_loss(tmp_path, capsys, "20000", [isolated(True), cross])) == expected
