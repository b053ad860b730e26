"""Commands that cancel orders or change settings; orders themselves are decided in matching."""

from collections.abc import Collection
from fractions import Fraction

from sandbox.engine.refusals import refuse
from sandbox.engine.sides import setting_slot, setting_slots, touched_slots
from sandbox.engine.state import Order, State, place_of
from sandbox.engine.turn import Turn
from sandbox.ledger.accounts import YOU, held_account, wallet_account
from sandbox.messages.commands import CancelOrder, SetMarginMode
from sandbox.messages.events import MarginModeSet, OrderCancelled
from sandbox.messages.reasons import Reason

DEFAULT_LEVERAGE = Fraction(20)
DEFAULT_MODE = "cross"


def leverage_of(state: State, owner: str, contract: str, slot: str = "") -> Fraction:
    """Return the leverage a contract, or a side of it, is set to: 20x, or the contract's highest where that is less."""
    highest = max(bracket.max_leverage for bracket in state.scales[contract].brackets)
    place = place_of(owner, contract, setting_slot(state, slot))
    return state.leverages.get(place, min(DEFAULT_LEVERAGE, highest))


def mode_of(state: State, owner: str, contract: str, slot: str = "") -> str:
    """Return the margin mode a contract, or a side of it, is set to."""
    return state.margin_modes.get(place_of(owner, contract, setting_slot(state, slot)), DEFAULT_MODE)


def rests(state: State, contract: str, slots: Collection[str] | None = None) -> bool:
    """Tell whether an order of yours rests in a contract (in any slot where None)."""
    mine = (one for one in state.orders.values() if one.owner == YOU and one.contract == contract)
    return any(slots is None or one.slot in slots for one in mine)


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
    held = held_account(order.order, order.owner)
    turn.transfer(held, wallet_account(order.owner, "contract"), asset, turn.state.balances.of(held, asset), cause)
    turn.emit(OrderCancelled(order=order.order, owner=order.owner, contract=order.contract, why=why, cause=cause))


def decide_margin_mode(turn: Turn, number: int, command: SetMarginMode) -> None:
    """Set the margin mode of a contract, or a side of it, without a position or order."""
    state, contract = turn.state, command.contract
    slots = touched_slots(state, command.side)
    if any(state.held(YOU, contract, slot) for slot in slots) or rests(state, contract, slots):
        refuse(turn, number, "margin_mode", Reason.POSITION_OPEN, f"close {contract} first, then set its margin mode")
        return
    for slot in setting_slots(state, command.side):
        turn.emit(
            MarginModeSet(owner=YOU, contract=contract, margin_mode=command.margin_mode, cause=f"c{number}", slot=slot)
        )
