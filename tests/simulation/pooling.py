"""The auditor's own view of accounts that pool their assets: what counts, and in which wallets."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from sandbox.rulebook.records import Rulebook

ATOMS = 10**8
QUOTE = "USDT"
Key = tuple[str, str]


@dataclass(frozen=True)
class Worth:
    """What backs the cross positions: cash less debt, and what coins count, exactly and as it is booked."""

    cash: int
    coins: Fraction
    booked: int


class Pool:
    """The regime of one account: `mode` follows the events."""

    def __init__(self, book: Rulebook, mode: str) -> None:
        self.book, self.mode = book, mode
        self.first: dict[str, str] = {}
        for one in book.contracts:
            self.first.setdefault(one.base, one.symbol)
        self.tick = {one.symbol: one.tick for one in book.contracts}
        self.order = [one.asset for one in book.collateral.assets]

    @property
    def is_on(self) -> bool:
        """Tell whether assets are pooled."""
        return self.mode != "segregated"

    @property
    def wallets(self) -> tuple[str, ...]:
        """Return the wallets that count, the first payer first."""
        return ("contract", "spot") if self.counts_spot else ("contract",)

    @property
    def counts_spot(self) -> bool:
        """Tell whether the spot wallet counts."""
        return self.mode in ("unified", "portfolio")

    @property
    def limit(self) -> int:
        """Return the debt that may stand."""
        rules = self.book.collateral
        limit = rules.borrow_limit if self.counts_spot else rules.exchange_above
        return int(limit * ATOMS)

    def coins(self, balances: dict[Key, int], marks: dict[str, int]) -> dict[str, tuple[Fraction, Fraction]]:
        """Return what of every coin counts, in atoms, and its index."""
        found = {}
        for asset in self.order:
            price = self.price(asset, marks)
            if price is not None:
                found[asset] = self.counts(asset, self.held(asset, balances)), price
        return found

    def price(self, asset: str, marks: dict[str, int]) -> Fraction | None:
        """Return the index of an asset in the quote, None where it has none."""
        contract = self.first.get(asset)
        return None if contract is None or contract not in marks else marks[contract] * self.tick[contract]

    def counts(self, asset: str, atoms: int) -> Fraction:
        """Return what of so many atoms counts: tier by tier from the top down."""
        rule = next((one for one in self.book.collateral.assets if one.asset == asset), None)
        if rule is None:
            return Fraction(0)
        edges = [Fraction(0), *(one.up_to * ATOMS if one.up_to is not None else None for one in rule.tiers)]
        found = Fraction(0)
        for at in range(len(rule.tiers) - 1, -1, -1):
            low, high = edges[at] or Fraction(0), edges[at + 1]
            top = Fraction(atoms) if high is None else min(Fraction(atoms), high)
            found += max(Fraction(0), top - low) * rule.tiers[at].rate
        return found

    def held(self, asset: str, balances: dict[Key, int]) -> int:
        """Return what of an asset lies in the wallets that count."""
        return sum(balances.get((wallet, asset), 0) for wallet in self.wallets)

    def worth(self, balances: dict[Key, int], marks: dict[str, int]) -> Worth:
        """Return what backs the cross positions."""
        coins, booked = Fraction(0), 0
        for asset in self.order:
            price = self.price(asset, marks)
            if price is not None:
                value = self.counts(asset, self.held(asset, balances)) * price
                coins, booked = coins + value, booked + value.numerator // value.denominator
        return Worth(self.held(QUOTE, balances) + balances.get((f"debt/{QUOTE}", QUOTE), 0), coins, booked)

    def has_coins(self, balances: dict[Key, int], marks: dict[str, int], but: Collection[str] = ()) -> bool:
        """Tell whether anything that can be sold is left, beside those that are not to be."""
        left = [one for one in self.order if one not in but and self.held(one, balances)]
        return any(self.price(asset, marks) is not None for asset in left)
