"""What a worked-out figure is made of: inputs with their values, and the derivation that they end in."""

from fractions import Fraction

from msgspec import Struct

from sandbox.projections.published_examples import Example
from sandbox.values.assets import ATOMS_PER_UNIT

MONEY, PRICE, SIZE, RATE, LEVERAGE, SHARE, SIGN = "money", "price", "size", "rate", "leverage", "share", "sign"
ATOM_UP, ATOM_DOWN, TO_TICK, BOOKED, EXACT = "atom_up", "atom_down", "to_tick", "booked", "exact"


class Input(Struct, frozen=True):
    """A value that goes into a formula; `name` says in one key what it is, `unit` how it is written.

    `bracket` is the number of the bracket it comes from (1 the first) and `up_to` where that one ends.
    """

    symbol: str
    name: str
    value: Fraction
    unit: str
    bracket: int = 0
    up_to: Fraction | None = None


class Derivation(Struct, frozen=True):
    """One figure worked out: `exact` from the inputs by the formula, `result` after rounding; None where there is none.

    `asset` is that of its money, `contract` empty where the figure belongs to a wallet.
    """

    figure: str
    formula: str
    inputs: tuple[Input, ...]
    exact: Fraction | None
    result: Fraction | None
    rounding: str
    unit: str
    asset: str
    contract: str = ""
    example: Example | None = None


def units(atoms: int | Fraction) -> Fraction:
    """Return atoms as whole units."""
    return Fraction(atoms) * Fraction(1, ATOMS_PER_UNIT)
