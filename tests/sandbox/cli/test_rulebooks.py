"""`bulkhead rulebooks`: the list, and the check of a file."""

import json
from pathlib import Path

import pytest

from sandbox.cli.main import main
from sandbox.loading.resource_files import RESOURCES


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rulebooks"]) == 0
    text = capsys.readouterr().out
    assert "binance-usdm" in text and "bulkhead-teaching" in text and "BTCUSDT-PERP" in text
    assert main(["rulebooks", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["binance-usdm"]["as_of"] == "2024-06-30"
    assert rows["binance-usdm"]["contracts"][0] == {
        "symbol": "BTCUSDT-PERP",
        "base": "BTC",
        "quote": "USDT",
        "settle": "USDT",
        "kind": "linear",
        "tick": "0.1",
        "lot": "0.001",
        "brackets": 12,
    }


def test_check_of_a_good_file(capsys: pytest.CaptureFixture[str]) -> None:
    path = RESOURCES / "rulebooks" / "bulkhead-teaching.toml"
    assert main(["rulebooks", "--check", str(path)]) == 0
    assert "good" in capsys.readouterr().out


def test_check_of_a_bad_file_says_file_line_and_reason(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('id = "x"\nnme = "y"\n', encoding="utf-8")
    assert main(["rulebooks", "--check", str(path)]) == 2
    assert capsys.readouterr().err == f"bulkhead: {path}:2: unknown key 'nme', did you mean 'name'?\n"
