"""What prices do to orders that are in the book: limit orders fill, triggers fire or trail, orphans go.

A trigger only lets an order loose: it fills where the market is then, never at its trigger. Where a gap has made the
unit liquidatable at that very price, matching refuses the fill and health liquidates: a stop is no protection then.
"""

from sandbox.engine.decide_orders import cancel_order
from sandbox.engine.fills import book_fill, fill_resting, plan_fill, plan_rest
from sandbox.engine.placing import Refusal, refuse_liquidatable
from sandbox.engine.state import Order, State
from sandbox.engine.turn import Turn
from sandbox.ledger.accounts import held_account, wallet_account
from sandbox.matching.orders import is_marketable
from sandbox.matching.triggers import follow, is_hit
from sandbox.messages.events import OrderTriggered, TrailMoved
from sandbox.messages.reasons import Reason

POSITION_CLOSED = "position_closed"


def match_resting(turn: Turn) -> None:
    """Fill or fire every order that the price has reached, in the order in which they were placed."""
    for order in list(turn.state.orders.values()):
        if order.order not in turn.state.orders:
            continue
        if order.trigger is None:
            fill_resting(turn, order)
        else:
            _watch(turn, order)


def _watch(turn: Turn, order: Order) -> None:
    trigger = order.trigger
    assert trigger is not None
    price = turn.state.seen_ticks(order.contract, trigger.by)
    if price is None or _is_orphan(turn.state, order):
        return
    if is_hit(trigger, order.side, price):
        _fire(turn, order, price)
        return
    moved = follow(trigger, order.side, price)
    if moved != trigger:
        turn.emit(
            TrailMoved(
                order=order.order,
                owner=order.owner,
                contract=order.contract,
                best_ticks=moved.best_ticks,
                trigger_ticks=moved.ticks,
            )
        )


def _fire(turn: Turn, order: Order, price_ticks: int) -> None:
    """Let an order loose: it takes what the market gives now, rests at its limit, or is cancelled with the reason."""
    state, owner, contract = turn.state, order.owner, order.contract
    position = state.held(owner, contract, order.slot)
    lots = abs(position.lots) if position is not None and order.tied_to is not None else order.lots
    turn.emit(
        OrderTriggered(
            order=order.order, owner=owner, contract=contract, lots=lots, price_ticks=price_ticks, cause=order.cause
        )
    )
    price = state.trade_ticks(contract)
    assert price is not None
    if is_marketable(order.side, order.price_ticks, price):
        plan = plan_fill(state, order, price, maker=False)
        if order.post_only:
            cancel_order(turn, order, Reason.WOULD_TAKE.value, order.cause)
        elif isinstance(plan, Refusal):
            cancel_order(turn, order, plan.reason.value, order.cause)
        else:
            book_fill(turn, order, plan, maker=False)
        return
    assert order.price_ticks is not None
    held = refuse_liquidatable(state, order) or plan_rest(state, order, order.price_ticks)
    if isinstance(held, Refusal):
        cancel_order(turn, order, held.reason.value, order.cause)
        return
    asset = state.scales[contract].settle
    turn.transfer(wallet_account(owner, "contract"), held_account(order.order, owner), asset, held, order.cause)


def drop_orphans(turn: Turn) -> None:
    """Cancel the orders tied to a position that is gone."""
    for order in list(turn.state.orders.values()):
        if _is_orphan(turn.state, order):
            cancel_order(turn, order, POSITION_CLOSED, order.cause)


def _is_orphan(state: State, order: Order) -> bool:
    if order.tied_to is None:
        return False
    position = state.held(order.owner, order.contract, order.slot)
    return position is None or position.position != order.tied_to
