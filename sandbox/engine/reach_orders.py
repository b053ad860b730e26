"""What orders can still open, for the loss reach: which may, and the price at which their fill is worth most."""

from sandbox.engine.state import Order, State
from sandbox.ledger.accounts import held_account
from sandbox.matching.orders import signed_lots
from sandbox.matching.triggers import fires_below
from sandbox.messages.triggers import TRAILING_STOP


def may_open(state: State, order: Order, orders: list[Order]) -> bool:
    """Tell whether an order can open something: not one that only reduces what nothing else can close before it."""
    if order.reduce_only:
        return False
    asset = state.scales[order.contract].settle
    return (
        order.trigger is not None
        or state.balances.of(held_account(order.order), asset) > 0
        or is_rivalled(order, orders)
    )


def is_rivalled(order: Order, orders: list[Order]) -> bool:
    """Tell whether another order of the same side can close first what this one would have closed."""
    mine = order.contract, order.slot, order.side
    return any(one is not order and (one.contract, one.slot, one.side) == mine for one in orders)


def dearest_ticks(state: State, order: Order) -> int | None:
    """Return the price at which an order's fill is worth most, None where a gap can make it worth any amount.

    A linear fill is worth more at a higher price, an inverse one at a lower: a buy's limit bounds the first, a sell's
    the second. A waiting market order is bounded where it fires on the cheap side; a trailing one never is.
    """
    rises = state.scales[order.contract].direction
    if order.price_ticks is not None:
        return order.price_ticks if signed_lots(order.side, 1) == rises else None
    trigger = order.trigger
    if trigger is None or trigger.kind == TRAILING_STOP:
        return None
    return trigger.ticks if fires_below(trigger, order.side) == (rises > 0) else None
