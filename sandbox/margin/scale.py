"""A contract's figures scaled to atoms, ticks and lots: what turns integers into money and brackets into limits."""

from dataclasses import dataclass
from fractions import Fraction

from sandbox.rulebook.records import Contract, LiquidationRules
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.rounding import div_half_even


@dataclass(frozen=True, slots=True)
class BracketScale:
    """A bracket in atoms: maintenance = (notional x rate_num - deduction_num) / den, exactly."""

    up_to_atoms: Fraction
    max_leverage: Fraction
    rate: Fraction
    deduction_atoms: Fraction


@dataclass(frozen=True, slots=True)
class ContractScale:
    """One contract in atoms; `value_num`/`value_den` is the value of one lot at one tick."""

    symbol: str
    base: str
    quote: str
    settle: str
    tick: Fraction
    lot: Fraction
    value_num: int
    value_den: int
    brackets: tuple[BracketScale, ...]

    def value_atoms(self, lots: int, price_ticks: int) -> int:
        """Return lots x price in atoms, rounded once, half even; the sign is that of `lots`."""
        product = lots * price_ticks * self.value_num
        return product if self.value_den == 1 else div_half_even(product, self.value_den)

    def bracket_for(self, notional_atoms: int | Fraction) -> int:
        """Return the index of the bracket that holds for a notional; above the last one the last goes on."""
        for index, bracket in enumerate(self.brackets):
            if notional_atoms <= bracket.up_to_atoms:
                return index
        return len(self.brackets) - 1


def scale_contract(contract: Contract, rules: LiquidationRules, taker: Fraction) -> ContractScale:
    """Scale a contract to atoms; the closing taker fee joins the maintenance rate where the book says so."""
    value = contract.tick * contract.lot * ATOMS_PER_UNIT
    extra = taker if rules.fee_in_maintenance else Fraction(0)
    brackets = tuple(
        BracketScale(b.up_to * ATOMS_PER_UNIT, b.max_leverage, b.maintenance + extra, b.deduction * ATOMS_PER_UNIT)
        for b in contract.brackets
    )
    return ContractScale(
        contract.symbol,
        contract.base,
        contract.quote,
        contract.settle,
        contract.tick,
        contract.lot,
        value.numerator,
        value.denominator,
        brackets,
    )
