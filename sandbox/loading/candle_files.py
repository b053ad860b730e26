"""Market files recognised by content: Binance klines, plain OHLC tables, Binance funding rates; zip and gz of any.

The file name never decides how a file is read. What could be read in two ways is refused, not guessed.
"""

import csv
import io
from pathlib import Path

from msgspec.structs import replace

from sandbox.loading.candle_rows import Columns, read_candles
from sandbox.loading.funding_rows import read_funding
from sandbox.loading.market_cells import contract_name, named_contracts, number, shown, time_ns
from sandbox.loading.market_records import MarketFile
from sandbox.loading.market_text import market_text
from sandbox.loading.market_volume import kline_volume, named_volume
from sandbox.values.problems import Problem

Row = tuple[int, list[str]]
KLINE_WIDTH = 12
KLINE_VOLUME, KLINE_TURNOVER = 5, 7
DELIMITERS = (",", ";", "\t")
TIME_NAMES = ("open_time", "opentime", "unix", "timestamp", "time", "datetime", "date", "start")
FUNDING_TIME_NAMES = ("calc_time", "funding_time", "fundingtime", "timestamp", "time")
RATE_NAMES = ("last_funding_rate", "funding_rate", "fundingrate")
SYMBOL_NAMES = ("symbol", "pair", "contract", "ticker")
PRICE_NAMES = ("open", "high", "low", "close")
HEADER_HINT = "add a header line such as time,open,high,low,close,volume"


def read_market_file(path: str, contract: str | None = None) -> MarketFile:
    """Read a market file; `contract` is used where the content names none, before the file name.

    Raises Problem where the whole of it is no market data or no row can be used.
    """
    rows = _rows(path, market_text(path))
    return _recognised(path, rows, contract)


def _rows(path: str, text: str) -> list[Row]:
    start = text.lstrip()[:100].lower()
    if start.startswith(("[", "{")):
        raise Problem(f"{path}:1: is JSON, not supported yet by this version; convert it to CSV: {HEADER_HINT}")
    if start.startswith(("<!doctype", "<html", "<?xml")):
        raise Problem(f"{path}:1: is a web page, not data; download the file itself")
    head = "\n".join(text.splitlines()[:3])
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    line = 0
    try:
        for cells in reader:
            line = reader.line_num
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
    except csv.Error as error:
        raise Problem(f"{path}:{line + 1}: is no CSV row ({error}); mend or remove it") from None
    if not rows:
        raise Problem(f"{path}:1: holds no cell with anything in it; {HEADER_HINT}")
    if len(rows) > 1 and len(rows[0][1]) == 1 and rows[0][1][0].strip().lower().startswith("http"):
        rows = rows[1:]  # the banner line of some providers
    return rows


def _recognised(path: str, rows: list[Row], contract: str | None) -> MarketFile:
    line, cells = rows[0]
    header = [cell.strip().lower().replace(" ", "_") for cell in cells]
    rate = _first(header, RATE_NAMES)
    if rate is not None:
        at = _first(header, FUNDING_TIME_NAMES)
        if at is None:
            raise Problem(f"{path}:{line}: has rates but no time column; name one calc_time")
        interval = _first(header, ("funding_interval_hours",))
        found = MarketFile(path, "binance-funding" if "last_funding_rate" in header else "funding-csv")
        _name_contract(found, header, rows[1:], contract)
        return read_funding(found, (at, rate, interval), rows[1:], len(header))
    if time_ns(header[0]) is not None and all(number(cell) is not None for cell in header[1:]):
        return _headless(path, line, header, rows, contract)
    columns = _columns(path, line, header)
    _one_time_only(path, header, columns.at, rows[1:2])
    is_kline = {"close_time", "count", "taker_buy_volume"} <= set(header) and len(header) == KLINE_WIDTH
    found = MarketFile(path, "binance-klines" if is_kline else "ohlcv-csv")
    _name_contract(found, header, rows[1:], contract)
    volume, turnover = named_volume(found, header), _first(header, ("quote_volume",))
    if is_kline and header[:5] == ["open_time", *PRICE_NAMES] and volume is not None and turnover is not None:
        volume = kline_volume(found, rows[1:], volume, turnover)
    return read_candles(found, replace(columns, volume=volume), rows[1:])


def _headless(path: str, line: int, cells: list[str], rows: list[Row], contract: str | None) -> MarketFile:
    """Read rows without a header: only Binance's twelve columns are told by their content."""
    opened, closed = time_ns(cells[0]), time_ns(cells[6]) if len(cells) == KLINE_WIDTH else None
    if opened is None or closed is None or closed < opened:
        raise Problem(
            f"{path}:{line}: has {len(cells)} columns and no header, which can be read in more than one way; "
            f"{HEADER_HINT}"
        )
    found = MarketFile(path, "binance-klines")
    _name_contract(found, [], rows, contract)
    volume = kline_volume(found, rows, KLINE_VOLUME, KLINE_TURNOVER)
    return read_candles(found, Columns(KLINE_WIDTH, 0, (1, 2, 3, 4), volume, 6), rows)


def _columns(path: str, line: int, header: list[str]) -> Columns:
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
    return Columns(len(header), at, (open_, high, low, close), None, _first(header, ("close_time", "closetime")))


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


def _name_contract(found: MarketFile, header: list[str], rows: list[Row], contract: str | None) -> None:
    """Name the contract: by the content, else as told, else by the file name where that names exactly one."""
    _take_symbol(found, header, rows)
    if found.contract is not None:
        if contract not in (None, found.contract):
            found.notes.append(f"the file itself names {found.contract}, so --contract {contract} was not used")
        return
    names = named_contracts(Path(found.path).name)
    if contract is not None:
        found.contract, found.contract_from = contract, "option"
    elif len(names) == 1:
        found.contract, found.contract_from = names[0], "file_name"


def _take_symbol(found: MarketFile, header: list[str], rows: list[Row]) -> None:
    """Take the contract from a symbol column, which must name one contract only."""
    column = _first(header, SYMBOL_NAMES)
    if column is None:
        return
    for line, cells in rows:
        name = contract_name(cells[column]) if len(cells) == len(header) else ""
        if name and found.contract is None:
            found.contract, found.contract_from = name, "content"
        elif name and name != found.contract:
            raise Problem(f"{found.path}:{line}: names {name} after {found.contract}; split the file by contract")
