"""Reads what a person typed into a field: sizes, prices and amounts as whole lots, ticks and atoms. Qt-free."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from msgspec import Struct

from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.limits import AMOUNT_DIGITS_MAX, ATOMS_MAX, LOTS_MAX, PRICE_TICKS_MAX
from ui.viewmodels import texts
from ui.viewmodels.number_text import decimal_text, step_decimals


class Typed(Struct, frozen=True):
    """What a field holds: whole units, or None and why not; an empty field is None without an error."""

    units: int | None
    error: str = ""


def read_number(text: str) -> Decimal | None:
    """Read a plain decimal number; None for anything else."""
    plain = text.strip().replace(",", "").replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", "")
    if len(plain) > AMOUNT_DIGITS_MAX or "e" in plain.lower() or "_" in plain:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _units(text: str, unit: Fraction, limit: int, wrong: str, off_step: str) -> Typed:
    if not text.strip():
        return Typed(None)
    number = read_number(text)
    if number is None:
        return Typed(None, wrong)
    if number <= 0:
        return Typed(None, texts.MUST_BE_POSITIVE)
    units = Fraction(number) / unit
    if units.denominator != 1:
        return Typed(None, off_step.format(step=decimal_text(unit, step_decimals(unit))))
    if units.numerator > limit:
        return Typed(None, texts.TOO_LARGE)
    return Typed(units.numerator)


def typed_lots(text: str, lot: Fraction) -> Typed:
    """Read a size: "0.500" with a lot of 0.001 -> 500."""
    return _units(text, lot, LOTS_MAX, texts.NOT_A_SIZE, texts.OFF_LOT_FIELD)


def typed_ticks(text: str, tick: Fraction) -> Typed:
    """Read a price: "7,820.0" with a tick of 0.1 -> 78200."""
    return _units(text, tick, PRICE_TICKS_MAX, texts.NOT_A_PRICE, texts.OFF_TICK_FIELD)


def typed_atoms(text: str) -> Typed:
    """Read an amount of money in atoms: "400" -> 40000000000."""
    return _units(text, Fraction(1, ATOMS_PER_UNIT), ATOMS_MAX, texts.NOT_AN_AMOUNT, texts.TOO_FINE)
