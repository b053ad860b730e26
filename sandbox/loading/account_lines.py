"""Accounts as plain lines, the way people write them down; the result has the shape of the `risk` command's JSON.

One statement a line, words in any case, "#" begins a comment:
`long 2 BTCUSDT @ 7934 20x isolated 793.40` · `short 12 ETH @ 200 10x cross mark 195` · `spot 1.25 BTC` ·
`book binance-usdm`.
"""

import re
from typing import Any

from msgspec import Struct, field

from sandbox.loading.forgiving_number import forgiving_number
from sandbox.loading.toml_lines import near, shown
from sandbox.rulebook.records import Contract, Rulebook

SIDES = {"long": "long", "buy": "long", "short": "short", "sell": "short"}
WALLET_WORDS = {
    "contract": "contract",
    "futures": "contract",
    "perp": "contract",
    "pool": "contract",
    "spot": "spot",
    "funding": "funding",
    "savings": "savings",
    "earn": "savings",
    "cold": "cold",
}
MODES = {"isolated": "isolated", "iso": "isolated", "cross": "cross", "crossed": "cross"}
FIGURES = {"@": "entry", "at": "entry", "entry": "entry", "mark": "mark", "margin": "isolated_margin"}
FILLERS = ("usdt", "wallet", "perpetual", "leverage")
BOOK_WORDS = ("book", "rulebook", "rules")
EXAMPLE = "long 2 BTCUSDT @ 7934 20x isolated 793.40"
_LEVERAGE = re.compile(r"[x×][0-9]+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)?[x×]")


class LineProblem(Struct, frozen=True):
    """What is wrong with a line, and what to do."""

    line: int
    text: str


class LinesRead(Struct):
    """What the lines say as a `risk` document, and the lines that could not be read."""

    document: dict[str, Any] = field(default_factory=dict)
    problems: list[LineProblem] = field(default_factory=list)


class _Unreadable(Exception):
    """A line that cannot be read; its text says why."""


def read_account_lines(text: str, book: Rulebook) -> LinesRead:
    """Read plain lines against a rulebook's contracts and assets; every wrong line is told, none is half taken."""
    read = LinesRead({"account_mode": "segregated", "positions": [], "marks": {}})
    for number, raw in enumerate(text.splitlines(), start=1):
        words = re.split(r"[ \t]+", raw.partition("#")[0].strip().replace("@", " @ ").strip(" ,;"))
        words = [word.strip(",;") for word in words if word.strip(",;")]
        if not words:
            continue
        try:
            _statement(words, book, read.document)
        except _Unreadable as problem:
            read.problems.append(LineProblem(number, str(problem)))
    return read


def _statement(words: list[str], book: Rulebook, document: dict[str, Any]) -> None:
    first = words[0].lower().rstrip(":")
    if first in SIDES:
        _position(SIDES[first], words[1:], book, document)
    elif first in WALLET_WORDS:
        _balance(WALLET_WORDS[first], words[1:], book, document)
    elif first == "mark":
        contract = _contract(words[1] if len(words) > 1 else "", book)
        document["marks"][contract.symbol] = _number(words[2] if len(words) > 2 else "", "mark")
    elif first in BOOK_WORDS and len(words) > 1:
        document["rulebook"] = words[1]
    else:
        known = [*SIDES, *WALLET_WORDS, "mark", "book"]
        raise _Unreadable(f"{shown(words[0])} begins no line{near(first, known) or f'; write such as: {EXAMPLE}'}")


