"""The leverage of a contract, also of an open position: it moves what the position needs, never what it holds.

Up to what the position's bracket allows; down in cross where what is available covers the larger initial margin; an
isolated position only up, because its margin stays where it is. Source: error codes and help of Binance USD-M
(leverage reduction is not supported in isolated mode with open positions); assumed for every book.
"""

from fractions import Fraction

from sandbox.engine.decide_orders import rests
from sandbox.engine.pool import stress_grid
from sandbox.engine.refusals import refuse, refuse_amount, refuse_figure
from sandbox.engine.sides import setting_slots, touched_slots
from sandbox.engine.state import Order, Position, State
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
    slots = touched_slots(state, command.side)
    open_in = [one for one in state.held_in(YOU, contract) if one.slot in slots]
    if not open_in and rests(state, contract, slots):
        refuse(turn, number, ACTION, Reason.POSITION_OPEN, f"cancel the orders of {contract} first")
        return
    if any(_refuse_open(turn, number, command, one) for one in open_in):
        return
    highest = _highest(state, contract, open_in)
    if command.leverage > highest or command.leverage <= 0:
        size = "at most this leverage at the position's size" if open_in else "at most this leverage"
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
    cross = [one for one in open_in if one.margin_mode == "cross"]
    if cross and stress_grid(state) is None and _refuse_margin(turn, number, command, cross):
        return
    for slot in setting_slots(state, command.side):
        turn.emit(LeverageSet(owner=YOU, contract=contract, leverage=command.leverage, cause=f"c{number}", slot=slot))


def _refuse_open(turn: Turn, number: int, command: SetLeverage, position: Position) -> bool:
    """Refuse what no size or money would help: a liquidation, no price, orders that may open, an isolated one down."""
    state, contract = turn.state, command.contract
    slots = touched_slots(state, command.side)
    if is_liquidating(state, YOU, contract, position.margin_mode, position.slot):
        text = "its margin is fixed until the liquidation is released"
        refuse(turn, number, ACTION, Reason.UNIT_LIQUIDATING, text)
    elif contract not in state.marks:
        refuse(turn, number, ACTION, Reason.NO_PRICE, f"{contract} has no price yet")
    elif any(_may_open(one, contract, slots) for one in state.orders.values() if one.owner == YOU):
        text = f"orders that may open stand at the present leverage; cancel those of {contract} first"
        refuse(turn, number, ACTION, Reason.POSITION_OPEN, text)
    elif position.margin_mode == "isolated" and command.leverage < position.leverage:
        text = "the leverage of an open isolated position only goes up; add margin to it instead"
        refuse(turn, number, ACTION, Reason.POSITION_OPEN, text)
    else:
        return False
    return True


def _may_open(order: Order, contract: str, slots: tuple[str, ...]) -> bool:
    return order.contract == contract and order.slot in slots and not order.reduce_only


def _highest(state: State, contract: str, positions: list[Position]) -> Fraction:
    """Return the highest leverage: of the contract, or of the brackets its positions are in at the mark."""
    highest = max(bracket.max_leverage for bracket in state.scales[contract].brackets)
    for position in positions:
        lots = abs(position.lots)
        scale = state.scales[contract].sized(lots)
        bracket = scale.brackets[scale.bracket_for(scale.value_atoms(lots, state.marks[contract]))]
        highest = min(highest, bracket.max_leverage)
    return highest


def _refuse_margin(turn: Turn, number: int, command: SetLeverage, positions: list[Position]) -> bool:
    """Refuse a lower leverage of cross positions where what is available does not cover what they need more."""
    state, scale = turn.state, turn.state.scales[command.contract]
    needed = 0
    for position in positions:
        value = Fraction(scale.value_atoms(abs(position.lots), state.marks[command.contract]))
        needed += round_up(value / command.leverage) - round_up(value / position.leverage)
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
