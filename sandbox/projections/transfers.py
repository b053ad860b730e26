"""How much may move from one wallet to another right now, with the terms that decide it and the lock."""

from msgspec import Struct

from sandbox.engine.state import State
from sandbox.engine.views import available_for_transfer, cross_unit_view, is_locked
from sandbox.ledger.accounts import YOU, wallet_account
from sandbox.messages.reasons import Reason


class TransferLimit(Struct, frozen=True):
    """The most that may be transferred; `terms` are the figures it is the smallest of, `reason` what blocks the rest.

    `reason` is None where all cash may go, else the refusal a larger transfer meets. The last three are those of the
    cross positions that the contract wallet backs, `unrealised_atoms` signed.
    """

    source: str
    target: str
    asset: str
    max_atoms: int
    cash_atoms: int
    terms: tuple[tuple[str, int], ...]
    locked: bool
    reason: str | None
    maintenance_atoms: int = 0
    unrealised_atoms: int = 0
    initial_margin_atoms: int = 0

    @property
    def binding(self) -> str:
        """Return the name of the smallest term, the first of equal ones."""
        return min(self.terms, key=lambda term: term[1])[0]

    @property
    def smallest_atoms(self) -> int:
        """Return the smallest term, below 0 where more than everything is needed."""
        return min(atoms for _, atoms in self.terms)


def transfer_limit(state: State, source: str, target: str, asset: str) -> TransferLimit:
    """Return the maximum transferable between two of your wallets; the engine's own figure decides it."""
    cash = state.balances.of(wallet_account(YOU, source), asset)
    terms: tuple[tuple[str, int], ...] = (("cash", cash),)
    if source == target:
        return TransferLimit(source, target, asset, 0, cash, terms, False, Reason.NOT_IN_THIS_REGIME.value)
    if source != "contract":
        return TransferLimit(source, target, asset, cash, cash, terms, False, None)
    unit = cross_unit_view(state, YOU, asset)
    maintenance = unit.maintenance_atoms(state.rulebook.liquidation)
    initial = unit.initial_margin_atoms()
    parts = (maintenance, unit.equity_atoms() - unit.cash_atoms, initial)
    terms += (
        ("cash_less_maintenance", unit.cash_atoms - maintenance),
        ("equity_less_initial_margin", unit.equity_atoms() - initial),
    )
    if is_locked(state):
        return TransferLimit(source, target, asset, 0, cash, terms, True, Reason.TRANSFERS_LOCKED.value, *parts)
    most = min(cash, available_for_transfer(state, YOU, asset))
    reason = Reason.MARGIN_IN_USE.value if most < cash else None
    return TransferLimit(source, target, asset, most, cash, terms, False, reason, *parts)
