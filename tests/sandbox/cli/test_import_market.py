"""`bulkhead import` and `bulkhead scenarios`: what they print, their exit codes, and playing what was imported."""

import json
from pathlib import Path

import pytest

from sandbox.cli.main import main
from sandbox.loading.market_library import library_names

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data"
BODY = "time,open,high,low,close\n" + "".join(f"{1584007200 + 60 * at},100,110,90,101\n" for at in range(3))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the library of this test in a folder of its own."""
    monkeypatch.setenv("BULKHEAD_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_json_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "candles.csv").write_text(BODY + "1584007380,100\n")
    assert main(["import", str(tmp_path / "candles.csv"), "--contract", "btcusdt-perp", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row == {
        "file": str(tmp_path / "candles.csv"),
        "format": "ohlcv-csv",
        "contract": "BTCUSDT-PERP",
        "contract_from": "option",
        "interval": "1m",
        "first": "2020-03-12T10:00:00Z",
        "last": "2020-03-12T10:02:00Z",
        "rows": 3,
        "gaps": 0,
        "duplicates": 0,
        "reordered": 0,
        "refused": [{"line": 5, "why": "has 2 columns where 5 are due; is it cut off?"}],
        "notes": [],
        "stored_as": "candles",
        "new": True,
    }
    assert main(["import", str(tmp_path / "candles.csv"), "--contract", "BTCUSDT-PERP", "--json"]) == 0
    (again,) = json.loads(capsys.readouterr().out)
    assert again["rows"] == 3 and not again["new"]


def test_a_bad_file_is_one_line_and_the_others_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "BTCUSDT-1m.csv").write_text(BODY)
    (tmp_path / "empty.csv").write_text("")
    code = main(["import", str(tmp_path / "empty.csv"), str(tmp_path), str(tmp_path / "BTCUSDT-1m.csv")])
    shown = capsys.readouterr()
    assert code == 2
    assert [line.split(": ")[0] for line in shown.err.splitlines()] == ["bulkhead", "bulkhead"]
    assert "3 rows of ohlcv-csv, BTCUSDT (from the file name); kept as BTCUSDT-1m" in shown.out
    assert library_names() == ["BTCUSDT-1m"]


@pytest.mark.parametrize("argv", [[], ["--contract", "a b", "x.csv"], ["--colour", "x.csv"]])
def test_wrong_usage_is_one_line(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", *argv]) == 2
    error = capsys.readouterr().err
    assert error.startswith("bulkhead: ") and error.count("\n") == 1


def test_a_library_that_cannot_be_written_is_the_environment(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "BTCUSDT-1m.csv").write_text(BODY)
    home.write_text("in the way")
    assert main(["import", str(tmp_path / "BTCUSDT-1m.csv")]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_scenarios_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios", "--json"]) == 0
    listed = {row["id"]: row["title"] for row in json.loads(capsys.readouterr().out)}
    assert listed["black-thursday"] == "Black Thursday"
    assert main(["scenarios"]) == 0
    assert "gap-through-bankruptcy" in capsys.readouterr().out


@pytest.mark.parametrize("scenario", ["gap-through-bankruptcy", "black-thursday"])
def test_bundled_scenarios_meet_their_expectations(scenario: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", scenario, "--json"]) == 0
    played = json.loads(capsys.readouterr().out)
    assert played["wallets"]["spot"] == {"BTC": "1.25", "USDT": "3000"}
    assert [one["reason"] for one in played["refused"]] == ["TRANSFERS_LOCKED"]
    assert any(one["owner"] == "you" and one["from_fund"] != "0" for one in played["liquidations"])
    assert set(played["conservation"].values()) == {"0"}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample market data are not beside the repository")
def test_a_day_of_candles_is_imported_and_played(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(SAMPLES / "binance_um_1m_daily" / "BTCUSDT-1m-2022-11-08.csv")]) == 0
    (tmp_path / "ftx.toml").write_text(
        'title = "FTX"\nrulebook = "binance-usdm"\n[wallets]\nspot = { BTC = "1" }\ncontract = { USDT = "2000" }\n'
        '[market."BTCUSDT-PERP"]\nsource = "candles"\nfile = "BTCUSDT-1m-2022-11-08"\n'
        '[[step]]\nat = "2022-11-08T15:00:00Z"\ndo = "open"\ncontract = "BTCUSDT-PERP"\nside = "long"\nqty = "1"\n'
        'margin = "isolated"\nleverage = 20\n[[expect]]\nwallet = "spot"\nasset = "BTC"\namount = "1"\n'
    )
    capsys.readouterr()
    assert main(["run", str(tmp_path / "ftx.toml"), "--json"]) == 0
    played = json.loads(capsys.readouterr().out)
    assert [one["triggered_at"] for one in played["liquidations"]] == ["2022-11-08T18:20:40Z"]
