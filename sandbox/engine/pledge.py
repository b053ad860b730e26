"""Pledging savings as margin: they stay where they are, count as cash behind cross positions, and can be taken.

A side door: contract cash pays first, then the wallets that count in the account mode, then what is pledged.
"""

from typing import TYPE_CHECKING

from sandbox.engine.pledged import pledged_atoms
from sandbox.engine.pool import debt_atoms, is_pooled
from sandbox.engine.pooled_limits import free_value
from sandbox.engine.refusals import refuse, refuse_amount
from sandbox.engine.state import State
from sandbox.engine.views import cross_unit_view, pool_is_liquidating
from sandbox.ledger.accounts import SAVINGS, YOU, wallet_account
from sandbox.messages.commands import PledgeSavings
from sandbox.messages.events import SavingsPledged
from sandbox.messages.reasons import Reason
from sandbox.values.rounding import round_down

if TYPE_CHECKING:
    from sandbox.engine.turn import Turn

ACTION = "pledge_savings"


def decide_pledge(turn: "Turn", number: int, command: PledgeSavings) -> None:
    """Pledge savings, change the limit or lift the pledge; refuse what margin needs, or while it is liquidated."""
    state, asset = turn.state, command.asset
    if pool_is_liquidating(state, YOU, asset):
        text = "the contract wallet is being liquidated; change it when that is released"
        refuse(turn, number, ACTION, Reason.UNIT_LIQUIDATING, text)
        return
    if all(scale.settle != asset for scale in state.scales.values()):
        text = f"no contract settles in {asset}, so it would stand behind nothing"
        refuse(turn, number, ACTION, Reason.NOT_IN_THIS_REGIME, text)
        return
    held = state.balances.of(wallet_account(YOU, SAVINGS), asset)
    after = (held if command.limit_atoms is None else min(held, command.limit_atoms)) if command.on else 0
    lifted, most = pledged_atoms(state, YOU, asset) - after, most_lifted(state, asset)
    if lifted > most:
        refuse_amount(
            turn,
            number,
            ACTION,
            Reason.MARGIN_IN_USE,
            needed=lifted,
            available=most,
            asset=asset,
            explanation="the rest is margin of cross positions; closing them, or more contract cash, releases it",
        )
        return
    limit = command.limit_atoms if command.on else None
    turn.emit(SavingsPledged(owner=YOU, asset=asset, on=command.on, limit_atoms=limit, cause=f"c{number}"))


def most_lifted(state: State, asset: str) -> int:
    """Return how much of what is pledged margin can do without: profit does not count, loss and margin block."""
    pledged = pledged_atoms(state, YOU, asset)
    unit = cross_unit_view(state, YOU, asset)
    if not unit.legs and not debt_atoms(state, asset):
        return pledged
    if is_pooled(state, YOU, asset):
        return min(pledged, max(0, round_down(free_value(state))))
    spare = unit.cash_atoms - unit.maintenance_atoms(state.rulebook.liquidation)
    return min(pledged, max(0, min(spare, unit.equity_atoms() - unit.initial_margin_atoms())))
