"""Run the command line inside the test, and write scenario files."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.cli.main import main

REPOSITORY = Path(__file__).resolve().parents[2]
GAP = """title = "A gap"
rulebook = "binance-usdm"
starts = "2020-03-12T10:00:00Z"
ends = "2020-03-12T11:00:00Z"

[wallets]
spot = { BTC = "1.25", USDT = "3000" }
contract = { USDT = "1240" }
cold = { BTC = "0.8" }

[insurance_fund]
USDT = "FUND"

[market."BTCUSDT-PERP"]
source = "path"
points = [["2020-03-12T10:00:00Z", "7934.0"], ["2020-03-12T10:30:00Z", "7000.0"]]
between = "hold"
fees = "none"

[[trader]]
name = "short-1"
wallet = { USDT = "5000" }
positions = [{ contract = "BTCUSDT-PERP", side = "short", qty = "2", entry = "7934.0", leverage = 10 }]

[[step]]
at = "2020-03-12T10:00:01Z"
do = "open"
contract = "BTCUSDT-PERP"
side = "long"
qty = "2"
margin = "isolated"
leverage = 20
say = "A caption."

[[step]]
at = "2020-03-12T10:30:01Z"
do = "transfer"
from = "contract"
to = "spot"
asset = "USDT"
amount = "100"
"""
LOCKED = 'expect = "TRANSFERS_LOCKED"\n'


def gap_scenario(folder: Path, *, fund: str = "50000", tail: str = LOCKED, name: str = "gap.toml") -> Path:
    """Write the gap scenario with another fund, or something else at its end."""
    path = folder / name
    path.write_text(GAP.replace("FUND", fund) + tail)
    return path


def answer(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, str, list[str]]:
    """Run a command; return its exit code, its output and the lines of its standard error."""
    code = main([str(one) for one in argv])
    out, err = capsys.readouterr()
    return code, out, err.splitlines()


def answer_json(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, Any, list[str]]:
    """Run a command with --json; return its exit code, what it printed as data, and its standard error."""
    code, out, err = answer(capsys, *argv, "--json")
    return code, json.loads(out), err
