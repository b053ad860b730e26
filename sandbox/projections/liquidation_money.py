"""What one liquidation moved, from ledger entries alone: who paid whom, so that every sum on screen closes.

With all figures in atoms and >= 0 unless said otherwise:
price loss to the other side = from your margin + from the fund + from other winners + left as a claim, and
taken from you = from your margin + liquidation fee + what was left over and stayed with the fund.
"""

from msgspec import Struct, field

from sandbox.ledger.accounts import DESK, LENDING_POOL, SAVINGS, WALLETS, YOU, is_fund, wallet_account
from sandbox.messages.events import DeskClosed, Event, LiquidationReduced, TransferPosted

CLEARING = "clearing/"


def is_own(owner: str, account: str) -> bool:
    """Tell whether an account may pay in a liquidation: the contract wallet's, pooled spot, pledged savings."""
    pool = wallet_account(owner, "contract")
    pooled = (pool, wallet_account(owner, "spot"), wallet_account(owner, SAVINGS))
    return account in pooled or account.startswith(f"{pool}/isolated/")


class LiquidationMoney(Struct):
    """The money of one liquidation of `owner`; `take` folds the events that carry its name, in order.

    `own_to_clearing_atoms` and `desk_to_clearing_atoms` are net and may be negative (a winning leg, a surplus).
    `touched` names your wallets, other than the one that holds the unit, which a ledger entry of it debited.
    """

    owner: str
    own_to_clearing_atoms: int = 0
    own_to_fund_atoms: int = 0
    desk_to_clearing_atoms: int = 0
    desk_to_fund_atoms: int = 0
    from_fund_atoms: int = 0
    socialised_atoms: int = 0
    claimed_atoms: int = 0
    returned_atoms: int = 0
    fee_atoms: int = 0
    touched: set[str] = field(default_factory=set)

    def take(self, event: Event) -> None:
        """Fold one event of this liquidation."""
        if isinstance(event, TransferPosted):
            self._move(event)
        elif isinstance(event, LiquidationReduced | DeskClosed):
            self.fee_atoms += event.fee_atoms

    @property
    def price_loss_atoms(self) -> int:
        """Return what the other side of the trades received, whoever paid it."""
        return self.own_to_clearing_atoms + self.desk_to_clearing_atoms

    @property
    def from_margin_atoms(self) -> int:
        """Return the share of the price loss that the owner's margin paid."""
        return self.price_loss_atoms - self.from_fund_atoms - self.socialised_atoms - self.claimed_atoms

    @property
    def kept_atoms(self) -> int:
        """Return the surplus that stayed with the fund, fees apart."""
        return self.own_to_fund_atoms + self.desk_to_fund_atoms - self.fee_atoms

    @property
    def taken_atoms(self) -> int:
        """Return what the liquidation cost its owner: all that left, less what the desk sent back."""
        return self.own_to_clearing_atoms + self.own_to_fund_atoms - self.returned_atoms

    @property
    def fund_net_atoms(self) -> int:
        """Return the fund's result: > 0 received, < 0 paid."""
        return self.own_to_fund_atoms + self.desk_to_fund_atoms - self.from_fund_atoms

    def _is_own(self, account: str) -> bool:
        return is_own(self.owner, account)

    def _move(self, event: TransferPosted) -> None:
        if self.owner == YOU and event.debit in WALLETS and event.debit != "contract":
            self.touched.add(event.debit)
        for account, other, atoms in (
            (event.debit, event.credit, event.atoms),
            (event.credit, event.debit, -event.atoms),
        ):
            if self._is_own(account):
                self._move_own(other, atoms)
            elif account == DESK:
                self._move_desk(other, atoms)

    def _move_own(self, other: str, atoms: int) -> None:
        """Count what left (> 0) or reached (< 0) the owner's wallets."""
        if other.startswith(CLEARING):
            self.own_to_clearing_atoms += atoms
        elif is_fund(other):
            self.own_to_fund_atoms += atoms
        elif other == DESK:
            self.returned_atoms -= atoms

    def _move_desk(self, other: str, atoms: int) -> None:
        """Count what left (> 0) or reached (< 0) the desk."""
        if other.startswith(CLEARING):
            self.desk_to_clearing_atoms += atoms
        elif is_fund(other):
            if atoms > 0:
                self.desk_to_fund_atoms += atoms
            else:
                self.from_fund_atoms -= atoms
        elif other == LENDING_POOL:
            self.claimed_atoms -= atoms
        elif atoms < 0 and not self._is_own(other):
            self.socialised_atoms -= atoms
