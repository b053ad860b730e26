"""Which account modes a book offers, and what counts as collateral in those that pool assets.

Amounts are exact rationals in whole units of their asset; rates are shares of the value at the index.
"""

from fractions import Fraction

from msgspec import Struct

SEGREGATED, MULTI_ASSET, UNIFIED, PORTFOLIO = "segregated", "multi-asset", "unified", "portfolio"
ACCOUNT_MODES = (SEGREGATED, MULTI_ASSET, UNIFIED, PORTFOLIO)
POOLED_MODES = (MULTI_ASSET, UNIFIED, PORTFOLIO)
COUNTING_WALLETS = {
    SEGREGATED: ("contract",),
    MULTI_ASSET: ("contract",),
    UNIFIED: ("contract", "spot"),
    PORTFOLIO: ("contract", "spot"),
}


class HaircutTier(Struct, frozen=True, kw_only=True):
    """What of an amount above the tier before it and up to `up_to` counts, as a share; None: without end."""

    up_to: Fraction | None
    rate: Fraction


class CollateralAsset(Struct, frozen=True, kw_only=True):
    """One asset that counts, with its haircut by amount; what is above the last tier counts nothing."""

    asset: str
    tiers: tuple[HaircutTier, ...]

    def counted(self, amount: Fraction, unit: int = 1) -> Fraction:
        """Return how much of an amount counts; `unit` atoms make one whole (1 where the amount is in whole units).

        Worked: 25 with tiers (20, 0.98), (None, 0.95) -> 19.6 + 4.75 = 24.35.
        """
        counted, below = Fraction(0), Fraction(0)
        for tier in self.tiers:
            top = amount if tier.up_to is None else min(amount, tier.up_to * unit)
            if top <= below:
                break
            counted += (top - below) * tier.rate
            below = top
        return counted


class CollateralRules(Struct, frozen=True, kw_only=True):
    """The account modes of a book; `assets` in the order in which they are sold.

    `exchange_above`: multi-asset, the debt in the quote above which the venue exchanges collateral; `borrow_limit`:
    unified and portfolio, the debt above which it sells collateral to repay. Source and date are the book's.
    """

    regimes: tuple[str, ...] = (SEGREGATED,)
    assets: tuple[CollateralAsset, ...] = ()
    exchange_above: Fraction = Fraction(0)
    borrow_limit: Fraction = Fraction(0)
    interest: Fraction = Fraction(0)  # a year, on what is owed

    def debt_limit(self, account_mode: str) -> Fraction:
        """Return the largest debt in the quote that may stand while cross positions are open."""
        return self.exchange_above if account_mode == MULTI_ASSET else self.borrow_limit

    def asset(self, name: str) -> CollateralAsset | None:
        """Return the rule of an asset, None where it does not count."""
        return next((one for one in self.assets if one.asset == name), None)
