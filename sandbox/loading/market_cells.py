"""Cells of market files: times (epoch by magnitude, ISO), numbers, contract names. Nothing here raises."""

import re
from decimal import Decimal

from sandbox.values.instants import NotAnInstant, parse_instant
from sandbox.values.limits import NS_PER_SECOND

# (below, nanoseconds of one unit): the unit of an epoch follows from its size for every year from 1973 to 2286
EPOCH_UNITS = (
    (10**8, 0),
    (10**10, NS_PER_SECOND),
    (10**11, 0),
    (10**13, 1_000_000),
    (10**14, 0),
    (10**16, 1_000),
    (10**17, 0),
    (10**19, 1),
)
LAST_NS = 7_258_118_400 * NS_PER_SECOND  # the year 2200
CELL_MAX = 40
SHOWN_MAX = 30
_EPOCH = re.compile(r"(\d{9,19})(?:\.(\d{1,9}))?", re.ASCII)
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?([.,]\d{1,9})?\s?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)
_NO_BASES = {"PRICE", "PRICES", "DATA", "FUTURES", "SPOT", "INDEX", "CLOSE", "HISTORY", "PERP", "CRYPTO", "COIN"}
_QUOTES = "USDT|USDC|FDUSD|BUSD|TUSD|USD|EUR"
_PAIR = re.compile(rf"(?<![A-Z0-9])([A-Z0-9]{{2,12}})[-/_]?({_QUOTES})(?![A-Z])")


def time_ns(text: str) -> int | None:
    """Read epoch s, ms, us or ns (by magnitude), or ISO; a time without a zone is UTC. None where it is no time."""
    text = text.strip()
    at = _epoch_ns(text)
    if at is None:
        at = _iso_ns(text)
    return at if at is not None and 0 <= at <= LAST_NS else None


def has_no_zone(text: str) -> bool:
    """Tell whether a time is ISO without a zone, so that UTC is an assumption worth saying."""
    match = _ISO.fullmatch(text.strip())
    return match is not None and match[2] is not None and match[5] is None


def _epoch_ns(text: str) -> int | None:
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    whole = int(match[1])
    unit = next((scale for below, scale in EPOCH_UNITS if whole < below), 0)
    if not unit:
        return None
    return whole * unit + int((match[2] or "0").ljust(9, "0")) * unit // NS_PER_SECOND


def _iso_ns(text: str) -> int | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    zone = match[5] or "Z"
    if zone in ("Z", "UTC"):
        zone = "Z"
    else:
        digits = zone[1:].replace(":", "").ljust(4, "0")
        zone = f"{zone[0]}{digits[:2]}:{digits[2:]}"
    part = (match[4] or "").replace(",", ".")
    try:
        return parse_instant(f"{match[1]}T{match[2] or '00:00'}{match[3] or ':00'}{part}{zone}")
    except NotAnInstant:
        return None


def number(text: str) -> Decimal | None:
    """Read a finite decimal, also with an exponent as spreadsheets write it; None for anything else, NaN included."""
    text = text.strip()
    if len(text) > CELL_MAX or _NUMBER.fullmatch(text) is None:
        return None
    value = Decimal(text)
    return value if abs(value.adjusted()) < 19 else None


def shown(text: str) -> str:
    """Quote a cell for an error line, cut to a readable length."""
    text = text.strip()
    return repr(text if len(text) <= SHOWN_MAX else text[:SHOWN_MAX] + "...")


def contract_name(text: str) -> str:
    """Write a pair as venues do: "BTC/USDT" -> "BTCUSDT", "btcusd_perp" and "BTC-USD-SWAP" -> "BTCUSD-PERP"."""
    plain = re.sub(r"[^A-Z0-9]", "", text.upper())
    for word in ("PERP", "SWAP"):
        if plain.endswith(word) and plain != word:
            return f"{plain.removesuffix(word)}-PERP"
    return plain


def named_contracts(file_name: str) -> list[str]:
    """Return the pairs a file name names, each once."""
    pairs = _PAIR.findall(file_name.upper())
    found = {base + quote for base, quote in pairs if not base.isdigit() and base not in _NO_BASES}
    return sorted(found)