def _balance(wallet: str, words: list[str], book: Rulebook, document: dict[str, Any]) -> None:
    """Take `wallet amount asset`, several amounts in a row included; "wallet" and "=" may stand between."""
    words = [word for word in words if word.lower().rstrip(":") not in ("wallet", "=", "", "and", "+")]
    if not words:
        raise _Unreadable(f"the amount is missing; write such as: {wallet} 1,240.50 USDT")
    held = dict(document.get(f"{wallet}_wallet", {}))
    assets = {asset for one in book.contracts for asset in (one.base, one.quote)}
    for amount, asset in zip(words[::2], [*words[1::2], ""], strict=False):
        if not asset:
            raise _Unreadable(f"the asset after {amount} is missing; write such as: {wallet} {amount} USDT")
        if asset.upper() not in assets:
            raise _Unreadable(f"unknown asset {shown(asset)}; the book has {', '.join(sorted(assets))}")
        held[asset.upper()] = _number(amount, "amount")
    document[f"{wallet}_wallet"] = held


def _position(side: str, words: list[str], book: Rulebook, document: dict[str, Any]) -> None:
    found: dict[str, Any] = {"side": side}
    expecting = ""  # the figure the next number is
    for word in words:
        expecting = _word(word, expecting, found, book)
    for key, what in (("qty", "size"), ("contract", "contract"), ("entry", "entry price (@ 7934)")):
        if key not in found:
            raise _Unreadable(f"the {what} is missing; write such as: {EXAMPLE}")
    if "margin_mode" not in found:
        raise _Unreadable("it does not say whether the margin is isolated or cross; add the word")
    if found["margin_mode"] == "cross" and "isolated_margin" in found:
        raise _Unreadable("a cross position has no margin of its own; remove it, or write isolated")
    mark = found.pop("mark", None)
    if mark is not None:
        document["marks"][found["contract"]] = mark
    document["positions"].append(found)


def _word(word: str, expecting: str, found: dict[str, Any], book: Rulebook) -> str:
    """Take one word of a position and return which figure the next number is ("" where the order tells)."""
    lower = word.lower()
    if lower in FIGURES:
        return FIGURES[lower]
    if lower in MODES:
        found["margin_mode"] = MODES[lower]
        return "isolated_margin" if MODES[lower] == "isolated" else ""
    if _is_leverage(lower):
        found["leverage"] = _number(lower.strip("x×"), "leverage")
        return expecting
    if forgiving_number(word) is not None:
        key = expecting or "qty"
        if key in found:
            raise _Unreadable(f"{shown(word)} belongs to nothing; write such as: {EXAMPLE}")
        found[key] = _number(word, key)
        return ""
    if "contract" not in found:
        found["contract"] = _named_contract(word, found, book)
    elif lower not in FILLERS:
        raise _Unreadable(f"{shown(word)} is not understood; write such as: {EXAMPLE}")
    return expecting


def _named_contract(word: str, found: dict[str, Any], book: Rulebook) -> str:
    """Return the contract a word names; before the size it may as well be a size that is no number."""
    try:
        return _contract(word, book).symbol
    except _Unreadable as problem:
        if "qty" in found:
            raise
        raise _Unreadable(f"{shown(word)} is no size and no contract; write such as: {EXAMPLE}") from problem


def _is_leverage(word: str) -> bool:
    return _LEVERAGE.fullmatch(word) is not None


def _number(word: str, what: str) -> str:
    number = forgiving_number(word)
    if number is None:
        raise _Unreadable(f"the {what} {shown(word)} is no number; write such as 1,240.50")
    return f"{number:f}"


def _contract(word: str, book: Rulebook) -> Contract:
    """Return the contract a word names: BTCUSDT-PERP, BTCUSDT, BTC/USDT or BTC."""
    plain = _bare(word)
    for contract in book.contracts:
        if plain == _bare(contract.symbol):
            return contract
    of_base = [one for one in book.contracts if one.base == word.upper()]
    if len(of_base) == 1:
        return of_base[0]
    symbols = [one.symbol for one in book.contracts]
    raise _Unreadable(
        f"unknown contract {shown(word)}{near(word.upper(), symbols)}; {book.id} has {', '.join(symbols)}"
    )


def _bare(symbol: str) -> str:
    return re.sub(r"[-/_:. ]|PERP$", "", symbol.upper()).removesuffix("PERP")
