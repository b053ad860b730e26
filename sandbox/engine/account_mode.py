"""Switching the regime of a live account: the venue's checks; no money moves, other wallets count from here on.

Source of the checks: error list of the Binance USD-M API, multi-assets mode (open orders, negative balance, margin).
"""

from sandbox.engine.pool import debt_atoms
from sandbox.engine.refusals import refuse, refuse_amount
from sandbox.engine.state import State
from sandbox.engine.turn import Turn
from sandbox.engine.views import cross_unit_view, is_locked
from sandbox.ledger.accounts import YOU
from sandbox.messages.commands import SetAccountMode
from sandbox.messages.events import AccountModeSet
from sandbox.messages.reasons import Reason
from sandbox.risk.units import UnitView

ACTION = "account_mode"


def decide_account_mode(turn: Turn, number: int, command: SetAccountMode) -> None:
    """Switch the account mode, or refuse: while something runs or rests or is owed, or where margin would lack."""
    state, mode = turn.state, command.account_mode
    if is_locked(state):
        refuse(turn, number, ACTION, Reason.UNIT_LIQUIDATING, "a liquidation runs; switch when it is released")
        return
    if mode not in state.rulebook.collateral.regimes:
        offered = ", ".join(state.rulebook.collateral.regimes)
        refuse(
            turn, number, ACTION, Reason.NOT_IN_THIS_REGIME, f"{state.rulebook.name} has no {mode}; it has {offered}"
        )
        return
    if mode == state.account_mode:
        refuse(turn, number, ACTION, Reason.NOT_IN_THIS_REGIME, f"the account is {mode} already")
        return
    if any(one.owner == YOU for one in state.orders.values()):
        refuse(turn, number, ACTION, Reason.POSITION_OPEN, "orders rest; cancel them first, then switch")
        return
    for asset in _settles(state):
        if owed := debt_atoms(state, asset):
            refuse_amount(
                turn,
                number,
                ACTION,
                Reason.INSUFFICIENT_BALANCE,
                needed=owed,
                available=0,
                asset=asset,
                explanation="the debt must be repaid first; bring as much into the contract wallet",
            )
            return
    for asset in _settles(state):
        unit = unit_under(state, mode, asset)
        needed = unit.initial_margin_atoms()
        if unit.legs and unit.equity_atoms() < needed:
            refuse_amount(
                turn,
                number,
                ACTION,
                Reason.MARGIN_BELOW_INITIAL,
                needed=needed,
                available=max(0, unit.equity_atoms()),
                asset=asset,
                explanation=f"what counts under {mode} does not cover the initial margin of the cross positions",
            )
            return
    turn.emit(AccountModeSet(owner=YOU, account_mode=mode, cause=f"c{number}"))


def unit_under(state: State, account_mode: str, asset: str) -> UnitView:
    """Return your cross unit as it would be under another account mode."""
    own, state.account_mode = state.account_mode, account_mode
    try:
        return cross_unit_view(state, YOU, asset)
    finally:
        state.account_mode = own


def _settles(state: State) -> list[str]:
    return sorted({scale.settle for scale in state.scales.values()})
