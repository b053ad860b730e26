"""Portfolio margin as a labelled model: a book's stress grid, and what had to be assumed where its venue is silent.

Shares of the price, exact; amounts in whole units of the quote. A book without a grid has no portfolio margin.
"""

from fractions import Fraction

from msgspec import Struct

DAYS_OF_YEAR = 365


class StressGroup(Struct, frozen=True, kw_only=True):
    """The shocks of some underlyings; a group without assets speaks for all others.

    `shocks`: MR1, moves of the price either way; `extreme`: MR6; `basis`: MR4, a year's move of mark against index.
    """

    assets: tuple[str, ...] = ()
    shocks: tuple[Fraction, ...]
    extreme: Fraction
    basis: Fraction


class ChargeTier(Struct, frozen=True, kw_only=True):
    """MR7: what of the raw charge lies above the tier before it and up to `up_to` counts `multiplier` times."""

    up_to: Fraction | None
    multiplier: Fraction


class PortfolioRules(Struct, frozen=True, kw_only=True):
    """A stress grid with its date and source.

    Maintenance of one underlying = max(max(MR1, `extreme_share` x MR6) + MR4, MR7), and the closing fee where the
    book counts it; the initial margin is `initial_multiple` times that. MR4 runs over `basis_days`.
    """

    as_of: str
    sources: tuple[str, ...]
    assumptions: tuple[str, ...]
    groups: tuple[StressGroup, ...]
    extreme_share: Fraction
    basis_days: Fraction
    minimum_rate: Fraction
    minimum_tiers: tuple[ChargeTier, ...]
    initial_multiple: Fraction
    closing_fee: Fraction = Fraction(0)

    def group_of(self, asset: str) -> StressGroup:
        """Return the shocks of an underlying: its own group's, or those of all others (the last group)."""
        return next((one for one in self.groups if asset in one.assets), self.groups[-1])

    def basis_rate(self, asset: str) -> Fraction:
        """Return MR4 as a share of the gross value: the year's rate x days / 365."""
        return self.group_of(asset).basis * self.basis_days / DAYS_OF_YEAR

    def move_rate(self, asset: str) -> Fraction:
        """Return the larger of MR1's widest shock and the share of MR6 that counts; linear contracts know no other."""
        group = self.group_of(asset)
        return max(*group.shocks, group.extreme * self.extreme_share)
