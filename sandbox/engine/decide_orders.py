"""Commands that cancel orders or change settings; orders themselves are decided in matching."""

from fractions import Fraction

from sandbox.engine.refusals import refuse
from sandbox.engine.state import Order, State
from sandbox.engine.turn import Turn
from sandbox.ledger.accounts import YOU, held_account, wallet_account
from sandbox.messages.commands import CancelOrder, SetMarginMode
from sandbox.messages.events import MarginModeSet, OrderCancelled
from sandbox.messages.reasons import Reason

DEFAULT_LEVERAGE = Fraction(20)
DEFAULT_MODE = "cross"


def leverage_of(state: State, owner: str, contract: str) -> Fraction:
    """Return the leverage a contract is set to: 20x, or the contract's highest where that is less."""
    highest = max(bracket.max_leverage for bracket in state.scales[contract].brackets)
    return state.leverages.get((owner, contract), min(DEFAULT_LEVERAGE, highest))


def mode_of(state: State, owner: str, contract: str) -> str:
    """Return the margin mode a contract is set to."""
    return state.margin_modes.get((owner, contract), DEFAULT_MODE)


def rests(state: State, contract: str) -> bool:
    """Tell whether an order of yours rests in a contract."""
    return any(one.owner == YOU and one.contract == contract for one in state.orders.values())


def decide_cancel(turn: Turn, number: int, command: CancelOrder) -> None:
    """Cancel the named order (id or name), or all of a contract; what they held returns to the contract wallet."""
    wanted = [
        one
        for one in turn.state.orders.values()
        if one.owner == YOU
        and (command.order is None or command.order in (one.order, one.name))
        and (command.contract is None or one.contract == command.contract)
    ]
    if not wanted:
        wanted_text = command.order or command.contract or "of yours"
        refuse(turn, number, "cancel", Reason.NO_SUCH_ORDER, f"no order {wanted_text} rests")
        return
    for order in wanted:
        cancel_order(turn, order, "asked", f"c{number}")


def cancel_order(turn: Turn, order: Order, why: str, cause: str) -> None:
    """Cancel a resting order and return what it held."""
    asset = turn.state.scales[order.contract].settle
    held = held_account(order.order)
    turn.transfer(held, wallet_account(order.owner, "contract"), asset, turn.state.balances.of(held, asset), cause)
    turn.emit(OrderCancelled(order=order.order, owner=order.owner, contract=order.contract, why=why, cause=cause))


def decide_margin_mode(turn: Turn, number: int, command: SetMarginMode) -> None:
    """Set the margin mode of a contract without a position or order."""
    state, contract = turn.state, command.contract
    if (YOU, contract) in state.positions or rests(state, contract):
        refuse(turn, number, "margin_mode", Reason.POSITION_OPEN, f"close {contract} first, then set its margin mode")
        return
    turn.emit(MarginModeSet(owner=YOU, contract=contract, margin_mode=command.margin_mode, cause=f"c{number}"))
