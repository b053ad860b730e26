"""The ledger as double entry: one row per transfer, with its event's number, its instant and its cause."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.ledger.accounts import wallet_of
from sandbox.messages.events import Event, TransferPosted


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One transfer: `debit` paid, `credit` received. The wallets are yours, None for accounts of anybody else."""

    seq: int
    at_ns: int
    debit: str
    credit: str
    asset: str
    atoms: int
    cause: str
    debit_wallet: str | None
    credit_wallet: str | None


def ledger_rows(at_ns: int, first_event: int, events: Sequence[Event]) -> tuple[LedgerRow, ...]:
    """Return the transfers among a step's events."""
    return tuple(
        LedgerRow(
            seq,
            at_ns,
            one.debit,
            one.credit,
            one.asset,
            one.atoms,
            one.cause,
            wallet_of(one.debit),
            wallet_of(one.credit),
        )
        for seq, one in enumerate(events, start=first_event)
        if isinstance(one, TransferPosted)
    )
