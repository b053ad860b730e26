"""What stands beyond the reach of prices: a claim that a book leaves, and the failure of the exchange itself.

A failure takes everything but the cold wallet: before it a figure beside the reach, after it the reach.
"""

from msgspec.structs import replace

from sandbox.engine.reach_terms import ReachRow, ReachTerm
from sandbox.engine.state import State
from sandbox.ledger.accounts import WALLETS, wallet_of

FAILED = "the exchange has failed: this is a claim on what is left of it"
CLAIM = "; what the fund does not cover beyond it stays a claim against you, without an end"
COLD = "outside the exchange: only your signature moves it"


def with_claim(state: State, row: ReachRow) -> ReachRow:
    """Return a row whose rule tells of the claim that its liquidation may leave under this book."""
    leaves = state.rulebook.liquidation.beyond_fund == "claim" and row.wallet == "contract" and row.terms
    return replace(row, rule=row.rule + CLAIM) if leaves else row


def at_exchange(state: State) -> dict[tuple[str, str], int]:
    """Return what lies at the exchange by (wallet, asset), in the order of the wallets: all that a failure takes."""
    sums: dict[tuple[str, str], int] = {}
    for account, asset, atoms in state.balances.items():
        wallet = wallet_of(account)
        if wallet is not None and wallet != "cold":
            sums[wallet, asset] = sums.get((wallet, asset), 0) + atoms
    return dict(sorted(sums.items(), key=lambda one: (WALLETS.index(one[0][0]), one[0][1])))


def failed_rows(state: State) -> tuple[ReachRow, ...]:
    """Return the reach of an exchange that has failed: whole wallets, and cold untouched."""
    rows = [
        ReachRow(wallet, asset, atoms, atoms, True, (ReachTerm("failure", asset, atoms, FAILED),), FAILED)
        for (wallet, asset), atoms in at_exchange(state).items()
    ]
    cold = [(asset, atoms) for account, asset, atoms in state.balances.items() if account == "cold"]
    rows += [ReachRow("cold", asset, atoms, 0, False, (), COLD) for asset, atoms in cold]
    return tuple(rows)
