"""Candles as JSON: bare lists (freqtrade, ccxt, jesse, Coinbase), objects, and what the APIs of venues answer.

The order of a bare row's prices is told by the rows themselves: high is never below the others, low never above.
"""

import json
from decimal import Decimal
from typing import Any

from sandbox.loading.market_cells import number
from sandbox.loading.market_records import MarketFile
from sandbox.loading.market_table import HEADER_HINT, KLINE_NAMES, KLINE_WIDTH, Source, read_table
from sandbox.loading.market_volume import SAMPLE_ROWS
from sandbox.values.problems import Problem

ORDERS = (  # of the four prices, most usual first, and the format they tell
    ("open,high,low,close", "ohlcv-json"),
    ("open,close,high,low", "ohlcv-json"),  # jesse
    ("low,high,open,close", "coinbase-candles"),
)
BYBIT_NAMES = "time,open,high,low,close,volume,turnover"
OKX_NAMES = "ts,o,h,l,c,vol,volCcy,volCcyQuote,confirm"
KRAKEN_NAMES = "time,open,high,low,close,vwap,volume,count"
UDF_KEYS = ("t", "o", "h", "l", "c", "v")
ENTRIES_NOTE = "lines count the entries of the list"
Found = tuple[list[str], list[Any], str, str]  # names, entries, format, symbol


def read_json(path: str, text: str, contract: str | None) -> MarketFile:
    """Read candles from JSON; `line` of a refused row counts the entries. Problem where there are none."""
    try:
        root = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise Problem(f"{path}:{error.lineno}: is no JSON ({error.msg}); is it cut off?") from None
    except (RecursionError, ValueError):
        raise Problem(f"{path}:1: is nested too deep; a list of candles is wanted") from None
    names, entries, kind, symbol = _recognised(path, root)
    if not entries:
        raise Problem(f"{path}:1: is an empty list: it holds no candle; export a time with trades in it")
    rows = [(at, _cells(entry, names)) for at, entry in enumerate(entries, start=1)]
    sample, rest = rows[:SAMPLE_ROWS], rows[SAMPLE_ROWS:]
    source = Source(path=path, line=1, names=names, sample=sample, rest=rest, format=kind, symbol=symbol)
    found = read_table(source, contract)
    if found.refused:
        found.notes.append(ENTRIES_NOTE)
    return found


def _recognised(path: str, root: Any) -> Found:
    if isinstance(root, list):
        return _of_list(path, root)
    found = next((one for one in (_bybit(root), _okx(path, root), _kraken(path, root), _named(root)) if one), None)
    if found is None:
        raise Problem(f"{path}:1: is JSON of no known shape; a list of [time, open, high, low, close, volume] is read")
    return found


def _of_list(path: str, entries: list[Any]) -> Found:
    first = entries[0] if entries else []
    if isinstance(first, dict):
        return [str(key) for key in first], entries, "ohlcv-json", ""
    width = len(first) if isinstance(first, list) else 0
    if width == KLINE_WIDTH:
        return KLINE_NAMES.split(","), entries, "binance-klines", ""
    if width in (5, 6):
        order, kind = _order(path, entries, width)
        names = ["time", *order.split(","), "volume"]
        return names[:width], entries, kind, ""
    if entries:
        raise Problem(f"{path}:1: has entries of {width} values, which can be read in more than one way; {HEADER_HINT}")
    return [], [], "", ""


def _order(path: str, entries: list[Any], width: int) -> tuple[str, str]:
    """Return the order of prices that makes candles of all rows, or of more of them than any other order does."""
    sample = [
        [number(str(cell)) for cell in entry[1:5]]
        for entry in entries[:SAMPLE_ROWS]
        if isinstance(entry, list) and len(entry) == width
    ]
    fits = [sum(_is_candle(prices, order) for prices in sample) for order, _ in ORDERS]
    best = max(fits)
    same = [order for order, count in zip(ORDERS, fits, strict=True) if count == best]
    if best < len(sample) and len(same) > 1:
        raise Problem(f"{path}:1: has prices in an order that no reading fits; {HEADER_HINT}")
    return same[0]


def _is_candle(prices: list[Decimal | None], order: str) -> bool:
    values = dict(zip(order.split(","), prices, strict=True))
    known = [one for one in prices if one is not None]
    return len(known) == len(prices) and values["high"] == max(known) and values["low"] == min(known)


def _bybit(root: dict[str, Any]) -> Found | None:
    """Bybit v5: {"result": {"symbol", "list": [[start, open, high, low, close, volume, turnover]]}}, newest first."""
    result = root.get("result")
    if not isinstance(result, dict) or not isinstance(result.get("list"), list):
        return None
    return BYBIT_NAMES.split(","), result["list"], "bybit-klines", str(result.get("symbol") or "")


def _okx(path: str, root: dict[str, Any]) -> Found | None:
    """OKX: {"code", "data": [[ts, o, h, l, c, vol, volCcy, volCcyQuote, confirm]]}, newest first."""
    if "code" not in root or not isinstance(root.get("data"), list):
        return None
    width = next((len(entry) for entry in root["data"] if isinstance(entry, list)), 9)
    if width not in (7, 9):
        raise Problem(f"{path}:1: has entries of {width} values, not candles of OKX")
    return OKX_NAMES.split(",")[:width], root["data"], "okx-candles", ""


def _kraken(path: str, root: dict[str, Any]) -> Found | None:
    """Kraken: {"error": [], "result": {PAIR: [[time, open, high, low, close, vwap, volume, count]], "last"}}."""
    result = root.get("result")
    if "error" not in root or not isinstance(result, dict):
        return None
    pairs = [(name, rows) for name, rows in result.items() if isinstance(rows, list)]
    if len(pairs) != 1:
        raise Problem(f"{path}:1: holds {len(pairs)} pairs; ask for them one by one")
    return KRAKEN_NAMES.split(","), pairs[0][1], "kraken-ohlc", _kraken_pair(pairs[0][0])


def _kraken_pair(name: str) -> str:
    """Write Kraken's pair as others do: "XXBTZUSD" -> "XBTUSD"."""
    is_old = len(name) == 8 and name[0] == "X" and name[4] in "XZ"
    return name[1:4] + name[5:] if is_old else name


def _named(root: dict[str, Any]) -> Found | None:
    """Coinbase {"candles": [objects]}, TradingView's feed {"t": [...], "o": ...}, pandas {"columns", "data"}."""
    if isinstance(candles := root.get("candles"), list):
        names = [str(key) for key in candles[0]] if candles and isinstance(candles[0], dict) else []
        return (names, candles, "coinbase-candles", "") if names or not candles else None
    if isinstance(root.get("columns"), list) and isinstance(root.get("data"), list):
        return [str(name) for name in root["columns"]], root["data"], "ohlcv-json", ""
    keys = [key for key in UDF_KEYS if isinstance(root.get(key), list)]
    if keys[:5] == list(UDF_KEYS[:5]):
        lengths = {len(root[key]) for key in keys}
        rows = [list(row) for row in zip(*(root[key] for key in keys), strict=False)] if len(lengths) == 1 else []
        return ["time", "open", "high", "low", "close", "volume"][: len(keys)], rows, "ohlcv-json", ""
    return None


def _cells(entry: Any, names: list[str]) -> list[str]:
    """Return an entry as cells; what is no row at all becomes one that is refused."""
    if isinstance(entry, dict):
        return [_cell(entry.get(name)) for name in names]
    return [_cell(one) for one in entry] if isinstance(entry, list) else [_cell(entry)]


def _cell(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)
