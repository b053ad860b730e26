"""A contract's figures scaled to atoms, ticks and lots: what turns integers into money and brackets into limits.

Linear: a lot is worth lot x price. Inverse: a lot (one contract) is worth face / price in coin, and a long gains where
that falls; so the value of an inverse long counts negative, and value - open value is the profit for both kinds.
"""

from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.rulebook.records import Contract, LiquidationRules
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.rounding import div_half_even


class BracketScale(Struct, frozen=True):
    """A bracket in atoms: maintenance = notional x rate - deduction, exactly."""

    up_to_atoms: Fraction
    max_leverage: Fraction
    rate: Fraction
    deduction_atoms: Fraction


class ContractScale(Struct, frozen=True):
    """One contract in atoms; `value_num`/`value_den` is the value of one lot at one tick (price 1 tick).

    Where brackets count sizes, `ladder` is their upper ends in lots, and `sizes` the contract as a position of each
    bracket sees it: with that bracket alone. `sized` picks it, so that nothing else has to know. `first` tells the
    lowest bracket of both.
    """

    symbol: str
    base: str
    quote: str
    settle: str
    tick: Fraction
    lot: Fraction
    value_num: int
    value_den: int
    brackets: tuple[BracketScale, ...]
    is_inverse: bool = False
    ladder: tuple[Fraction, ...] = ()
    sizes: tuple["ContractScale", ...] = ()
    lowest: BracketScale | None = None

    @property
    def direction(self) -> int:
        """Return +1 where a long's value counts positive (linear), -1 where negative (inverse)."""
        return -1 if self.is_inverse else 1

    @property
    def first(self) -> BracketScale:
        """Return the lowest bracket."""
        return self.lowest or self.brackets[0]

    def value_atoms(self, lots: int, price_ticks: int) -> int:
        """Return what `lots` (unsigned) are worth in atoms of the settlement asset, rounded once, half even."""
        if self.is_inverse:
            return div_half_even(lots * self.value_num, price_ticks * self.value_den)
        product = lots * price_ticks * self.value_num
        return product if self.value_den == 1 else div_half_even(product, self.value_den)

    def signed_value_atoms(self, lots: int, price_ticks: int) -> int:
        """Return the value of a position as it is booked: `lots` signed, an inverse long negative."""
        value = self.value_atoms(abs(lots), price_ticks)
        return value if (lots > 0) != self.is_inverse else -value

    def exact_value(self, lots: int, price_ticks: int) -> int | Fraction:
        """Return the signed value exactly, for decisions."""
        if self.is_inverse:
            return Fraction(-lots * self.value_num, price_ticks * self.value_den)
        product: int = lots * price_ticks * self.value_num
        return product if self.value_den == 1 else Fraction(product, self.value_den)

    def price_at(self, value_atoms: int, lots: int) -> Fraction:
        """Return the price in quote at which `lots` are worth `value_atoms` (both unsigned, not 0)."""
        unit = Fraction(self.value_num, self.value_den)
        ticks = lots * unit / value_atoms if self.is_inverse else value_atoms / (lots * unit)
        return ticks * self.tick

    def rung(self, lots: int) -> int:
        """Return the index of the bracket that holds for `lots` (unsigned) where brackets count sizes."""
        return next((at for at, end in enumerate(self.ladder) if lots <= end), len(self.ladder) - 1)

    def sized(self, lots: int) -> "ContractScale":
        """Return the contract as a position of `lots` (any sign) sees it: itself, unless brackets count sizes."""
        return self.sizes[self.rung(abs(lots))] if self.sizes else self

    def bracket_for(self, notional_atoms: int | Fraction) -> int:
        """Return the index of the bracket that holds for a notional; above the last one the last goes on."""
        for index, bracket in enumerate(self.brackets):
            if notional_atoms <= bracket.up_to_atoms:
                return index
        return len(self.brackets) - 1


def scale_contract(contract: Contract, rules: LiquidationRules, taker: Fraction) -> ContractScale:
    """Scale a contract to atoms; the closing taker fee joins the maintenance rate where the book says so."""
    if contract.is_inverse:
        assert contract.face is not None  # the reader of rulebooks asks for it
        value = contract.lot * contract.face / contract.tick * ATOMS_PER_UNIT
    else:
        value = contract.tick * contract.lot * ATOMS_PER_UNIT
    extra = taker if rules.fee_in_maintenance else Fraction(0)
    brackets = tuple(
        BracketScale(b.up_to * ATOMS_PER_UNIT, b.max_leverage, b.maintenance + extra, b.deduction * ATOMS_PER_UNIT)
        for b in contract.brackets
    )
    ladder = tuple(b.up_to / contract.lot for b in contract.brackets) if contract.counts_sizes else ()
    scale = ContractScale(
        contract.symbol,
        contract.base,
        contract.quote,
        contract.settle,
        contract.tick,
        contract.lot,
        value.numerator,
        value.denominator,
        brackets,
        contract.is_inverse,
        ladder,
    )
    if not ladder:
        return scale
    return replace(scale, sizes=tuple(replace(scale, brackets=(one,), lowest=brackets[0]) for one in brackets))
