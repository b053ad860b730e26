"""The auditor's own stress grid: every scenario worked out by itself, position by position and coin by coin."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from sandbox.rulebook.records import Rulebook

ATOMS = 10**8
Lots = tuple[str, int]  # contract and signed lots


class StressAudit:
    """A book's grid; `counted` tells how much of a coin counts, in atoms, and `index` its price."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.contracts = {one.symbol: one for one in book.contracts}

    def hedging(self, asset: str, held: Sequence[Lots], counted: Fraction) -> Fraction:
        """Return how many atoms of a coin stand against what the positions are short by."""
        net = sum(lots * self.contracts[name].lot * ATOMS for name, lots in held if self.contracts[name].base == asset)
        return min(counted, -net) if net < 0 else Fraction(0)

    def asked(
        self,
        held: Sequence[Lots],
        marks: Mapping[str, int],
        coins: Mapping[str, tuple[Fraction, Fraction]],
    ) -> dict[str, Fraction]:
        """Return the maintenance of every coin's positions; `coins` are (atoms that count, index) by asset."""
        return {
            asset: self._of(asset, [one for one in held if self.contracts[one[0]].base == asset], marks, coins)
            for asset in {self.contracts[name].base for name, _ in held}
        }

    def _of(
        self,
        asset: str,
        held: Sequence[Lots],
        marks: Mapping[str, int],
        coins: Mapping[str, tuple[Fraction, Fraction]],
    ) -> Fraction:
        rules = self.book.portfolio
        assert rules is not None
        rows = [one for one in rules.groups if asset in one.assets] or [rules.groups[-1]]
        row, (counted, index) = rows[0], coins.get(asset, (Fraction(0), Fraction(0)))
        hedge = self.hedging(asset, held, counted) * index

        def lost(move: Fraction) -> Fraction:
            results = [self.value(name, lots, marks) * move for name, lots in held]
            return max(Fraction(0), -(sum(results, Fraction(0)) + hedge * move))

        spot = [lost(sign * one) for one in row.shocks for sign in (1, -1)]
        far = [lost(sign * row.extreme) * rules.extreme_share for sign in (1, -1)]
        size = sum((abs(self.value(name, lots, marks)) for name, lots in held), Fraction(0))
        basis = size * row.basis * rules.basis_days / 365
        least, rest = Fraction(0), size * rules.minimum_rate
        for tier, before in zip(
            reversed(rules.minimum_tiers), [*reversed(rules.minimum_tiers[:-1]), None], strict=True
        ):
            floor = before.up_to * ATOMS if before is not None and before.up_to is not None else Fraction(0)
            least += max(Fraction(0), rest - floor) * tier.multiplier
            rest = min(rest, floor)
        fee = self.book.fees.taker * size if self.book.liquidation.fee_in_maintenance else Fraction(0)
        return max(max(*spot, *far) + basis, least) + fee

    def value(self, name: str, lots: int, marks: Mapping[str, int]) -> Fraction:
        """Return what signed lots are worth in atoms of the quote."""
        one = self.contracts[name]
        return lots * one.lot * marks[name] * one.tick * ATOMS
