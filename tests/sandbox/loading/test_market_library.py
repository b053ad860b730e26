"""The market library: kept once, never mixed, found by name, and clear about folders it cannot write."""

import os
from pathlib import Path

import pytest

from sandbox.loading.candle_files import read_market_file
from sandbox.loading.market_library import library_folder, library_names, plain_name, read_stored, store
from sandbox.values.problems import Problem

BODY = "time,open,high,low,close,volume\n1584007200,100.50,110,90,101,5\n1584007260,101,110,90,0.00000102,5\n"
GOOD = BODY.replace("0.00000102", "95")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the library of this test in a folder of its own."""
    monkeypatch.setenv("BULKHEAD_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def a_file(folder: Path, body: str = GOOD, name: str = "BTCUSDT-1m.csv") -> str:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(body)
    return str(folder / name)


def test_what_was_stored_comes_back_exactly(tmp_path: Path) -> None:
    found = read_market_file(a_file(tmp_path / "a"))
    assert store(found) == ("BTCUSDT-1m", True)
    again = read_stored("BTCUSDT-1m")
    assert again is not None
    assert (again.candles, again.interval_ns, again.contract) == (found.candles, found.interval_ns, "BTCUSDT")
    assert read_stored("BTCUSDT-1m.csv") is not None
    assert read_stored("ETHUSDT-1m") is None


def test_the_same_rows_are_kept_once_and_others_apart(tmp_path: Path) -> None:
    first = read_market_file(a_file(tmp_path / "a"))
    spot = read_market_file(a_file(tmp_path / "b", GOOD.replace("100.50", "100.51")))
    assert [store(first), store(first), store(spot), store(spot)] == [
        ("BTCUSDT-1m", True),
        ("BTCUSDT-1m", False),
        ("BTCUSDT-1m-2", True),
        ("BTCUSDT-1m-2", False),
    ]
    assert library_names() == ["BTCUSDT-1m", "BTCUSDT-1m-2"]
    assert not list(library_folder().glob("*.part"))


def test_a_damaged_stored_file_is_left_alone(tmp_path: Path) -> None:
    found = read_market_file(a_file(tmp_path / "a"))
    store(found)
    (library_folder() / "BTCUSDT-1m.csv.gz").write_bytes(b"\x1f\x8bcut")
    assert store(found) == ("BTCUSDT-1m-2", True)


def test_funding_comes_back_exactly(tmp_path: Path) -> None:
    body = "calc_time,funding_interval_hours,last_funding_rate\n1584007200002,8,-0.00300000\n1584036000000,8,1e-05\n"
    found = read_market_file(a_file(tmp_path / "a", body, "BTCUSDT-funding.csv"))
    store(found)
    again = read_stored("BTCUSDT-funding")
    assert again is not None and again.funding == found.funding


def test_names_are_safe_file_names() -> None:
    assert plain_name("/x/BTCUSDT-1m.csv.gz") == "BTCUSDT-1m"
    assert plain_name("BINANCE_BTCUSDT, 240.CSV") == "BINANCE_BTCUSDT_ 240"
    assert plain_name("../..") == "market"
    assert plain_name("a:b*c.zip") == "a_b_c"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, home: Path) -> None:
    found = read_market_file(a_file(tmp_path / "a"))
    home.write_text("in the way")
    with pytest.raises(Problem) as caught:
        store(found)
    assert caught.value.exit_code == 3
    assert str(home / "market") in str(caught.value)


def test_the_default_folder_belongs_to_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BULKHEAD_HOME")
    assert library_folder().name == "market" and "bulkhead" in str(library_folder())
    assert os.path.isabs(library_folder())
