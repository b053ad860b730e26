"""What brackets and tiers must keep to, row by row: the same for a file that is read and for a stored book."""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from sandbox.rulebook.collateral import HaircutTier
from sandbox.rulebook.portfolio import ChargeTier
from sandbox.rulebook.records import Bracket
from sandbox.values.assets import decimal_text

BRACKETS_MAX = 1_000
Fault = tuple[str, str]  # the field, and what is wrong with it
Row = TypeVar("Row")


def bracket_fault(row: Bracket, before: Bracket | None, extra: Fraction, key: str = "up_to") -> Fault | None:
    """Return what is wrong with a bracket after the one `before`; `extra` is the fee that counts as maintenance."""
    if before is not None and row.up_to <= before.up_to:
        return "up_to", f"brackets overlap: {key} must be above the {decimal_text(before.up_to)} before it"
    if before is not None and row.maintenance < before.maintenance:
        return "maintenance", f"maintenance falls from {decimal_text(before.maintenance)}; it must not fall"
    if row.maintenance + extra >= 1:
        what = "maintenance and the taker fee together" if extra else "maintenance"
        return "maintenance", f"{what} must stay below 1"
    return None


def haircut_fault(tier: HaircutTier, before: HaircutTier | None, highest: Fraction) -> Fault | None:
    """Return what is wrong with a tier of a haircut; `highest` is what a sale leaves after the spot fee."""
    if tier.rate > highest:
        return "rate", f"a sale leaves {decimal_text(highest)} after the spot fee; the rate may not be above that"
    if fault := _reach_fault(tier, before):
        return fault
    if before is not None and tier.rate > before.rate:
        return "rate", f"the rate rises from {decimal_text(before.rate)}; it must not"
    return None


def charge_fault(tier: ChargeTier, before: ChargeTier | None) -> Fault | None:
    """Return what is wrong with a tier of the minimum charge."""
    if fault := _reach_fault(tier, before):
        return fault
    if before is not None and tier.multiplier < before.multiplier:
        return "multiplier", f"it falls from {decimal_text(before.multiplier)}; it must not"
    return None


def _reach_fault(tier: HaircutTier | ChargeTier, before: HaircutTier | ChargeTier | None) -> Fault | None:
    if before is None or (before.up_to is not None and (tier.up_to is None or tier.up_to > before.up_to)):
        return None
    return "up_to", "the tier before it reaches as far; tiers must rise, only the last may have no up_to"


def first_fault(rows: tuple[Row, ...], fault_of: Callable[[Row, Row | None], Fault | None]) -> Fault | None:
    """Return what is wrong with the first row of a ladder that is wrong."""
    before = None
    for row in rows:
        if fault := fault_of(row, before):
            return fault
        before = row
    return None
