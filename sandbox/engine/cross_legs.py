"""What draws on a cross pool: the positions, and the resting orders as if they were filled."""

from sandbox.engine.reach_terms import exposed_order, exposed_position, fills_anywhere
from sandbox.engine.state import Order, Position, State
from sandbox.matching.orders import signed_lots
from sandbox.risk.reach import ExposedLeg


def opening_orders(positions: list[Position], orders: list[Order], others: list[Order]) -> list[Order]:
    """Return the cross orders that can enlarge or open a position; those that only reduce one lose nothing."""
    held = {position.contract: position.lots for position in positions}
    found = []
    for order in orders:
        sign, lots = signed_lots(order.side, 1), held.get(order.contract, 0)
        same_side = sum(o.lots for o in others if (o.contract, o.side) == (order.contract, order.side))
        if lots * sign >= 0 or same_side > abs(lots):
            found.append(order)
    return found


def cross_legs(state: State, positions: list[Position], opening: list[Order]) -> list[ExposedLeg] | Order:
    """Return what the positions and the opening orders can lose, or the first order that fills at any price."""
    for order in opening:
        if fills_anywhere(state, order):
            return order
    return [exposed_position(state, one) for one in positions] + [exposed_order(state, one) for one in opening]
