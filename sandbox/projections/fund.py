"""The insurance fund: its level after every movement, what it received and what it paid."""

from collections.abc import Sequence

from msgspec import Struct, field

from sandbox.engine.state import State
from sandbox.ledger.accounts import INSURANCE_FUND, is_fund
from sandbox.messages.events import Event, TransferPosted

OPENING_CAUSE = "open"


def fund_atoms(state: State, asset: str) -> int:
    """Return what all insurance funds together hold of an asset."""
    return sum(atoms for account, held, atoms in state.balances.items() if held == asset and is_fund(account))


class FundRow(Struct, frozen=True):
    """One movement: `atoms` > 0 received (a surplus or fee), < 0 paid; `level_atoms` of all funds afterwards.

    `account` is the fund that moved: the shared one, or a contract's own.
    """

    seq: int
    at_ns: int
    asset: str
    atoms: int
    level_atoms: int
    cause: str
    account: str = INSURANCE_FUND


class FundHistory(Struct):
    """Folds committed steps, the opening included, into the fund's history."""

    rows: list[FundRow] = field(default_factory=list)
    levels: dict[str, int] = field(default_factory=dict)
    started: dict[str, int] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)
    paid: dict[str, int] = field(default_factory=dict)

    def take(self, at_ns: int, first_event: int, events: Sequence[Event]) -> None:
        """Fold one step's events."""
        for seq, event in enumerate(events, start=first_event):
            if isinstance(event, TransferPosted) and (is_fund(event.debit) or is_fund(event.credit)):
                self._move(seq, at_ns, event)

    def _move(self, seq: int, at_ns: int, event: TransferPosted) -> None:
        account = event.credit if is_fund(event.credit) else event.debit
        atoms = event.atoms if event.credit == account else -event.atoms
        level = self.levels.get(event.asset, 0) + atoms
        self.levels[event.asset] = level
        if event.cause == OPENING_CAUSE:
            self.started[event.asset] = level
        else:
            book = self.received if atoms > 0 else self.paid
            book[event.asset] = book.get(event.asset, 0) + abs(atoms)
        self.rows.append(FundRow(seq, at_ns, event.asset, atoms, level, event.cause, account))
