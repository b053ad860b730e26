"""The insurance fund: its level after every movement, what it received and what it paid."""

from collections.abc import Sequence

from msgspec import Struct, field

from sandbox.ledger.accounts import INSURANCE_FUND
from sandbox.messages.events import Event, TransferPosted

OPENING_CAUSE = "open"


class FundRow(Struct, frozen=True):
    """One movement: `atoms` > 0 received (a surplus or fee), < 0 paid; `level_atoms` afterwards."""

    seq: int
    at_ns: int
    asset: str
    atoms: int
    level_atoms: int
    cause: str


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
            if isinstance(event, TransferPosted) and INSURANCE_FUND in (event.debit, event.credit):
                self._move(seq, at_ns, event)

    def _move(self, seq: int, at_ns: int, event: TransferPosted) -> None:
        atoms = event.atoms if event.credit == INSURANCE_FUND else -event.atoms
        level = self.levels.get(event.asset, 0) + atoms
        self.levels[event.asset] = level
        if event.cause == OPENING_CAUSE:
            self.started[event.asset] = level
        else:
            book = self.received if atoms > 0 else self.paid
            book[event.asset] = book.get(event.asset, 0) + abs(atoms)
        self.rows.append(FundRow(seq, at_ns, event.asset, atoms, level, event.cause))
