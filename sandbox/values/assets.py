"""Assets and their atoms: text to integer atoms and back, never through a float."""

from decimal import Decimal
from fractions import Fraction

from sandbox.values.limits import ASSET_DECIMALS

ATOMS_PER_UNIT = 10**ASSET_DECIMALS


class NotExact(ValueError):
    """A decimal that does not fall on a whole number of atoms, ticks or lots."""


def atoms_of(amount: Decimal) -> int:
    """Turn a decimal amount of an asset into atoms (8 decimals).

    Raises NotExact where the amount has more than 8 decimals.
    """
    scaled: Fraction = Fraction(amount) * ATOMS_PER_UNIT
    if scaled.denominator != 1:
        raise NotExact(f"{amount:f} has more than {ASSET_DECIMALS} decimals")
    return scaled.numerator


def atoms_text(atoms: int) -> str:
    """Write atoms as a plain decimal without trailing zeros: 44660000000 -> "446.6"."""
    sign = "-" if atoms < 0 else ""
    whole, part = divmod(abs(atoms), ATOMS_PER_UNIT)
    if not part:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{part:0{ASSET_DECIMALS}d}".rstrip("0")


def units_of(quantity: Decimal | Fraction, unit: Fraction) -> int:
    """Turn a decimal price or size into whole ticks or lots of `unit`.

    Raises NotExact where it does not fall on one.
    """
    exact = Fraction(quantity) / unit
    if exact.denominator != 1:
        raise NotExact(f"{decimal_text(Fraction(quantity))} is not a multiple of {decimal_text(unit)}")
    return exact.numerator


def decimal_text(exact: Fraction, significant: int = 16) -> str:
    """Write a rational as a plain decimal: exactly where it ends within `significant` digits, else rounded half even.

    Example: 7567.570281124498 for 15074.6/1.992; "7537.3"; "0" for zero.
    """
    if exact == 0:
        return "0"
    sign = "-" if exact < 0 else ""
    top, bottom = abs(exact.numerator), exact.denominator
    exponent = len(str(top)) - len(str(bottom))  # top/bottom lies between 10**(exponent-1) and 10**(exponent+1)
    if top * 10 ** max(0, -exponent) < bottom * 10 ** max(0, exponent):
        exponent -= 1
    places = significant - 1 - exponent
    if not _terminates(bottom):
        digits = _half_even(top, bottom, places)
    else:
        places = max(places, _places_needed(bottom))
        digits = _half_even(top, bottom, places)
    if places <= 0:
        return f"{sign}{digits * 10**-places}"
    text = f"{digits:0{places + 1}d}"
    whole, part = text[:-places], text[-places:].rstrip("0")
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def _terminates(bottom: int) -> bool:
    for prime in (2, 5):
        while bottom % prime == 0:
            bottom //= prime
    return bottom == 1


def _places_needed(bottom: int) -> int:
    twos = fives = 0
    while bottom % 2 == 0:
        bottom, twos = bottom // 2, twos + 1
    while bottom % 5 == 0:
        bottom, fives = bottom // 5, fives + 1
    places = max(twos, fives)
    return places if places <= 24 else 0  # a longer tail is rounded like any other


def _half_even(top: int, bottom: int, places: int) -> int:
    if places >= 0:
        top *= 10**places
    else:
        bottom *= 10**-places
    quotient, remainder = divmod(top, bottom)
    if 2 * remainder > bottom or (2 * remainder == bottom and quotient % 2 == 1):
        quotient += 1
    return quotient
