"""`bulkhead risk` from the command line: the example of the interfaces, shapes, exit codes, and how fast it starts."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox.cli.main import main

EXAMPLE: dict[str, Any] = {
    "id": "a1",
    "rulebook": "binance-usdm",
    "account_mode": "segregated",
    "contract_wallet": {"USDT": "1240"},
    "spot_wallet": {"BTC": "1.25"},
    "marks": {"BTCUSDT-PERP": "7934.0"},
    "positions": [
        {
            "contract": "BTCUSDT-PERP",
            "side": "long",
            "qty": "2",
            "entry": "7934.0",
            "margin_mode": "isolated",
            "leverage": 20,
            "isolated_margin": "793.40",
        }
    ],
}


def answer(capsys: pytest.CaptureFixture[str], tmp_path: Path, account: Any) -> Any:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(account), encoding="utf-8")
    assert main(["risk", str(path), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_example_of_the_interfaces(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    report = answer(capsys, tmp_path, [EXAMPLE])[0]
    position = report["positions"][0]
    expected = {
        "contract": "BTCUSDT-PERP",
        "side": "long",
        "initial_margin": "793.4",
        "maintenance_margin": "63.472",
        "unrealised_pnl": "0",
        "margin_ratio": "0.08",
        "liquidation_price": "7567.570281124498",
        "liquidation_tick": "7567.5",
        "bankruptcy_price": "7537.3",
    }
    assert {key: position[key] for key in expected} == expected
    assert report["id"] == "a1"
    assert report["contract"]["equity"] == "2033.4"
    assert report["contract"]["maintenance_margin"] == "63.472"
    reach = {(row["wallet"], row["asset"]): row for row in report["reach"]}
    assert reach["contract", "USDT"]["worst_loss"] == "793.4" and reach["contract", "USDT"]["reachable"] is True
    assert reach["spot", "BTC"]["worst_loss"] == "0" and reach["spot", "BTC"]["reachable"] is False


def test_one_object_in_one_object_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert answer(capsys, tmp_path, EXAMPLE)["id"] == "a1"
    assert answer(capsys, tmp_path, []) == []


def test_sick_account_exits_0_and_has_no_ratio(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    report = answer(capsys, tmp_path, {**EXAMPLE, "marks": {"BTCUSDT-PERP": "7000"}})
    position = report["positions"][0]
    assert position["margin_ratio"] is None and position["liquidatable"] is True
    assert position["liquidation_tick"] == "7567.5" and report["contract"]["equity"] == "165.4"


def test_prices_that_do_not_exist_are_null(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    full = {**EXAMPLE, "positions": [{**EXAMPLE["positions"][0], "isolated_margin": "15868"}]}
    position = answer(capsys, tmp_path, full)["positions"][0]
    assert (position["liquidation_price"], position["liquidation_tick"], position["bankruptcy_price"]) == (None,) * 3


def test_text_for_a_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([EXAMPLE, {**EXAMPLE, "id": "b2", "positions": []}]), encoding="utf-8")
    assert main(["risk", str(path)]) == 0
    text = capsys.readouterr().out
    assert "7567.5" in text and "7537.3" in text and "8.0 %" in text and "b2" in text and "793.40" in text


def test_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(EXAMPLE).encode())))
    assert main(["risk", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["positions"][0]["liquidation_tick"] == "7567.5"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"rulebok": "x"}')))
    assert main(["risk", "-"]) == 2
    assert capsys.readouterr().err.startswith("bulkhead: standard input:1: unknown key 'rulebok'")


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["--jsn", "a"], ["/nowhere.json"], ["."]])
def test_wrong_usage_is_one_line_and_exit_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(["risk", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("bulkhead: ") and captured.err.count("\n") == 1


def test_it_starts_without_numpy_or_qt(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(EXAMPLE), encoding="utf-8")
    code = (
        "import sys; from sandbox.cli.main import main; main(['risk', sys.argv[1], '--json']); "
        "heavy = ('numpy', 'PySide6', 'pyqtgraph', 'sqlite_utils'); "
        "sys.exit(any(name.split('.')[0] in heavy for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
