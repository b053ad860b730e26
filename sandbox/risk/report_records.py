"""What the risk report is asked and what it answers: accounts on plain decimals, as exact rationals."""

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct, field

from sandbox.rulebook.records import Contract, Rulebook

DOOR_WALLETS = ("spot", "funding")  # automatic transfer may take out of these, in this order
OUTSIDE_WALLETS = ("spot", "funding", "savings", "cold")  # what a segregated account's contracts cannot reach


class PositionInput(Struct, frozen=True, kw_only=True):
    """One position, sized in base or, inverse, in contracts.

    `isolated_margin` is None for cross, `leverage` None where it was left out. `top_up` is what automatic top-up may
    add from the contract wallet: 0 where it is off, None where it has no limit.
    """

    contract: Contract
    side: int
    quantity: Fraction
    open_value: Fraction
    mark: Fraction
    leverage: Fraction | None
    isolated_margin: Fraction | None
    top_up: Fraction | None = Fraction(0)


class AccountInput(Struct, frozen=True, kw_only=True):
    """One account; `contract_wallet` is the cross pool, isolated margins come on top.

    `index` prices the coins that count in its account mode, by asset. `auto_transfer` says what automatic transfer may
    take out of a wallet, of each settlement asset: None where it has no limit. `pledged` is how much of the savings in
    a settlement asset stands behind cross positions: 0 where none is pledged, None: all.
    """

    id: str | None
    rulebook: Rulebook
    contract_wallet: Mapping[str, Fraction]
    outside_wallets: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    positions: tuple[PositionInput, ...] = ()
    account_mode: str = "segregated"
    index: Mapping[str, Fraction] = field(default_factory=dict)
    auto_transfer: Mapping[str, Fraction | None] = field(default_factory=dict)
    pledged: Fraction | None = Fraction(0)

    def pledged_of(self, asset: str) -> Fraction:
        """Return how much of the savings in an asset stands behind the cross positions settled in it."""
        if all(contract.settle != asset for contract in self.rulebook.contracts):
            return Fraction(0)
        held = self.outside_wallets.get("savings", {}).get(asset, Fraction(0))
        return held if self.pledged is None else min(held, self.pledged)


class PositionReport(Struct, frozen=True, kw_only=True):
    """One position's figures; margin ratio and liquidation are those of its unit."""

    position: PositionInput
    initial_margin: Fraction | None
    maintenance_margin: Fraction
    unrealised_pnl: Fraction
    margin_ratio: Fraction | None
    is_liquidatable: bool
    liquidation_price: Fraction | None
    liquidation_tick: Fraction | None
    bankruptcy_price: Fraction | None
    formula: str


class ContractTotals(Struct, frozen=True, kw_only=True):
    """The contract wallet of one asset: pool + compartments + unrealised profit against all maintenance."""

    asset: str
    equity: Fraction
    maintenance_margin: Fraction
    margin_ratio: Fraction | None


class ReachReport(Struct, frozen=True, kw_only=True):
    """The most that any price path can take from one wallet's asset, and the rule that decides it."""

    wallet: str
    asset: str
    worst_loss: Fraction
    reachable: bool
    rule: str


class AccountReport(Struct, frozen=True, kw_only=True):
    """All answers about one account; `totals` has one row per settlement asset, the first position's first."""

    account: AccountInput
    positions: tuple[PositionReport, ...]
    totals: tuple[ContractTotals, ...]
    reach: tuple[ReachReport, ...]
