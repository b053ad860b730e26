"""The leverage of a contract, also of an open position: it moves what the position needs, never what it holds.

Up to what the position's bracket allows; down in cross where what is available covers the larger initial margin; an
isolated position only up, because its margin stays where it is. Source: error codes and help of Binance USD-M
(leverage reduction is not supported in isolated mode with open positions); assumed for every book.
"""

from fractions import Fraction

from sandbox.engine.decide_orders import rests
from sandbox.engine.refusals import refuse, refuse_amount, refuse_figure
from sandbox.engine.state import Position, State
from sandbox.engine.turn import Turn
from sandbox.engine.views import available_for_order, is_liquidating
from sandbox.ledger.accounts import YOU
from sandbox.messages.commands import SetLeverage
from sandbox.messages.events import LeverageSet
from sandbox.messages.reasons import Reason
from sandbox.values.rounding import round_up

ACTION = "leverage"


def decide_leverage(turn: Turn, number: int, command: SetLeverage) -> None:
    """Set the leverage of a contract and of what is open in it, or refuse."""
    state, contract = turn.state, command.contract
    position = state.positions.get((YOU, contract))
    if position is None and rests(state, contract):
        refuse(turn, number, ACTION, Reason.POSITION_OPEN, f"cancel the orders of {contract} first")
        return
    if position is not None and _refuse_open(turn, number, command, position):
        return
    highest = _highest(state, contract, position)
    if command.leverage > highest or command.leverage <= 0:
        size = "at most this leverage" if position is None else "at most this leverage at the position's size"
        refuse_figure(
            turn,
            number,
            ACTION,
            Reason.LEVERAGE_ABOVE_BRACKET,
            needed=command.leverage,
            available=highest,
            unit="x",
            explanation=f"{contract} allows {size}",
        )
        return
    if position is not None and position.margin_mode == "cross" and _refuse_margin(turn, number, command, position):
        return
    turn.emit(LeverageSet(owner=YOU, contract=contract, leverage=command.leverage, cause=f"c{number}"))


def _refuse_open(turn: Turn, number: int, command: SetLeverage, position: Position) -> bool:
    """Refuse what no size or money would help: a liquidation, no price, orders that may open, an isolated one down."""
    state, contract = turn.state, command.contract
    if is_liquidating(state, YOU, contract, position.margin_mode):
        text = "its margin is fixed until the liquidation is released"
        refuse(turn, number, ACTION, Reason.UNIT_LIQUIDATING, text)
    elif contract not in state.marks:
        refuse(turn, number, ACTION, Reason.NO_PRICE, f"{contract} has no price yet")
    elif any(one.contract == contract and not one.reduce_only for one in state.orders.values() if one.owner == YOU):
        text = f"orders that may open stand at the present leverage; cancel those of {contract} first"
        refuse(turn, number, ACTION, Reason.POSITION_OPEN, text)
    elif position.margin_mode == "isolated" and command.leverage < position.leverage:
        text = "the leverage of an open isolated position only goes up; add margin to it instead"
        refuse(turn, number, ACTION, Reason.POSITION_OPEN, text)
    else:
        return False
    return True


def _highest(state: State, contract: str, position: Position | None) -> Fraction:
    """Return the highest leverage: of the contract, or of the bracket a position is in at the mark."""
    if position is None:
        return max(bracket.max_leverage for bracket in state.scales[contract].brackets)
    lots = abs(position.lots)
    scale = state.scales[contract].sized(lots)
    return scale.brackets[scale.bracket_for(scale.value_atoms(lots, state.marks[contract]))].max_leverage


def _refuse_margin(turn: Turn, number: int, command: SetLeverage, position: Position) -> bool:
    """Refuse a lower leverage of a cross position where what is available does not cover what it needs more."""
    state, scale = turn.state, turn.state.scales[command.contract]
    value = Fraction(scale.value_atoms(abs(position.lots), state.marks[command.contract]))
    needed = round_up(value / command.leverage) - round_up(value / position.leverage)
    available = available_for_order(state, YOU, scale.settle)
    if needed <= max(0, available):
        return False
    refuse_amount(
        turn,
        number,
        ACTION,
        Reason.INSUFFICIENT_BALANCE,
        needed=needed,
        available=available,
        asset=scale.settle,
        explanation="the larger initial margin must be available; more money in the contract wallet would make it pass",
    )
    return True
