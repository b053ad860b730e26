"""Reads a number as people write it: thousands and decimals with comma, point, space or apostrophe; never a guess.

The last of two kinds of separators is the decimal one. A lone comma before exactly three digits parts thousands
("7,934" is 7934) unless a 0 stands before it ("0,125"); a lone point is always decimal.
"""

import re
from decimal import Decimal

from sandbox.values.limits import AMOUNT_DIGITS_MAX

_SPACES = re.compile("[ \t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'\N{RIGHT SINGLE QUOTATION MARK}]")
_GROUPS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")
_THOUSANDS_COMMA = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_PLAIN = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


def forgiving_number(text: str) -> Decimal | None:
    """Return the number a text means, None where it is none: "1.240,50" and "1 240.5" -> 1240.5, "7,934" -> 7934."""
    plain = _SPACES.sub("", text.strip().replace("\N{MINUS SIGN}", "-")).removeprefix("+")
    sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    cut = _without_thousands(digits)
    if cut is None or _PLAIN.fullmatch(cut) is None or sum(one.isdigit() for one in cut) > AMOUNT_DIGITS_MAX:
        return None
    return Decimal(sign + cut)


def _without_thousands(digits: str) -> str | None:
    """Return the digits with a point as the only separator, None where the groups do not fit."""
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        decimal = "," if digits.rfind(",") > digits.rfind(".") else "."
        whole, _, part = digits.rpartition(decimal)
        if _GROUPS.fullmatch(whole) is None or decimal in whole:
            return None
        return f"{whole.replace(',', '').replace('.', '')}.{part}"
    if commas > 1 or points > 1 or _THOUSANDS_COMMA.fullmatch(digits):
        return digits.replace(",", "").replace(".", "") if _GROUPS.fullmatch(digits) else None
    return digits.replace(",", ".")
