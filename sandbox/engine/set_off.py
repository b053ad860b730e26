"""The set-off clause of a book: what the exchange claims from you, it takes out of other wallets of yours.

A side door that the book opens, not you: only a book that leaves claims can have it. The settlement asset alone is
taken; the advance behind the claim is repaid by the same sum.
"""

from sandbox.engine.state import State
from sandbox.engine.turn import Turn
from sandbox.ledger.accounts import CLAIMS, LENDING_POOL, YOU, claim_account, wallet_account
from sandbox.messages.events import ClaimSetOff

CAUSE = "set-off"


def claimed_atoms(state: State, asset: str) -> int:
    """Return what the exchange claims from you of an asset, zero or more."""
    return -state.balances.of(claim_account(YOU, asset), asset)


def set_off(turn: Turn) -> None:
    """Take what is claimed from you out of the wallets that the book names, in its order, as far as they hold it."""
    state = turn.state
    for wallet in state.rulebook.liquidation.set_off:
        for asset in sorted({scale.settle for scale in state.scales.values()}):
            account = wallet_account(YOU, wallet)
            atoms = min(claimed_atoms(state, asset), state.balances.of(account, asset))
            if atoms <= 0:
                continue
            turn.emit(ClaimSetOff(owner=YOU, wallet=wallet, asset=asset, atoms=atoms, cause=CAUSE))
            turn.transfer(account, LENDING_POOL, asset, atoms, CAUSE)
            turn.transfer(CLAIMS, claim_account(YOU, asset), asset, atoms, CAUSE)
