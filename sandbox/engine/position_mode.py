"""Switching between one-way and hedge mode: one position a contract, or a long and a short of it apart.

Only while nothing is open and nothing rests, in any contract. Source: error codes of the Binance USD-M API (position
side cannot be changed while open orders or positions exist); assumed for every book that offers both.
"""

from sandbox.engine.refusals import refuse
from sandbox.engine.turn import Turn
from sandbox.engine.views import is_locked
from sandbox.ledger.accounts import YOU
from sandbox.messages.commands import SetPositionMode
from sandbox.messages.events import PositionModeSet
from sandbox.messages.reasons import Reason
from sandbox.rulebook.records import HEDGE, ONE_WAY

ACTION = "position_mode"


def decide_position_mode(turn: Turn, number: int, command: SetPositionMode) -> None:
    """Switch the position mode, or refuse: a liquidation runs, something is open, or the book has no such mode."""
    state, mode = turn.state, command.position_mode
    book = state.rulebook
    if is_locked(state):
        refuse(turn, number, ACTION, Reason.UNIT_LIQUIDATING, "a liquidation runs; switch when it is released")
    elif mode not in book.positions.modes:
        text = f"{book.name} has no {mode} mode; it has {', '.join(book.positions.modes)}"
        refuse(turn, number, ACTION, Reason.NOT_IN_THIS_REGIME, text)
    elif mode == (HEDGE if YOU in state.hedgers else ONE_WAY):
        refuse(turn, number, ACTION, Reason.NOT_IN_THIS_REGIME, f"the account is in {mode} mode already")
    elif state.positions_of(YOU):
        refuse(turn, number, ACTION, Reason.POSITION_OPEN, "positions are open; close them first, then switch")
    elif any(one.owner == YOU for one in state.orders.values()):
        refuse(turn, number, ACTION, Reason.POSITION_OPEN, "orders rest; cancel them first, then switch")
    else:
        turn.emit(PositionModeSet(owner=YOU, position_mode=mode, cause=f"c{number}"))
