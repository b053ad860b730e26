"""Auto-deleveraging: who stands first in the queue on the other side.

Scores are exact rationals. Sources: ADL pages of Binance, BitMEX, OKX and Hyperliquid.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sandbox.risk.units import LegView, UnitView
from sandbox.rulebook.records import LiquidationRules
from sandbox.values.assets import ATOMS_PER_UNIT


@dataclass(frozen=True, slots=True)
class Candidate:
    """A position that may be deleveraged; `rank` 1 is first in the queue."""

    owner: str
    position: str
    contract: str
    lots: int
    open_value_atoms: int
    unrealised_atoms: int
    score: Fraction
    rank: int = 0


def score(unit: UnitView, leg: LegView, rules: LiquidationRules) -> Fraction:
    """Return the ranking figure of one leg under the book's `adl_rank`; larger is deleveraged first."""
    equity = Fraction(unit.equity())
    profit = leg.unrealised_atoms
    if rules.adl_rank == "bitmex":
        entry, effective = abs(leg.open_value_atoms), _effective_leverage(leg, equity)
        share = Fraction(profit, entry) if entry else Fraction(0)
        return share * effective if share >= 0 else share / effective if effective else share
    if rules.adl_rank == "hyperliquid":
        if not leg.open_value_atoms:
            return Fraction(0)
        ratio = Fraction(leg.mark_value_atoms, leg.open_value_atoms)
        gains_with_value = leg.open_value_atoms > 0
        return (ratio if gains_with_value else 1 / ratio if ratio else Fraction(0)) * _effective_leverage(leg, equity)
    wallet = max(unit.cash_atoms, ATOMS_PER_UNIT)
    gain = Fraction(max(0, profit), wallet)
    ratio = unit.maintenance(rules) / equity if equity > 0 else Fraction(0)
    return gain * ratio


def _effective_leverage(leg: LegView, equity: Fraction) -> Fraction:
    return abs(leg.mark_value_atoms) / equity if equity > 0 else Fraction(0)


def ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Sort by score, highest first (ties keep the order given) and number the ranks."""
    ordered = sorted(candidates, key=lambda one: -one.score)
    return [
        Candidate(c.owner, c.position, c.contract, c.lots, c.open_value_atoms, c.unrealised_atoms, c.score, rank)
        for rank, c in enumerate(ordered, start=1)
    ]


def loses_at(candidate: Candidate, value_atoms: int, lots: int) -> bool:
    """Tell whether closing the candidate at value/lots (unsigned) would cost it principal: then it is passed over."""
    close, entry = value_atoms * abs(candidate.lots), abs(candidate.open_value_atoms) * lots
    return close < entry if candidate.open_value_atoms > 0 else close > entry
