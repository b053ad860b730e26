"""Commands about orders and settings: what can be refused before matching, by precedence of the reasons."""

from fractions import Fraction

from sandbox.engine.refusals import refuse, refuse_figure
from sandbox.engine.state import Order, Position, State
from sandbox.engine.turn import PendingOrder, Turn
from sandbox.engine.views import is_liquidating, pool_is_liquidating
from sandbox.ledger.accounts import YOU, held_account, wallet_account
from sandbox.matching.orders import opposite
from sandbox.messages.commands import CancelOrder, ClosePosition, PlaceOrder, SetLeverage, SetMarginMode
from sandbox.messages.events import LeverageSet, MarginModeSet, OrderCancelled
from sandbox.messages.reasons import Reason
from sandbox.values.limits import LOTS_MAX, ORDERS_OPEN_MAX, PRICE_TICKS_MAX

DEFAULT_LEVERAGE = Fraction(20)
DEFAULT_MODE = "cross"


def leverage_of(state: State, owner: str, contract: str) -> Fraction:
    """Return the leverage a contract is set to: 20x, or the contract's highest where that is less."""
    highest = max(bracket.max_leverage for bracket in state.scales[contract].brackets)
    return state.leverages.get((owner, contract), min(DEFAULT_LEVERAGE, highest))


def mode_of(state: State, owner: str, contract: str) -> str:
    """Return the margin mode a contract is set to."""
    return state.margin_modes.get((owner, contract), DEFAULT_MODE)


def decide_order(turn: Turn, number: int, action: str, command: PlaceOrder) -> None:
    """Check an order as far as it does not depend on this step's prices and keep it for matching."""
    state, contract = turn.state, command.contract
    position = state.positions.get((YOU, contract))
    mode = command.margin_mode or (position.margin_mode if position else mode_of(state, YOU, contract))
    leverage = command.leverage or (position.leverage if position else leverage_of(state, YOU, contract))
    reduces = position is not None and command.reduce_only
    if is_liquidating(state, YOU, contract, mode) or (not reduces and pool_is_liquidating(state, YOU)):
        refuse(turn, number, action, Reason.UNIT_LIQUIDATING, f"{contract} waits until the liquidation is released")
        return
    if not turn.has_price(contract):
        refuse(turn, number, action, Reason.NO_PRICE, f"{contract} has no price yet")
        return
    if (position or _rests(state, contract)) and _settings_differ(state, position, contract, mode, leverage):
        refuse(
            turn,
            number,
            action,
            Reason.POSITION_OPEN,
            f"margin mode and leverage of {contract} are fixed while a position or an order is open",
        )
        return
    if command.lots <= 0 or command.lots > LOTS_MAX:
        refuse(turn, number, action, Reason.OFF_LOT, "the size must be a positive whole number of lots")
        return
    if command.price_ticks is not None and not 0 < command.price_ticks <= PRICE_TICKS_MAX:
        refuse(turn, number, action, Reason.OFF_TICK, "the price must be a positive whole number of ticks")
        return
    if len(state.orders) >= ORDERS_OPEN_MAX and command.price_ticks is not None:
        refuse(turn, number, action, Reason.TOO_MANY_ORDERS, f"at most {ORDERS_OPEN_MAX} orders may rest")
        return
    highest = max(bracket.max_leverage for bracket in state.scales[contract].brackets)
    if leverage > highest:
        refuse_figure(
            turn,
            number,
            action,
            Reason.LEVERAGE_ABOVE_BRACKET,
            needed=leverage,
            available=highest,
            unit="x",
            explanation=f"{contract} allows at most this leverage",
        )
        return
    resolved = PlaceOrder(
        contract=contract,
        side=command.side,
        lots=command.lots,
        price_ticks=command.price_ticks,
        reduce_only=command.reduce_only,
        post_only=command.post_only,
        margin_mode=mode,
        leverage=leverage,
        name=command.name,
    )
    turn.pending.append(PendingOrder(number, action, resolved))


def _rests(state: State, contract: str) -> bool:
    return any(one.owner == YOU and one.contract == contract for one in state.orders.values())


def _settings_differ(state: State, position: Position | None, contract: str, mode: str, leverage: Fraction) -> bool:
    if position is not None:
        return (mode, leverage) != (position.margin_mode, position.leverage)
    return (mode, leverage) != (mode_of(state, YOU, contract), leverage_of(state, YOU, contract))


def decide_close(turn: Turn, number: int, command: ClosePosition) -> None:
    """Turn a close into a reduce-only market order of the other side."""
    position = turn.state.positions.get((YOU, command.contract))
    if position is None:
        if is_liquidating(turn.state, YOU, command.contract, "isolated"):
            refuse(turn, number, "close", Reason.UNIT_LIQUIDATING, "the exchange is closing this position")
        elif not turn.has_price(command.contract):
            refuse(turn, number, "close", Reason.NO_PRICE, f"{command.contract} has no price yet")
        else:
            refuse(turn, number, "close", Reason.NO_POSITION, f"no position in {command.contract} is open")
        return
    lots = abs(position.lots) if command.lots is None else command.lots
    order = PlaceOrder(contract=command.contract, side=opposite(position.side), lots=lots, reduce_only=True)
    decide_order(turn, number, "close", order)


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


def decide_leverage(turn: Turn, number: int, command: SetLeverage) -> None:
    """Set the leverage of a contract without a position or order."""
    state, contract = turn.state, command.contract
    if (YOU, contract) in state.positions or _rests(state, contract):
        refuse(turn, number, "leverage", Reason.POSITION_OPEN, f"close {contract} first, then set its leverage")
        return
    highest = max(bracket.max_leverage for bracket in state.scales[contract].brackets)
    if command.leverage > highest or command.leverage <= 0:
        refuse_figure(
            turn,
            number,
            "leverage",
            Reason.LEVERAGE_ABOVE_BRACKET,
            needed=command.leverage,
            available=highest,
            unit="x",
            explanation=f"{contract} allows at most this leverage",
        )
        return
    turn.emit(LeverageSet(owner=YOU, contract=contract, leverage=command.leverage, cause=f"c{number}"))


def decide_margin_mode(turn: Turn, number: int, command: SetMarginMode) -> None:
    """Set the margin mode of a contract without a position or order."""
    state, contract = turn.state, command.contract
    if (YOU, contract) in state.positions or _rests(state, contract):
        refuse(turn, number, "margin_mode", Reason.POSITION_OPEN, f"close {contract} first, then set its margin mode")
        return
    turn.emit(MarginModeSet(owner=YOU, contract=contract, margin_mode=command.margin_mode, cause=f"c{number}"))
