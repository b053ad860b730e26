"""Rows under a header as candles or funding rates: which column is what, of which contract, and which is the volume."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from msgspec import Struct

from sandbox.loading.candle_rows import Columns, read_candles
from sandbox.loading.funding_rows import read_funding
from sandbox.loading.market_cells import contract_name, named_contracts, shown, time_ns
from sandbox.loading.market_records import MarketFile
from sandbox.loading.market_volume import NOT_BASE_NOTE, kline_volume, named_volume, quoted_volume
from sandbox.values.problems import Problem

Row = tuple[int, list[str]]
KLINE_WIDTH = 12
KLINE_NAMES = (
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore"
)
TIME_NAMES = (
    *("open_time", "opentime", "unix", "timestamp", "time", "datetime", "date", "start"),
    *("starttime", "start_time", "start_at", "ts", "t"),
)
FUNDING_TIME_NAMES = ("calc_time", "funding_time", "fundingtime", "timestamp", "time")
RATE_NAMES = ("last_funding_rate", "funding_rate", "fundingrate")
SYMBOL_NAMES = ("symbol", "pair", "contract", "ticker", "instid", "instrument_name", "instrument")
PRICE_NAMES = ("open", "high", "low", "close")
OTHER_NAMES = {name: (f"{name}price", f"{name}_price", name[0]) for name in PRICE_NAMES}
TURNOVER_NAMES = ("quote_volume", "turnover", "quote_asset_volume")
OKX_VOLUMES = (  # contracts or coins, coins or quote, quote; older rows end before the last
    ("vol", "volccy", "volccyquote"),
    ("vol", "vol_ccy", "vol_quote"),
    ("vol", "vol_ccy", "vol_ccy_quote"),
    ("vol", "volccy"),
    ("vol", "vol_ccy"),
)
HEADER_HINT = "add a header line such as time,open,high,low,close,volume"


class Source(Struct, kw_only=True):
    """A file as a table: names of the columns at `line`, its first rows and the rest of them, which is read once.

    `format` and `symbol` are set where the file's shape told them.
    """

    path: str
    line: int
    names: list[str]
    sample: list[Row]
    rest: Iterable[Row]
    format: str = ""
    symbol: str = ""


def read_table(source: Source, contract: str | None) -> MarketFile:
    """Read a table; `contract` is used where the content names none. Problem where no row of it can be used."""
    path, line = source.path, source.line
    header = _plain([name.strip().lower().replace(" ", "_") for name in source.names])
    rate = _first(header, RATE_NAMES)
    if rate is not None:
        at = _first(header, FUNDING_TIME_NAMES)
        if at is None:
            raise Problem(f"{path}:{line}: has rates but no time column; name one calc_time")
        interval = _first(header, ("funding_interval_hours",))
        found = MarketFile(path, "binance-funding" if "last_funding_rate" in header else "funding-csv")
        rows = _name_contract(found, source, header, contract)
        return read_funding(found, (at, rate, interval), rows, len(header))
    at, prices = _columns(path, line, header)
    _one_time_only(path, header, at, source.sample[:1])
    is_kline = {"close_time", "count", "taker_buy_volume"} <= set(header) and len(header) == KLINE_WIDTH
    found = MarketFile(path, source.format or ("binance-klines" if is_kline else "ohlcv-csv"))
    rows = _name_contract(found, source, header, contract)
    volume = _volume(found, header, source.sample, prices)
    return read_candles(
        found, Columns(len(header), at, prices, volume, _first(header, ("close_time", "closetime"))), rows
    )


def _plain(header: list[str]) -> list[str]:
    """Call prices by their plain names where a header only has other words for them."""
    for name, others in OTHER_NAMES.items():
        if name not in header:
            header = [name if one in others and header.count(one) == 1 else one for one in header]
    return header


def _volume(found: MarketFile, header: list[str], rows: list[Row], prices: tuple[int, int, int, int]) -> int | None:
    """Return the column of the volume in the base coin, None where none is."""
    if found.format == "yfinance-csv" or "adj_close" in header:  # Yahoo counts in the quote currency
        found.notes.append(NOT_BASE_NOTE)
        return None
    for names in OKX_VOLUMES:
        if all(header.count(name) == 1 for name in names):
            *columns, quote = (header.index(name) for name in names)
            return quoted_volume(found, rows, prices, columns, quote)
    volume, turnover = named_volume(found, header), _first(header, TURNOVER_NAMES)
    if volume is not None and turnover is not None:
        return kline_volume(found, rows, prices, (volume, turnover))
    return volume


def _columns(path: str, line: int, header: list[str]) -> tuple[int, tuple[int, int, int, int]]:
    """Return the columns of time and the four prices."""
    missing = [name for name in PRICE_NAMES if header.count(name) != 1]
    if missing and {"order_type", "average_price", "order_status"} <= set(header):
        raise Problem(
            f"{path}:{line}: is a liquidation snapshot, not supported yet by this version; import its candles"
        )
    if missing and "price" in header and "side" in header:
        raise Problem(f"{path}:{line}: holds trades or orders, not candles; make candles of them first")
    if missing and not set(header) & {*PRICE_NAMES, *TIME_NAMES}:
        starts = shown(",".join(header))
        raise Problem(f"{path}:{line}: is no known market format, it starts with {starts}; {HEADER_HINT}")
    if missing:
        raise Problem(f"{path}:{line}: the header must name {', '.join(missing)} exactly once; {HEADER_HINT}")
    at = _first(header, TIME_NAMES)
    if at is None:
        raise Problem(f"{path}:{line}: the header names no time column; {HEADER_HINT}")
    open_, high, low, close = (header.index(name) for name in PRICE_NAMES)
    return at, (open_, high, low, close)


def _one_time_only(path: str, header: list[str], used: int, first: list[Row]) -> None:
    """Refuse a table whose first row tells two different times: which one opens the candle would be a guess."""
    for line, cells in first:
        told = {name: time_ns(cells[header.index(name)]) for name in TIME_NAMES if name in header[: len(cells)]}
        known = {name: at for name, at in told.items() if at is not None}
        if len(set(known.values())) > 1:
            names = " and ".join(known)
            raise Problem(f"{path}:{line}: {names} tell different times; remove all but {header[used]} or rename them")


def _first(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((header.index(name) for name in names if header.count(name) == 1), None)


def _name_contract(found: MarketFile, source: Source, header: list[str], contract: str | None) -> Iterable[Row]:
    """Name the contract: by the content, else as told, else by the file name where that names exactly one.

    Returns the rows, which are checked for another name as they are read.
    """
    if source.symbol:
        found.contract, found.contract_from = contract_name(source.symbol), "content"
    rows = chain(source.sample, source.rest)
    column = _first(header, SYMBOL_NAMES)
    if column is not None:
        named = (contract_name(cells[column]) for _, cells in source.sample if len(cells) == len(header))
        if name := next((name for name in named if name), ""):
            found.contract, found.contract_from = name, "content"
    if found.contract is not None:
        if contract not in (None, found.contract):
            found.notes.append(f"the file itself names {found.contract}, so --contract {contract} was not used")
        return rows if column is None else _of_one_contract(found, rows, column, len(header))
    names = named_contracts(Path(found.path).name)
    if contract is not None:
        found.contract, found.contract_from = contract, "option"
    elif len(names) == 1:
        found.contract, found.contract_from = names[0], "file_name"
    return rows


def _of_one_contract(found: MarketFile, rows: Iterable[Row], column: int, width: int) -> Iterator[Row]:
    for line, cells in rows:
        name = contract_name(cells[column]) if len(cells) == width else ""
        if name and name != found.contract:
            raise Problem(f"{found.path}:{line}: names {name} after {found.contract}; split the file by contract")
        yield line, cells
