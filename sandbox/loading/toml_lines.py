"""TOML with line numbers: tables that know where each key stands, and one-line errors: what, where, what to do.

Amounts, prices, rates and sizes are text in our files; a bare number where text is due is an error.
`Table` reads JSON all the same (`json_document`): it only needs values, and the line of each key.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, NoReturn

from sandbox.loading.file_bytes import read_bytes
from sandbox.loading.toml_scan import KeyPath, key_lines
from sandbox.values.instants import NotAnInstant, parse_instant
from sandbox.values.limits import AMOUNT_DIGITS_MAX, LEVERAGE_MAX, TEXT_MAX
from sandbox.values.problems import Problem

FILE_BYTES_MAX = 64_000_000
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DEEP_KEY = re.compile(
    r"""(?:^|[{,])[ \t]*\[*[ \t]*(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){50}""", re.MULTILINE
)
_SHOWN_MAX = 60


def read_text(path: str) -> str:
    """Read a user's text file; Problem for what is missing, a folder, unreadable, empty, too large or not UTF-8."""
    return decode_text(path, read_bytes(path, FILE_BYTES_MAX))


def decode_text(path: str, body: bytes) -> str:
    """Return a file's bytes as text, without a byte order mark; Problem where they are too many, none or no UTF-8."""
    if len(body) > FILE_BYTES_MAX:
        raise Problem(f"{path}:1: is larger than {FILE_BYTES_MAX // 1_000_000} MB; split it")
    if not body.strip():
        raise Problem(f"{path}:1: is empty; write something into it or name another file")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise Problem(f"{path}:{line}: is not UTF-8 text; save it as UTF-8") from None


def parse_decimal(text: str) -> Decimal | None:
    """Return a plain decimal of at most 30 digits, None for anything else (NaN, inf, exponents, doubled signs)."""
    if len(text) > AMOUNT_DIGITS_MAX + 2 or _DECIMAL.fullmatch(text) is None:
        return None
    if sum(letter.isdigit() for letter in text) > AMOUNT_DIGITS_MAX:
        return None
    return Decimal(text)


def shown(value: object) -> str:
    """Return a user's value as it may stand in an error: on one line and short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and abs(value) > 10**40:
        return "a number of very many digits"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}…"


class Source:
    """A parsed file: its values and the line of every key."""

    def __init__(self, path: str, values: Any) -> None:
        self.path, self.values = path, values

    @cached_property
    def lines(self) -> dict[KeyPath, int]:
        """The line of every key by its path."""
        return {}

    def line_of(self, path: KeyPath) -> int:
        """Return the line of a key, or of the nearest table header or key above it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 1

    def fail(self, path: KeyPath, text: str) -> NoReturn:
        """Raise the one-line Problem for a key."""
        raise Problem(f"{self.path}:{self.line_of(path)}: {text}")


class Document(Source):
    """A TOML file, or a text given, which then only is named by the path."""

    def __init__(self, path: str, text: str | None = None) -> None:
        self.text = read_text(path) if text is None else text
        if (deep := _DEEP_KEY.search(self.text)) is not None:
            line = self.text.count("\n", 0, deep.start()) + 1
            raise Problem(f"{path}:{line}: is nested too deeply; flatten it")
        try:
            values = tomllib.loads(self.text)
        except RecursionError:
            raise Problem(f"{path}:1: is nested too deeply; flatten it") from None
        except ValueError as error:  # TOMLDecodeError, or an integer of thousands of digits
            found = re.search(r"at line (\d+)", str(error))
            line = int(found[1]) if found else max(1, len(self.text.rstrip().splitlines()))
            what = re.sub(r"\s*\(at .*\)$", "", str(error))
            if not isinstance(error, tomllib.TOMLDecodeError):
                what, line = "a number has thousands of digits", 1
            raise Problem(f"{path}:{line}: not valid TOML: {what}; mend the line") from None
        super().__init__(path, values)

    @cached_property
    def lines(self) -> dict[KeyPath, int]:
        """The line of every key by its path, found when the first is asked for: a file without an error needs none."""
        try:
            return key_lines(self.text)
        except RecursionError:  # what is nested so deeply is told at the top
            return {}

    def root(self) -> "Table":
        """Return the top table."""
        return Table(self, (), self.values)


class Table:
    """One table: typed reads by key, then `finish()` refuses the keys nobody asked for."""

    def __init__(self, document: Source, path: KeyPath, values: dict[str, Any]) -> None:
        self.document, self.path, self.values = document, path, values
        self.known: dict[str, None] = {}

    def fail(self, key: str | None, text: str) -> NoReturn:
        """Raise a Problem at a key's line (None: the table's own)."""
        self.document.fail(self.path if key is None else (*self.path, key), text)

    def missing(self, key: str) -> NoReturn:
        """Raise a Problem for a key that must stand here; a misspelt one is named instead."""
        unread = [one for one in self.values if one not in self.known]
        for close in difflib.get_close_matches(key, unread, 1, 0.75):
            self.fail(close, f"unknown key {close!r}, did you mean {key!r}?")
        self.fail(None, f"the key {key!r} is missing; add it")

    def has(self, key: str) -> bool:
        """Tell whether a key stands in the table."""
        self.known[key] = None
        return self.values.get(key) is not None  # JSON's null says the same as leaving a key out

    def get(self, key: str) -> Any:
        """Return a raw value or None."""
        self.known[key] = None
        return self.values.get(key)

    def keys(self) -> list[str]:
        """Return all keys, for tables whose keys are names (assets, contracts); `finish` then finds none unknown."""
        self.known.update(dict.fromkeys(self.values))
        return list(self.values)

    def text(self, key: str, default: str | None = None) -> str:
        """Return text; required where `default` is None."""
        value = self.get(key)
        if value is None:
            if default is None:
                self.missing(key)
            return default
        if not isinstance(value, str):
            self.fail(key, f"{key} must be text in quotes, not {shown(value)}")
        if len(value) > TEXT_MAX:
            self.fail(key, f"{key} is longer than {TEXT_MAX} characters; shorten it")
        return value

    def word(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return one of the allowed words."""
        value, words = self.text(key, default), list(allowed)
        if value not in words:
            self.fail(key, f"{key} is {shown(value)}; it must be one of {', '.join(words)}{near(value, words)}")
        return value

    def boolean(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fail(key, f"{key} must be true or false, not {shown(value)}")
        return value

    def integer(self, key: str, default: int, low: int, high: int) -> int:
        """Return a whole number written without quotes, between `low` and `high`."""
        value = self.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.fail(key, f"{key} must be a whole number from {low} to {high}, not {shown(value)}")
        return value

    def decimal(self, key: str, default: str | None = None) -> Decimal:
        """Return a decimal written as text."""
        value = self.get(key)
        if value is None:
            if default is None:
                self.missing(key)
            value = default
        if not isinstance(value, str):
            if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                self.fail(key, f'{key} must be a decimal in quotes: write "{shown(value)}"')
            self.fail(key, f"{key} must be a decimal in quotes, not {shown(value)}")
        number = parse_decimal(value)
        if number is None:
            self.fail(key, f"{key} is {shown(value)}; write a plain decimal of at most {AMOUNT_DIGITS_MAX} digits")
        return number

    def positive(self, key: str, default: str | None = None) -> Decimal:
        """Return a decimal above 0."""
        number = self.decimal(key, default)
        if number <= 0:
            self.fail(key, f"{key} is {number:f}; it must be above 0")
        return number

    def not_negative(self, key: str, default: str | None = None) -> Decimal:
        """Return a decimal of 0 or more."""
        number = self.decimal(key, default)
        if number < 0:
            self.fail(key, f"{key} is {number:f}; it must not be below 0")
        return number

    def rate(self, key: str, default: str | None, *, low: str = "0", high: str = "1") -> Fraction:
        """Return an exact rate between two bounds; required where `default` is None."""
        number = self.decimal(key, default)
        if not Decimal(low) <= number <= Decimal(high):
            self.fail(key, f"{key} is {number:f}; it must lie between {low} and {high}")
        return Fraction(number)

    def leverage(self, key: str) -> Fraction | None:
        """Return a leverage, an integer or a decimal text, None where absent."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | str):
            self.fail(key, f"{key} must be a whole number or a decimal in quotes, not {shown(value)}")
        number = None if isinstance(value, int) and abs(value) > LEVERAGE_MAX else parse_decimal(str(value))
        if number is None or not 0 < number <= LEVERAGE_MAX:
            self.fail(key, f"{key} is {shown(value)}; it must be a plain number above 0")
        return Fraction(number)

    def instant(self, key: str) -> int | None:
        """Return an instant in nanoseconds, None where absent."""
        if not self.has(key):
            return None
        try:
            return parse_instant(self.text(key))
        except NotAnInstant as error:
            self.fail(key, f"{key}: {error}")

    def table(self, key: str) -> "Table":
        """Return a sub-table, empty where absent."""
        value = self.get(key)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            self.fail(key, f"{key} must be a table, not {shown(value)}")
        return Table(self.document, (*self.path, key), value)

    def tables(self, key: str) -> list["Table"]:
        """Return an array of tables, empty where absent."""
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fail(key, f"{key} must be a list of tables")
        return [Table(self.document, (*self.path, key, index), one) for index, one in enumerate(value)]

    def list(self, key: str) -> list[Any]:
        """Return a list, empty where absent."""
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fail(key, f"{key} must be a list, not {shown(value)}")
        return value

    def finish(self) -> None:
        """Refuse every key that was not asked for, naming the nearest known one."""
        for key in self.values:
            if key not in self.known:
                close = difflib.get_close_matches(key, list(self.known), 1, 0.5)
                hint = f", did you mean {close[0]!r}?" if close else f"; known here: {', '.join(sorted(self.known))}"
                self.fail(key, f"unknown key {shown(key)}{hint}")


def near(word: str, words: Iterable[str]) -> str:
    """Return "; did you mean ...?" where a known word is close, else nothing."""
    close = difflib.get_close_matches(word, [str(one) for one in words], 1, 0.5)
    return f"; did you mean {close[0]!r}?" if close else ""
