"""Positions whose contract gets its first price late, or never: they wait."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.scenarios.test_gap_by_hand import played
from tests.support.command_line import GAP

LATE = """
[[trader]]
name = "both"
wallet = { USDT = "300" }
[[trader.positions]]
contract = "BTCUSDT-PERP"
side = "long"
qty = "1"
entry = "7934.0"
margin = "MODE"
[[trader.positions]]
contract = "ETHUSDT-PERP"
side = "long"
qty = "3"
entry = "200.00"
margin = "cross"
[market."ETHUSDT-PERP"]
points = [["2020-03-12T10:30:0SECONDZ", "190.00"]]
fees = "none"
"""


def story(folder: Path, book: str, second: int, mode: str = "cross") -> Path:
    """Write the gap scenario with a trader whose second contract has its first price a few seconds after the gap."""
    text = GAP.replace("FUND", "50000").replace('"binance-usdm"', f'"{book}"')
    path = folder / "late.toml"
    start = text.index("[[step]]")
    path.write_text(text[:start] + LATE.replace("SECOND", str(second)).replace("MODE", mode))
    return path


@pytest.mark.parametrize("book", ["binance-usdm", "bulkhead-teaching"])
@pytest.mark.parametrize("second", range(8))
def test_a_leg_whose_first_price_comes_during_the_liquidation_is_left_alone(
    book: str, second: int, tmp_path: Path
) -> None:
    found = played(story(tmp_path, book, second))
    assert set(found["conservation"].values()) == {"0"}
    rows = [row for row in found["liquidations"] if row["owner"] == "both"]
    assert rows[0]["contract"] == "BTCUSDT-PERP" and sum(Decimal(row["lost_by_trader"]) for row in rows) == 300
    assert found["traders"]["both"]["contract"] == {"USDT": "0"}


def test_an_isolated_position_that_never_has_a_price_is_listed_without_one(tmp_path: Path) -> None:
    path = story(tmp_path, "binance-usdm", 9, "isolated")
    text = path.read_text().replace('qty = "1"\n', 'qty = "1"\nisolated_margin = "250"\n')
    text = text.replace("[[trader.positions]]\ncontract", "[[trader.positions]]\ncontract", 1)
    path.write_text(
        text.replace("2020-03-12T11:00:00Z", "2020-03-12T10:29:00Z").replace('T10:00:00Z", "7934', 'T10:29:30Z", "7934')
    )
    (first, second) = played(path)["traders"]["both"]["positions"]
    assert "mark" not in first and first["isolated_margin"] == "250" and "mark" not in second
