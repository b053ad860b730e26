"""ADL at a price that is somebody's own entry: nobody loses there, whatever the rounding of coins makes of it."""

from pathlib import Path

import pytest

from tests.support.command_line import answer_json

BOOK = """
id = "coin"
name = "Coin book"
[liquidation]
steps = "whole"
adl_price = "mark"
[[contract]]
symbol = "BTCUSD-PERP"
kind = "inverse"
base = "BTC"
quote = "USD"
tick = "0.5"
face = "10"
brackets = [{ up_to = "50", max_leverage = 100, maintenance = "0.01" }]
"""
STORY = """
title = "Deleveraged where it began"
rulebook = "book.toml"
starts = "2020-03-12T10:00:00Z"
ends = "2020-03-12T11:00:00Z"
[wallets]
contract = { BTC = "1" }
[market."BTCUSD-PERP"]
points = [["2020-03-12T10:00:00Z", "4881.0"]]
fees = "none"
[[trader]]
name = "long-1"
wallet = { BTC = "0.0725" }
positions = [
  { contract = "BTCUSD-PERP", side = "long", qty = "370", entry = "5536.0", margin = "isolated", leverage = 10 },
]
[[step]]
at = "2020-03-12T10:00:01Z"
do = "open"
contract = "BTCUSD-PERP"
side = "short"
qty = "195"
margin = "isolated"
leverage = 5
"""


def test_a_short_opened_at_the_mark_is_deleveraged_at_the_mark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The desk's 370 are worth 75804138.5 atoms and yours 39950829.7: rounded up, yours seem to lose and do not."""
    (tmp_path / "book.toml").write_text(BOOK)
    (tmp_path / "story.toml").write_text(STORY)
    code, found, said = answer_json(capsys, "run", tmp_path / "story.toml")
    assert (code, said) == (0, [])
    assert found["liquidations"][0]["deleveraged_qty"] == "370"
    assert found["positions"] == []
    assert found["wallets"]["contract"] == {"BTC": "1"}
