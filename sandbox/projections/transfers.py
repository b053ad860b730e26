"""How much may move from one wallet to another right now, with the terms that decide it and the lock."""

from msgspec import Struct

from sandbox.engine.pledged import is_pledged
from sandbox.engine.pool import counting_wallets, is_pooled, pool_asset
from sandbox.engine.pooled_limits import most_leaving
from sandbox.engine.state import State
from sandbox.engine.views import cross_unit_view, is_locked_in
from sandbox.ledger.accounts import SAVINGS, YOU, wallet_account
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
    other_atoms: int = 0  # what counts besides this cash, where the account mode pools assets

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
    locked = is_locked_in(state, source)
    if not locked and not _is_bound(state, source, target):
        return TransferLimit(source, target, asset, cash, cash, terms, False, None)
    most = most_leaving(state, source, target, asset)
    if source == SAVINGS:
        terms, parts = (*terms, ("pledged", most)), (0, 0, 0, 0)
    elif is_pooled(state, YOU) and asset != pool_asset(state):
        terms, parts = (*terms, ("collateral", most)), (0, 0, 0, 0)
    else:
        terms, parts = _margin_terms(state, asset, cash)
    if locked:
        return TransferLimit(source, target, asset, 0, cash, terms, True, Reason.TRANSFERS_LOCKED.value, *parts)
    reason = Reason.MARGIN_IN_USE.value if most < cash else None
    return TransferLimit(source, target, asset, most, cash, terms, False, reason, *parts)


def _is_bound(state: State, source: str, target: str) -> bool:
    """Tell whether margin may need what leaves: money of a wallet that counts for one that does not."""
    counting = counting_wallets(state)
    if source == SAVINGS and target not in counting:
        return any(is_pledged(state, YOU, asset) for asset in state.pledges)
    return source in counting and (not is_pooled(state, YOU) or target not in counting)


def _margin_terms(state: State, asset: str, cash: int) -> tuple[tuple[tuple[str, int], ...], tuple[int, int, int, int]]:
    """Return the terms of the quote, and (maintenance, unrealised, initial margin, what else counts)."""
    unit = cross_unit_view(state, YOU, asset)
    maintenance, initial = unit.maintenance_atoms(state.rulebook.liquidation), unit.initial_margin_atoms()
    own = unit.cash_atoms + sum(one.value_atoms for one in unit.collateral)
    terms = (
        ("cash", cash),
        ("cash_less_maintenance", own - maintenance),
        ("equity_less_initial_margin", unit.equity_atoms() - initial),
    )
    return terms, (maintenance, unit.equity_atoms() - own, initial, own - cash)
