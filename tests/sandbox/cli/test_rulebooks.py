"""`bulkhead rulebooks`: the list, and the check of a file."""

import json
from pathlib import Path

import pytest

from sandbox.cli.main import main
from sandbox.loading.resource_files import RESOURCES
from sandbox.loading.rulebook_library import copy_rulebook


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


def test_a_book_of_yours_is_listed_after_the_bundled_ones(capsys: pytest.CaptureFixture[str]) -> None:
    copy_rulebook(RESOURCES / "rulebooks" / "okx-linear.toml")
    assert main(["rulebooks", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows if row["yours"]] == ["my-okx-linear"] and rows[-1]["yours"]


def test_check_of_a_good_file(capsys: pytest.CaptureFixture[str]) -> None:
    path = RESOURCES / "rulebooks" / "bulkhead-teaching.toml"
    assert main(["rulebooks", "--check", str(path)]) == 0
    assert "good" in capsys.readouterr().out


def test_check_of_a_bad_file_says_file_line_and_reason(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('id = "x"\nnme = "y"\n', encoding="utf-8")
    assert main(["rulebooks", "--check", str(path)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"bulkhead: {path}:1: the book has no [[contract]]; add one",
        f"bulkhead: {path}:2: unknown key 'nme', did you mean 'name'?",
    ]


DOUBTFUL = """id = "x"
name = "X"
[[contract]]
symbol = "A-PERP"
base = "A"
quote = "USD"
tick = "1"
lot = "1"
brackets = [
  { up_to = "100", max_leverage = 200, maintenance = "0.01" },
  { up_to = "200", max_leverage = 20, maintenance = "0.02", deduction = "0" },
]
"""


def test_check_of_a_doubtful_file_says_every_line_and_exits_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "doubtful.toml"
    path.write_text(DOUBTFUL, encoding="utf-8")
    assert main(["rulebooks", "--check", str(path)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[1].rpartition(":")[2] for line in lines] == ["10", "11"]
    assert main(["rulebooks", "--check", str(path), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert not answer["good"] and [one["line"] for one in answer["findings"]] == [10, 11]
    assert all(one["usable"] for one in answer["findings"])


def test_check_as_json_of_a_file_that_is_no_book(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(DOUBTFUL.replace("up_to", "up", 1), encoding="utf-8")
    assert main(["rulebooks", "--check", str(path), "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert [(one["line"], one["usable"]) for one in answer["findings"]][0] == (10, False)
