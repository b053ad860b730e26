"""Loss reach for a screen: the engine's rows, with the sum at the marks and the share of each wallet."""

from msgspec import Struct

from sandbox.engine.reach import ReachRow, ReachTerm, reach_rows
from sandbox.engine.reach_beyond import at_exchange
from sandbox.engine.state import State
from sandbox.projections.wallets import value_atoms

__all__ = ["LossReach", "ReachRow", "ReachTerm", "loss_reach"]


class LossReach(Struct, frozen=True):
    """What can be lost at worst: rows by wallet and asset with their rule trace, and the sum in the quote."""

    rows: tuple[ReachRow, ...]
    quote: str
    worst_value_atoms: int
    rulebook: str
    as_of: str
    if_exchange_fails: tuple[tuple[str, str, int], ...] = ()  # (wallet, asset, atoms) of all but cold

    def row(self, wallet: str, asset: str) -> ReachRow | None:
        """Return the row of a wallet and asset."""
        return next((one for one in self.rows if (one.wallet, one.asset) == (wallet, asset)), None)


def loss_reach(state: State, quote: str = "USDT") -> LossReach:
    """Return the loss reach of your account as it stands."""
    rows = reach_rows(state)
    worst = sum(value_atoms(state, row.asset, row.worst_loss_atoms, quote) or 0 for row in rows)
    at_stake = tuple((wallet, asset, atoms) for (wallet, asset), atoms in at_exchange(state).items() if atoms)
    return LossReach(rows, quote, worst, state.rulebook.name, state.rulebook.as_of, at_stake)
