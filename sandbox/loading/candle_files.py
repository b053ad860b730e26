"""Market files recognised by content: tables, lists and bare rows of candles, funding rates; zip and gz of any.

The file name never decides how a file is read. What could be read in two ways is refused, not guessed.
"""

import csv
import re
from collections.abc import Iterator
from itertools import islice

from sandbox.loading.market_cells import number, time_ns
from sandbox.loading.market_json import read_json
from sandbox.loading.market_records import MarketFile
from sandbox.loading.market_table import HEADER_HINT, KLINE_NAMES, KLINE_WIDTH, TIME_NAMES, Row, Source, read_table
from sandbox.loading.market_text import market_text
from sandbox.loading.market_volume import SAMPLE_ROWS, within
from sandbox.values.problems import Problem

DELIMITERS = (",", ";", "\t")
HEAD_LENGTH = 20_000
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
BYBIT_NAMES = "time,open,high,low,close,volume,turnover"
KRAKEN_NAMES = "time,open,high,low,close,volume,trades"


def read_market_file(path: str, contract: str | None = None) -> MarketFile:
    """Read a market file; `contract` is used where the content names none, before the file name.

    Raises Problem where the whole of it is no market data or no row can be used.
    """
    text = market_text(path)
    start = text.lstrip()[:100].lower()
    if start.startswith(("[", "{")):
        return read_json(path, text, contract)
    if start.startswith(("<!doctype", "<html", "<?xml")):
        raise Problem(f"{path}:1: is a web page, not data; download the file itself")
    return read_table(_source(path, _rows(path, text)), contract)


def _rows(path: str, text: str) -> Iterator[Row]:
    """Yield lines of cells one by one: a long file is never held as cells, and other threads get their turn."""
    head = "\n".join(text[:HEAD_LENGTH].splitlines()[:3])
    delimiter = max(DELIMITERS, key=head.count)
    lines = (match[0] for match in _LINE.finditer(text))  # a StringIO would hold four bytes for every letter
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 0
    try:
        for cells in reader:
            line = reader.line_num
            if any(cell.strip() for cell in cells):
                yield line, cells
    except csv.Error as error:
        raise Problem(f"{path}:{line + 1}: is no CSV row ({error}); mend or remove it") from None


def _source(path: str, rows: Iterator[Row]) -> Source:
    first = list(islice(rows, 1 + SAMPLE_ROWS))
    if not first:
        raise Problem(f"{path}:1: holds no cell with anything in it; {HEADER_HINT}")
    if len(first) > 1 and len(first[0][1]) == 1 and first[0][1][0].strip().lower().startswith("http"):
        first = first[1:]  # the banner line of some providers
    line, cells = first[0]
    if time_ns(cells[0]) is not None and all(number(cell) is not None for cell in cells[1:]):
        known, kind = _bare(path, first)
        return Source(path=path, line=line, names=known.split(","), sample=first, rest=rows, format=kind)
    if _is_yfinance(first):
        tickers = {cell.strip() for cell in first[1][1][1:] if cell.strip()}
        if len(tickers) != 1:
            raise Problem(f"{path}:{first[1][0]}: holds {len(tickers)} tickers; download them one by one")
        names, symbol = ["date", *cells[1:]], tickers.pop()
        return Source(
            path=path, line=line, names=names, sample=first[3:], rest=rows, format="yfinance-csv", symbol=symbol
        )
    return Source(path=path, line=line, names=cells, sample=first[1:], rest=rows)


def _is_yfinance(rows: list[Row]) -> bool:
    """Tell the three header lines of pandas: names of the columns, tickers, and the name of the index."""
    starts = [cells[0].strip().lower() for _, cells in rows[:3]]
    return starts[:2] == ["price", "ticker"] and len(starts) == 3 and starts[2] in TIME_NAMES


def _bare(path: str, rows: list[Row]) -> tuple[str, str]:
    """Return names and format of rows without a header: only what their content tells, twelve columns or seven."""
    line, cells = rows[0]
    opened, closed = time_ns(cells[0]), time_ns(cells[6]) if len(cells) == KLINE_WIDTH else None
    if opened is not None and closed is not None and closed >= opened:
        return KLINE_NAMES, "binance-klines"
    if len(cells) == 7:
        sample = [row for _, row in rows if len(row) == 7]
        counts = all(row[6].strip().isdigit() for row in sample)
        turns = _are_turnovers(sample)
        if counts != turns:
            return (KRAKEN_NAMES, "kraken-ohlcvt") if counts else (BYBIT_NAMES, "bybit-klines")
    raise Problem(
        f"{path}:{line}: has {len(cells)} columns and no header, which can be read in more than one way; {HEADER_HINT}"
    )


def _are_turnovers(rows: list[list[str]]) -> bool:
    """Tell whether the seventh column is the value of the sixth, at a price of its candle, in every row."""
    fits = []
    for cells in rows:
        high, low, volume, turnover = (number(cells[at]) for at in (2, 3, 5, 6))
        if high and low and volume and turnover:
            fits.append(within(low, turnover / volume, high) or within(low, volume / turnover, high))
    return bool(fits) and all(fits)
