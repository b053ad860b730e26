"""Formats of venues and tools, each made of the same candles here: told by content, right prices, volume in coins."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from sandbox.loading.candle_files import read_market_file
from sandbox.loading.market_library import read_stored, store
from sandbox.loading.market_records import MarketFile
from sandbox.values.problems import Problem

T0 = 1678233600  # 2023-03-08T00:00:00Z
STEP = 300
CANDLES = (  # open, high, low, close, volume in coins
    ("22194.8", "22267.9", "22150.5", "22267.0", "28.5"),
    ("22263.7", "22280.0", "22220.1", "22224.0", "2.25"),
    ("22224.0", "22230.0", "22001.0", "22010.5", "0"),
    ("22010.5", "22300.0", "22000.0", "22290.0", "140.125"),
)
MIDDLE = ("22210", "22250", "22100", "22150")  # a price of each candle, for turnovers
Make = Callable[[], str]


def at(number: int, scale: int = 1) -> str:
    return str((T0 + number * STEP) * scale)


def turnover(number: int) -> str:
    return str(Decimal(CANDLES[number][4]) * Decimal(MIDDLE[number]))


def contracts(number: int, face: int) -> str:
    """Return how many contracts of so many dollars the volume was."""
    return str(Decimal(CANDLES[number][4]) * Decimal(MIDDLE[number]) / face)


def rows(*more: Callable[[int], str], scale: int = 1, order: str = "ohlc") -> list[list[str]]:
    places = {"o": 0, "h": 1, "l": 2, "c": 3}
    return [
        [at(number, scale), *(candle[places[one]] for one in order), *(one(number) for one in more)]
        for number, candle in enumerate(CANDLES)
    ]


def volume(number: int) -> str:
    return CANDLES[number][4]


def csv(table: list[list[str]], *head: str) -> str:
    return "\n".join([*head, *(",".join(row) for row in table)]) + "\n"


def numbers(table: list[list[str]]) -> list[list[object]]:
    """Write epochs as integers and prices as JSON numbers, as most lists do."""
    return [[int(row[0]), *(json.loads(cell) for cell in row[1:])] for row in table]


def kraken() -> str:
    return csv(rows(volume, lambda number: str(194 + number)))


def kraken_api() -> str:
    table = numbers(rows(lambda number: MIDDLE[number], volume, lambda number: str(5 + number)))
    return json.dumps({"error": [], "result": {"XXBTZUSD": table, "last": 1}})


def freqtrade() -> str:
    return json.dumps(numbers(rows(volume, scale=1000)), separators=(",", ":"))


def jesse() -> str:
    return json.dumps(numbers(rows(volume, scale=1000, order="ochl")))


def coinbase() -> str:
    return json.dumps(numbers(rows(volume, order="lhoc"))[::-1])


def coinbase_objects() -> str:
    names = ("start", "low", "high", "open", "close", "volume")
    return json.dumps({"candles": [dict(zip(names, row, strict=True)) for row in rows(volume, order="lhoc")][::-1]})


def bybit() -> str:
    table = rows(volume, turnover, scale=1000)[::-1]
    return json.dumps({"retCode": 0, "result": {"category": "linear", "symbol": "BTCUSDT", "list": table}})


def bybit_inverse() -> str:
    table = rows(lambda number: contracts(number, 1), volume, scale=1000)[::-1]
    return json.dumps({"retCode": 0, "result": {"category": "inverse", "symbol": "BTCUSD", "list": table}})


def bybit_rows() -> str:
    return csv(rows(volume, lambda number: turnover(number) + ".0" * ("." not in turnover(number)), scale=1000))


def bybit_table() -> str:
    head = "startTime,openPrice,highPrice,lowPrice,closePrice,volume,turnover"
    return csv(rows(volume, turnover, scale=1000), head)


def okx_swap() -> str:
    table = rows(lambda number: str(Decimal(volume(number)) * 100), volume, turnover, lambda _: "1", scale=1000)
    return json.dumps({"code": "0", "msg": "", "data": table[::-1]})


def okx_spot() -> str:
    table = rows(volume, turnover, turnover, lambda _: "1", scale=1000)
    return json.dumps({"code": "0", "msg": "", "data": table[::-1]})


def okx_table() -> str:
    table = rows(lambda number: contracts(number, 100), volume, turnover, lambda _: "1", scale=1000)
    head = "instrument_name,ts,o,h,l,c,vol,vol_ccy,vol_quote,confirm"
    return csv([["BTC-USD-SWAP", *row] for row in table], head)


def tradingview() -> str:
    table = [
        [f"2023-03-08T0{9 + 0}:{5 * n:02}:00+09:00", *row[1:5], "0", "1", "2", row[5]]
        for n, row in enumerate(rows(volume))
    ]
    return csv(table, "time,open,high,low,close,Buy,Plot,Plot,Volume")


def tradingview_feed() -> str:
    columns = list(zip(*numbers(rows(volume)), strict=True))
    return json.dumps({"s": "ok", **dict(zip("tohlcv", columns, strict=True))})


def pandas_split() -> str:
    names = ["date", "open", "high", "low", "close", "volume"]
    return json.dumps({"columns": names, "index": [0, 1, 2, 3], "data": numbers(rows(volume, scale=1000))})


def binance_api() -> str:
    def closes(number: int) -> str:
        return at(number + 1, 1000)[:-3] + "999"

    table = rows(volume, closes, turnover, *[lambda _: "1"] * 4, scale=1000)
    for row in table:
        row[6] = str(int(row[0]) + STEP * 1000 - 1)
    return json.dumps([[int(row[0]), *row[1:]] for row in table])


def objects() -> str:
    names = ("timestamp", "open", "high", "low", "close", "volume")
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows(volume)])


@pytest.mark.parametrize(
    ("make", "kind", "contract"),
    [
        (kraken, "kraken-ohlcvt", None),
        (kraken_api, "kraken-ohlc", "XBTUSD"),
        (freqtrade, "ohlcv-json", None),
        (jesse, "ohlcv-json", None),
        (coinbase, "coinbase-candles", None),
        (coinbase_objects, "coinbase-candles", None),
        (bybit, "bybit-klines", "BTCUSDT"),
        (bybit_inverse, "bybit-klines", "BTCUSD"),
        (bybit_rows, "bybit-klines", None),
        (bybit_table, "ohlcv-csv", None),
        (okx_swap, "okx-candles", None),
        (okx_spot, "okx-candles", None),
        (okx_table, "ohlcv-csv", "BTCUSD-PERP"),
        (tradingview, "ohlcv-csv", None),
        (tradingview_feed, "ohlcv-json", None),
        (pandas_split, "ohlcv-json", None),
        (binance_api, "binance-klines", None),
        (objects, "ohlcv-json", None),
    ],
)
def test_a_format_gives_the_candles_it_was_made_of(tmp_path: Path, make: Make, kind: str, contract: str | None) -> None:
    path = tmp_path / "candles.dat"
    path.write_text(make(), encoding="utf-8")
    found = read_market_file(str(path))
    assert (found.format, found.contract, found.interval_ns) == (kind, contract, STEP * 10**9)
    assert [row.at_ns for row in found.candles] == [(T0 + number * STEP) * 10**9 for number in range(len(CANDLES))]
    read = [(row.open, row.high, row.low, row.close, row.volume) for row in found.candles]
    assert read == [tuple(Decimal(cell) for cell in candle) for candle in CANDLES]
    assert (found.refused, found.gaps, found.duplicates) == ([], 0, 0)


def yfinance(names: str) -> str:
    width = names.count(",")
    places = {"Open": 0, "High": 1, "Low": 2, "Close": 3, "Adj Close": 3}
    table = [
        [
            f"2023-03-0{8 + number}",
            *(candle[places[name]] if name in places else "36278900000" for name in names.split(",")[1:]),
        ]
        for number, candle in enumerate(CANDLES[:2])
    ]
    return csv(table, names, "Ticker" + ",BTC-USD" * width, "Date" + "," * width)


@pytest.mark.parametrize("names", ["Price,Adj Close,Close,High,Low,Open,Volume", "Price,Close,High,Low,Open,Volume"])
def test_yfinance_has_three_header_lines_and_no_volume_in_coins(tmp_path: Path, names: str) -> None:
    path = tmp_path / "any.csv"
    path.write_text(yfinance(names))
    found = read_market_file(str(path))
    assert (found.format, found.contract, found.contract_from) == ("yfinance-csv", "BTCUSD", "content")
    assert [(row.open, row.close, row.volume) for row in found.candles] == [
        (Decimal(candle[0]), Decimal(candle[3]), None) for candle in CANDLES[:2]
    ]
    assert found.notes == ["no volume was taken: none is told in the base coin"]


def test_several_tickers_are_not_chosen_between(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text(yfinance("Price,Close,High,Low,Open,Volume").replace(",BTC-USD", ",ETH-USD", 1))
    with pytest.raises(Problem, match="two.csv:2: holds 2 tickers; download them one by one"):
        read_market_file(str(path))


def test_old_rows_of_okx_tell_coins_only_where_their_value_says_so(tmp_path: Path) -> None:
    def read(table: list[list[str]]) -> MarketFile:
        path = tmp_path / "okx.json"
        path.write_text(json.dumps({"code": "0", "data": table}))
        return read_market_file(str(path))

    spot = read(rows(volume, turnover, scale=1000))
    assert [row.volume for row in spot.candles] == [Decimal(candle[4]) for candle in CANDLES]
    swap = read(rows(lambda number: str(Decimal(volume(number)) * 100), volume, scale=1000))
    assert {row.volume for row in swap.candles} == {None}
    assert swap.notes == ["no volume was taken: none is told in the base coin"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("[]", ":1: is an empty list: it holds no candle"),
        ('{"retCode": 0, "result": {"symbol": "BTCUSDT", "list": []}}', ":1: is an empty list"),
        ('{"code": "0", "data": []}', ":1: is an empty list"),
        ('{"candles": []}', ":1: is an empty list"),
        ('{"error": [], "result": {"A": [], "B": []}}', ":1: holds 2 pairs"),
        ("[[1678233600, 1, 2, 3, 4, 5, 6]]", ":1: has entries of 7 values, which can be read in more than one way"),
        ("[[1678233600, 2, 1, 3, 2, 5]]", ":1: has prices in an order that no reading fits"),
        ('["a"]', ":1: has entries of 0 values"),
        ("[1, 2]", ":1: has entries of 0 values"),
        ('{"t": [1678233600], "o": [1, 2], "h": [1], "l": [1], "c": [1]}', ":1: is an empty list"),
    ],
)
def test_what_is_no_candle_is_told_in_one_line(tmp_path: Path, body: str, why: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(body)
    with pytest.raises(Problem) as caught:
        read_market_file(str(path))
    assert why in str(caught.value) and "\n" not in str(caught.value)


def test_a_bad_entry_is_refused_by_its_number(tmp_path: Path) -> None:
    table: list[object] = list(numbers(rows(volume)))
    table[1:1] = [{"a": 1}, "x", None]
    path = tmp_path / "x.json"
    path.write_text(json.dumps(table))
    found = read_market_file(str(path))
    assert [one.line for one in found.refused] == [2, 3, 4]
    assert len(found.candles) == len(CANDLES) and "lines count the entries of the list" in found.notes


def test_seven_bare_columns_that_fit_two_readings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("1678233600,10,10,10,10,2,20\n1678233900,10,10,10,10,1,10\n")
    with pytest.raises(Problem, match="has 7 columns and no header, which can be read in more than one way"):
        read_market_file(str(path))


def test_a_json_file_is_kept_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "BTC_USDT-5m.json"
    path.write_text(freqtrade())
    found = read_market_file(str(path))
    assert (found.contract, found.contract_from) == ("BTCUSDT", "file_name")
    assert store(found) == ("BTC_USDT-5m", True)
    again = read_stored("BTC_USDT-5m.json")
    assert again is not None and again.candles == found.candles
