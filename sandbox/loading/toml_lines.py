"""TOML with line numbers: tables that know where each key stands, and errors of one line that say what, where, what to do.

Amounts, prices, rates and sizes are text in our files; a bare number where text is due is an error.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, NoReturn

from sandbox.values.instants import NotAnInstant, parse_instant
from sandbox.values.limits import AMOUNT_DIGITS_MAX, TEXT_MAX
from sandbox.values.problems import Problem

FILE_BYTES_MAX = 16_000_000
_HEADER = re.compile(r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=""")
_PART = re.compile(r""""([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)""")
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?")

Path = tuple[str | int, ...]


def read_text(path: str) -> str:
    """Read a user's text file; Problem for what is missing, a folder, unreadable, empty, too large or not UTF-8."""
    try:
        with open(path, "rb") as file:
            body = file.read(FILE_BYTES_MAX + 1)
    except FileNotFoundError:
        raise Problem(f"{path}: there is no such file; check the name") from None
    except IsADirectoryError:
        raise Problem(f"{path}: is a folder; name a file in it") from None
    except OSError as error:
        raise Problem(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
    if len(body) > FILE_BYTES_MAX:
        raise Problem(f"{path}: is larger than {FILE_BYTES_MAX // 1_000_000} MB; split it")
    if not body.strip():
        raise Problem(f"{path}: is empty; it needs at least a title and a rulebook, or an id and contracts")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(f"{path}: is not UTF-8 text; save it as UTF-8") from None


def parse_decimal(text: str) -> Decimal | None:
    """Return a plain decimal of at most 30 digits, None for anything else (NaN, exponents, signs doubled)."""
    if len(text) > AMOUNT_DIGITS_MAX + 2 or _DECIMAL.fullmatch(text) is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


class Document:
    """A parsed file and the line of every key in it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.text = read_text(path)
        try:
            self.values: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            line = found[1] if found else str(self.text.count("\n") + 1)
            what = re.sub(r"\s*\(at .*\)$", "", str(error))
            raise Problem(f"{path}:{line}: not valid TOML: {what}; mend the line") from None
        except RecursionError:
            raise Problem(f"{path}:1: is nested too deeply; flatten it") from None
        self.lines = _line_map(self.text)

    def root(self) -> "Table":
        """Return the top table."""
        return Table(self, (), self.values)

    def line_of(self, path: Path) -> int:
        """Return the line of a key, or of the nearest table header or key above it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 1

    def fail(self, path: Path, text: str) -> NoReturn:
        """Raise the one-line Problem for a key."""
        raise Problem(f"{self.path}:{self.line_of(path)}: {text}")


def _parts(text: str) -> list[str]:
    return [a or b or c for a, b, c in _PART.findall(text)]


def _line_map(text: str) -> dict[Path, int]:
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    prefix: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header and "=" not in line.split("]")[0]:
            path = _resolve(_parts(header[2]), counts)
            if header[1] == "[[":
                counts[path] = counts.get(path, -1) + 1
                path = (*path, counts[path])
            prefix = path
            lines.setdefault(path, number)
            continue
        key = _KEY.match(line)
        if key:
            lines.setdefault((*prefix, *_parts(key[1])), number)
            for inner in re.finditer(r"[{,]\s*([A-Za-z0-9_-]+)\s*=", line):
                lines.setdefault((*prefix, *_parts(key[1]), inner[1]), number)
    return lines


def _resolve(parts: Iterable[str], counts: dict[Path, int]) -> Path:
    path: Path = ()
    for part in parts:
        if path in counts:
            path = (*path, counts[path])
        path = (*path, part)
    return path


class Table:
    """One table: typed reads by key, then `finish()` refuses the keys nobody asked for."""

    def __init__(self, document: Document, path: Path, values: dict[str, Any]) -> None:
        self.document, self.path, self.values = document, path, values
        self.known: dict[str, None] = {}

    def fail(self, key: str | None, text: str) -> NoReturn:
        """Raise a Problem at a key's line (None: the table's own)."""
        self.document.fail(self.path if key is None else (*self.path, key), text)

    def has(self, key: str) -> bool:
        """Tell whether a key stands in the table."""
        self.known[key] = None
        return key in self.values

    def get(self, key: str) -> Any:
        """Return a raw value or None."""
        self.known[key] = None
        return self.values.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """Return text; required where `default` is None."""
        value = self.get(key)
        if value is None:
            if default is None:
                self.fail(None, f"the key {key!r} is missing; add it")
            return default
        if not isinstance(value, str):
            self.fail(key, f"{key} must be text in quotes, not {value!r}")
        if len(value) > TEXT_MAX:
            self.fail(key, f"{key} is longer than {TEXT_MAX} characters; shorten it")
        return value

    def word(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return one of the allowed words."""
        value, words = self.text(key, default), list(allowed)
        if value not in words:
            self.fail(key, f"{key} is {value!r}; it must be one of {', '.join(words)}{_near(value, words)}")
        return value

    def boolean(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fail(key, f"{key} must be true or false, not {value!r}")
        return value

    def integer(self, key: str, default: int, low: int, high: int) -> int:
        """Return a whole number written without quotes, between `low` and `high`."""
        value = self.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.fail(key, f"{key} must be a whole number from {low} to {high}, not {value!r}")
        return value

    def decimal(self, key: str, default: str | None = None) -> Decimal:
        """Return a decimal written as text."""
        value = self.get(key)
        if value is None:
            if default is None:
                self.fail(None, f"the key {key!r} is missing; add it")
            value = default
        if not isinstance(value, str):
            self.fail(key, f"{key} must be a number in quotes, such as \"{value}\"")
        number = parse_decimal(value)
        if number is None:
            self.fail(key, f"{key} is {value[:40]!r}; write a plain decimal of at most {AMOUNT_DIGITS_MAX} digits")
        return number

    def positive(self, key: str, default: str | None = None) -> Decimal:
        """Return a decimal above 0."""
        number = self.decimal(key, default)
        if number <= 0:
            self.fail(key, f"{key} is {number}; it must be above 0")
        return number

    def rate(self, key: str, default: str, *, low: str = "0", high: str = "1") -> Fraction:
        """Return an exact rate between two bounds."""
        number = self.decimal(key, default)
        if not Decimal(low) <= number <= Decimal(high):
            self.fail(key, f"{key} is {number}; it must lie between {low} and {high}")
        return Fraction(number)

    def leverage(self, key: str) -> Fraction | None:
        """Return a leverage, an integer or a decimal text, None where absent."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | str):
            self.fail(key, f"{key} must be a whole number or a decimal in quotes, not {value!r}")
        number = parse_decimal(str(value))
        if number is None or number <= 0:
            self.fail(key, f"{key} is {value!r}; it must be above 0")
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
            self.fail(key, f"{key} must be a table")
        return Table(self.document, (*self.path, key), value)

    def tables(self, key: str) -> list["Table"]:
        """Return an array of tables, empty where absent."""
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fail(key, f"{key} must be a list of tables, each under [[{key}]]")
        return [Table(self.document, (*self.path, key, index), one) for index, one in enumerate(value)]

    def list(self, key: str) -> list[Any]:
        """Return a list, empty where absent."""
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fail(key, f"{key} must be a list")
        return value

    def finish(self) -> None:
        """Refuse every key that was not asked for, naming the nearest known one."""
        for key in self.values:
            if key not in self.known:
                self.fail(key, f"unknown key {key!r}{_near(key, self.known) or '; remove it'}")


def _near(word: str, words: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(words), 1, 0.5)
    return f"; did you mean {close[0]!r}?" if close else ""
