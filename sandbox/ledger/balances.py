"""Balances by ledger account and asset; applying a transfer is the only way they change."""

from sandbox.ledger.accounts import may_be_negative
from sandbox.messages.events import TransferPosted


class LedgerBroken(Exception):
    """A transfer that would break the ledger: a bug of ours, never of a user."""


class Balances:
    """Atoms by (account, asset). Sum per asset is always zero, because every transfer has two sides."""

    __slots__ = ("_atoms",)

    def __init__(self) -> None:
        self._atoms: dict[tuple[str, str], int] = {}

    def of(self, account: str, asset: str) -> int:
        """Return the atoms in an account, 0 where it was never used."""
        return self._atoms.get((account, asset), 0)

    def apply(self, transfer: TransferPosted) -> None:
        """Move the transfer's atoms; raises LedgerBroken for atoms <= 0, one account, or more than there is."""
        if transfer.atoms <= 0 or transfer.debit == transfer.credit:
            raise LedgerBroken(f"not a transfer: {transfer}")
        debit = (transfer.debit, transfer.asset)
        left = self._atoms.get(debit, 0) - transfer.atoms
        if left < 0 and not may_be_negative(transfer.debit):
            raise LedgerBroken(f"{transfer.debit} lacks {-left} atoms of {transfer.asset}: {transfer}")
        credit = (transfer.credit, transfer.asset)
        if left:
            self._atoms[debit] = left
        else:
            self._atoms.pop(debit, None)
        total = self._atoms.get(credit, 0) + transfer.atoms
        if total:
            self._atoms[credit] = total
        else:
            self._atoms.pop(credit, None)

    def items(self) -> list[tuple[str, str, int]]:
        """Return (account, asset, atoms) of every account that is not empty, sorted."""
        return [(account, asset, atoms) for (account, asset), atoms in sorted(self._atoms.items())]

    def sum_of(self, asset: str) -> int:
        """Return the sum of an asset over all accounts: 0, or the ledger is broken."""
        return sum(atoms for (_, held), atoms in self._atoms.items() if held == asset)

    def load(self, rows: list[tuple[str, str, int]]) -> None:
        """Replace everything by `rows` (a snapshot)."""
        self._atoms = {(account, asset): atoms for account, asset, atoms in rows if atoms}
