"""Accepting an order: the settings it brings with it, then the order itself, resting or waiting for its trigger."""

from sandbox.engine.decide_orders import cancel_order
from sandbox.engine.sides import setting_slot
from sandbox.engine.state import Order, place_of
from sandbox.engine.turn import Turn
from sandbox.matching.triggers import follow
from sandbox.messages.events import LeverageSet, MarginModeSet, OrderPlaced, TriggerOrderPlaced

REPLACED = "replaced"


def accept(turn: Turn, order: Order) -> None:
    """Record an order that trades at once or rests."""
    _take_settings(turn, order)
    turn.emit(
        OrderPlaced(
            order=order.order,
            owner=order.owner,
            contract=order.contract,
            side=order.side,
            lots=order.lots,
            price_ticks=order.price_ticks,
            reduce_only=order.reduce_only,
            post_only=order.post_only,
            margin_mode=order.margin_mode,
            leverage=order.leverage,
            name=order.name,
            cause=order.cause,
            slot=order.slot,
        )
    )


def place_waiting(turn: Turn, order: Order) -> None:
    """Let an order wait for its trigger, holding nothing; one of its kind tied to the same position gives way."""
    state = turn.state
    assert order.trigger is not None
    for other in list(state.orders.values()) if order.tied_to is not None else ():
        is_tied = (other.owner, other.tied_to) == (order.owner, order.tied_to)
        if is_tied and other.trigger is not None and other.trigger.kind == order.trigger.kind:
            cancel_order(turn, other, REPLACED, order.cause)
    _take_settings(turn, order)
    price = state.seen_ticks(order.contract, order.trigger.by)
    assert price is not None
    turn.emit(
        TriggerOrderPlaced(
            order=order.order,
            owner=order.owner,
            contract=order.contract,
            side=order.side,
            lots=order.lots,
            trigger=follow(order.trigger, order.side, price),
            price_ticks=order.price_ticks,
            reduce_only=order.reduce_only,
            post_only=order.post_only,
            margin_mode=order.margin_mode,
            leverage=order.leverage,
            name=order.name,
            tied_to=order.tied_to,
            cause=order.cause,
            slot=order.slot,
        )
    )


def _take_settings(turn: Turn, order: Order) -> None:
    """Write the order's leverage and margin mode as the contract's (or the side's), where they are others."""
    slot = setting_slot(turn.state, order.slot)
    key = place_of(order.owner, order.contract, slot)
    settings = {"owner": order.owner, "contract": order.contract, "cause": order.cause, "slot": slot}
    if turn.state.leverages.get(key) != order.leverage:
        turn.emit(LeverageSet(**settings, leverage=order.leverage))
    if turn.state.margin_modes.get(key) != order.margin_mode:
        turn.emit(MarginModeSet(**settings, margin_mode=order.margin_mode))
