"""The volume of a market file is in the base coin, or there is none: by column name, by what the rows say."""

from decimal import Decimal
from pathlib import Path

import pytest

from sandbox.loading.candle_files import read_market_file
from sandbox.loading.market_records import MarketFile
from sandbox.loading.scenario_toml import load_scenario
from sandbox.values.limits import INT64_MAX
from sandbox.values.problems import Problem

T0 = 1584007200


def read(folder: Path, lines: list[str], name: str = "BTCUSDT-1h.csv", contract: str | None = None) -> MarketFile:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_market_file(str(path), contract)


def volumes(found: MarketFile) -> list[Decimal | None]:
    return [row.volume for row in found.candles]


@pytest.mark.parametrize(
    ("header", "name", "expected"),
    [
        ("time,open,high,low,close,Volume USDT,Volume BTC", "BTCUSDT.csv", Decimal(2)),
        ("time,open,high,low,close,Volume BTC,Volume USDT", "BTCUSDT.csv", Decimal(1)),
        ("time,open,high,low,close,volume_xbt,volume_usd", "XBTUSD.csv", Decimal(1)),
        ("time,open,high,low,close,Volume_(BTC),Volume_(Currency)", "BTCUSD.csv", Decimal(1)),
        ("time,open,high,low,close,volume,volume_usdt", "ETHUSDT.csv", Decimal(1)),
        ("time,open,high,low,close,x,vol", "ETHUSDT.csv", Decimal(2)),
        ("time,open,high,low,close,volume_usdt,trades", "BTCUSDT.csv", None),
        ("time,open,high,low,close,volume_btc,trades", "ETHUSDT.csv", None),
        ("time,open,high,low,close,volume_btc,trades", "candles.csv", None),
        ("time,open,high,low,close,x,y", "BTCUSDT.csv", None),
    ],
)
def test_a_named_volume_is_that_of_the_base_coin_or_none(
    tmp_path: Path, header: str, name: str, expected: Decimal | None
) -> None:
    found = read(tmp_path, [header, f"{T0},1,1,1,1,1,2", f"{T0 + 60},1,1,1,1,1,2"], name)
    assert volumes(found) == [expected] * 2
    assert bool(found.notes) == (expected is None and "volume" in header)
    if found.notes:
        assert found.notes[0].startswith("no volume was taken: 'volume ")


def test_the_symbol_column_and_the_option_tell_the_base_too(tmp_path: Path) -> None:
    lines = ["unix,symbol,open,high,low,close,Volume USDT,Volume ETH", f"{T0},ETH/USDT,1,1,1,1,10,5"]
    assert volumes(read(tmp_path, lines, "candles.csv")) == [Decimal(5)]
    lines = ["unix,open,high,low,close,Volume USDT,Volume ETH", f"{T0},1,1,1,1,10,5"]
    assert volumes(read(tmp_path, lines, "candles.csv", "ETHUSDT-PERP")) == [Decimal(5)]


def kline(at: int, low: str, high: str, volume: str, turnover: str) -> str:
    opens = (T0 + 60 * at) * 1000
    return f"{opens},{low},{high},{low},{high},{volume},{opens + 59_999},{turnover},9,1,1,0"


KLINE_HEADER = (
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore"
)
COIN_ROWS = [kline(0, "60000", "60100", "12010", "20"), kline(1, "60050", "60200", "6012", "10")]  # 100 USD each
LINEAR_ROWS = [kline(0, "60000", "60100", "2", "120100"), kline(1, "60050", "60200", "0.5", "30060")]
ALT_ROWS = [kline(0, "25", "26", "51", "20"), kline(1, "25", "26", "26", "10")]  # 10 USD each


@pytest.mark.parametrize("header", [[], [KLINE_HEADER]])
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (COIN_ROWS, [Decimal(20), Decimal(10)]),
        (ALT_ROWS, [Decimal(20), Decimal(10)]),
        (LINEAR_ROWS, [Decimal(2), Decimal("0.5")]),
    ],
)
def test_contracts_of_coin_margined_klines_are_no_volume(
    tmp_path: Path, header: list[str], lines: list[str], expected: list[Decimal]
) -> None:
    found = read(tmp_path, [*header, *lines], "candles.csv")
    assert (found.format, volumes(found)) == ("binance-klines", expected)
    assert any("counts contracts" in note for note in found.notes) == (lines is not LINEAR_ROWS)


def test_klines_that_fit_both_readings_are_told_apart_by_the_contract_or_not_at_all(tmp_path: Path) -> None:
    both = [kline(0, "3.1", "3.2", "100", "316"), kline(1, "3.1", "3.2", "10", "31.6")]
    assert volumes(read(tmp_path, both, "DOTUSDT-1m.csv")) == [Decimal(100), Decimal(10)]
    assert volumes(read(tmp_path, both, "DOTUSD_PERP-1m.csv")) == [Decimal(316), Decimal("31.6")]
    unclear = read(tmp_path, both, "candles.csv")
    assert volumes(unclear) == [None, None]
    assert "say which contract" in unclear.notes[0]


def scenario(folder: Path, files: dict[str, str]) -> str:
    for name, volume in files.items():
        rows = [f"{T0 + 60 * at},1,1,1,1,{volume}" for at in range(2)]
        (folder / name).write_text("\n".join(["time,open,high,low,close,volume", *rows]) + "\n")
    names = ", ".join(f'"{name}"' for name in files)
    path = folder / "story.toml"
    path.write_text(
        f'title = "T"\nrulebook = "binance-usdm"\n[market."BTCUSDT-PERP"]\nsource = "candles"\nfile = [{names}]\n'
    )
    return str(path)


def test_files_that_overlap_tell_one_volume(tmp_path: Path) -> None:
    prices = load_scenario(scenario(tmp_path, {"a.csv": "2", "b.csv": "2"})).prices
    assert list(prices.volume_atoms) == [50_000_000] * 8
    prices = load_scenario(scenario(tmp_path, {"a.csv": "2", "b.csv": ""})).prices
    assert list(prices.volume_atoms) == [50_000_000] * 8
    with pytest.raises(Problem, match=r"b\.csv tells another volume at 2020-03-12T10:00:00Z than the file before it"):
        load_scenario(scenario(tmp_path, {"a.csv": "2", "b.csv": "3"}))


def test_a_volume_larger_than_a_column_is_said_to_be_cut(tmp_path: Path) -> None:
    opening = load_scenario(scenario(tmp_path, {"a.csv": "9e12"}))
    assert set(opening.prices.volume_atoms) == {INT64_MAX}
    assert "volume is shown up to 368934881472 BTC a candle" in opening.notes[0]
    opening = load_scenario(scenario(tmp_path, {"a.csv": "3e11"}))  # each update carries a quarter
    assert sum(opening.prices.volume_atoms) == 2 * 3 * 10**19
    assert "volume" not in opening.notes[0]


def test_volumes_of_zero_alone_are_no_volume(tmp_path: Path) -> None:
    assert not load_scenario(scenario(tmp_path, {"a.csv": "0"})).prices.volume_atoms
