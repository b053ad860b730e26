"""Savings pledged as margin: what of them stands behind your cross positions. Look-ups alone."""

from sandbox.engine.state import State
from sandbox.ledger.accounts import SAVINGS, YOU, wallet_account


def is_pledged(state: State, owner: str, asset: str) -> bool:
    """Tell whether an owner's savings of an asset are pledged."""
    return owner == YOU and asset in state.pledges


def pledged_atoms(state: State, owner: str, asset: str) -> int:
    """Return how much of an asset in the savings wallet counts: up to what the pledge still holds."""
    if not is_pledged(state, owner, asset):
        return 0
    held, limit = state.balances.of(wallet_account(owner, SAVINGS), asset), state.pledges[asset]
    return held if limit is None else min(held, limit)
