"""Auto-deleveraging: who stands first in the queue on the other side.

The formulas stand in `adl_ranking`.
"""

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.risk.adl_ranking import binance_score, bitmex_score, hyperliquid_score, okx_score
from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.records import LiquidationRules
from sandbox.values.assets import ATOMS_PER_UNIT


class Candidate(Struct, frozen=True):
    """A position that may be deleveraged; `rank` 1 is first in the queue."""

    owner: str
    position: str
    contract: str
    lots: int
    open_value_atoms: int
    unrealised_atoms: int
    score: Fraction
    rank: int = 0
    slot: str = ""


def score(unit: UnitView, leg: LegView, rules: LiquidationRules) -> Fraction:
    """Return the ranking figure of one leg under the book's `adl_rank`; larger is deleveraged first."""
    equity, profit = Fraction(unit.equity()), Fraction(leg.unrealised_atoms)
    if rules.adl_rank == "bitmex":
        return bitmex_score(profit, Fraction(abs(leg.open_value_atoms)), _effective_leverage(leg, equity))
    if rules.adl_rank == "hyperliquid":
        return hyperliquid_score(_price_gain(leg), _effective_leverage(leg, equity))
    ratio = unit.maintenance(rules) / equity if equity > 0 else Fraction(0)
    if rules.adl_rank == "okx":
        return okx_score(profit, abs(leg.open_value_atoms) / leg.leverage, ratio)
    return binance_score(profit, Fraction(unit.cash_atoms), Fraction(ATOMS_PER_UNIT), ratio)


def _effective_leverage(leg: LegView, equity: Fraction) -> Fraction:
    return abs(leg.mark_value_atoms) / equity if equity > 0 else Fraction(0)


def _price_gain(leg: LegView) -> Fraction:
    """Return mark over entry, turned so that above 1 is a gain."""
    mark, entry = abs(leg.mark_value_atoms), abs(leg.open_value_atoms)
    if not mark or not entry:
        return Fraction(0)
    return Fraction(mark, entry) if leg.open_value_atoms > 0 else Fraction(entry, mark)


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Sort by score, highest first (ties keep the order given) and number the ranks."""
    ordered = sorted(candidates, key=lambda one: -one.score)
    return [replace(one, rank=rank) for rank, one in enumerate(ordered, start=1)]


def loses_at(candidate: Candidate, value_atoms: int) -> bool:
    """Tell whether closing all of a candidate at a value (unsigned) would cost it principal: then it is passed over.

    Both are booked values: whoever entered at the very price of the ADL does not lose by the rounding of another size.
    """
    entry = abs(candidate.open_value_atoms)
    return value_atoms < entry if candidate.open_value_atoms > 0 else value_atoms > entry
