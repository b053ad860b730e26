"""A book with coin- and dollar-settled contracts: the pool of one asset is a unit of its own."""

from pathlib import Path

import pytest

from tests.support.command_line import answer_json

BOOK = """id = "mixed"
name = "Mixed"
[[contract]]
symbol = "BTCUSD-PERP"
kind = "inverse"
base = "BTC"
quote = "USD"
tick = "0.1"
face = "100"
brackets = [{ up_to = "1000", max_leverage = 50, maintenance = "0.01" }]
[[contract]]
symbol = "ETHUSDT-PERP"
base = "ETH"
quote = "USDT"
tick = "0.01"
lot = "0.001"
brackets = [{ up_to = "1000000", max_leverage = 50, maintenance = "0.01" }]
"""
SCENARIO = """title = "Two pools"
rulebook = "book.toml"
starts = "2020-03-12T10:00:00Z"
[wallets]
contract = { BTC = "0.1", USDT = "1000" }
[insurance_fund]
BTC = "10"
[market."BTCUSD-PERP"]
points = [["2020-03-12T10:00:00Z", "8000.0"], ["2020-03-12T10:10:00Z", "4000.0"]]
fees = "none"
[market."ETHUSDT-PERP"]
points = [["2020-03-12T10:00:00Z", "200.00"]]
fees = "none"
"""
STEPS = (
    ("00:01", 'do = "open"\ncontract = "BTCUSD-PERP"\nside = "long"\nqty = "100"\nmargin = "cross"\nleverage = 20'),
    ("10:01", 'do = "open"\ncontract = "BTCUSD-PERP"\nside = "long"\nqty = "1"\nexpect = "UNIT_LIQUIDATING"'),
    ("10:01", 'do = "open"\ncontract = "ETHUSDT-PERP"\nside = "long"\nqty = "1"\nmargin = "cross"\nleverage = 20'),
    ("10:02", 'do = "close"\ncontract = "ETHUSDT-PERP"'),
    ("10:03", 'do = "open"\ncontract = "ETHUSDT-PERP"\nside = "long"\nqty = "1"\nmargin = "isolated"\nleverage = 20'),
    ("10:04", 'do = "margin"\ncontract = "ETHUSDT-PERP"\namount = "10"'),
    (
        "10:04",
        'do = "transfer"\nfrom = "contract"\nto = "spot"\nasset = "USDT"\namount = "1"\nexpect = "TRANSFERS_LOCKED"',
    ),
)


def test_the_liquidation_of_the_coin_pool_leaves_the_dollar_pool_to_trade(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only transfers out are locked: they leave the wallet that holds both."""
    (tmp_path / "book.toml").write_text(BOOK)
    steps = "".join(f'[[step]]\nat = "2020-03-12T10:{at}Z"\n{rows}\n' for at, rows in STEPS)
    (tmp_path / "two.toml").write_text(SCENARIO + steps)
    code, found, err = answer_json(capsys, "run", tmp_path / "two.toml")
    assert (code, err) == (0, [])
    assert found["wallets"]["contract"] == {"BTC": "0", "USDT": "1000"}
    assert [one["reason"] for one in found["refused"]] == ["UNIT_LIQUIDATING", "TRANSFERS_LOCKED"]
