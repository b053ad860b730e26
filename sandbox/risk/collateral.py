"""Collateral of a unit that pools assets: what coins beside the quote are worth after their haircut, at the index."""

from fractions import Fraction

from msgspec import Struct

from sandbox.values.rounding import round_down


class CollateralView(Struct, frozen=True):
    """One asset of a pooled unit: `counted` atoms after the haircut, priced by `contract` at `mark_ticks` x `tick`.

    `kept` is the share of a sale's value that is left after its fee.
    """

    asset: str
    atoms: int
    counted: Fraction
    contract: str
    mark_ticks: int
    tick: Fraction
    kept: Fraction = Fraction(1)

    @property
    def value(self) -> Fraction:
        """Return what counts, exactly, in atoms of the quote: what decisions use."""
        return self.counted * self.mark_ticks * self.tick

    @property
    def value_atoms(self) -> int:
        """Return what counts in whole atoms of the quote, rounded down."""
        return round_down(self.value)

    @property
    def sale_value(self) -> Fraction:
        """Return what selling all of it brings after the fee, before rounding, in atoms of the quote."""
        return self.atoms * self.mark_ticks * self.tick * self.kept

    @property
    def atoms_per_tick(self) -> Fraction:
        """Return how much the value changes with one tick of the price."""
        return self.counted * self.tick
