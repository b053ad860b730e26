"""What draws on a cross pool: the positions, and the resting orders as if they were filled."""

from sandbox.engine.predict import leg_of
from sandbox.engine.reach_terms import can_part, exposed_order, exposed_position, fee_rate, fills_anywhere
from sandbox.engine.state import Order, Position, State
from sandbox.matching.orders import signed_lots
from sandbox.risk.hedged_pair import exposed_pair
from sandbox.risk.reach import ExposedLeg


def opening_orders(positions: list[Position], orders: list[Order], others: list[Order]) -> list[Order]:
    """Return the cross orders that can enlarge or open a position; those that only reduce one lose nothing."""
    held = {(position.contract, position.slot): position.lots for position in positions}
    found = []
    for order in orders:
        sign, lots = signed_lots(order.side, 1), held.get((order.contract, order.slot), 0)
        mine = order.contract, order.slot, order.side
        same_side = sum(o.lots for o in others if (o.contract, o.slot, o.side) == mine)
        if lots * sign >= 0 or same_side > abs(lots):
            found.append(order)
    return found


def cross_legs(state: State, positions: list[Position], opening: list[Order]) -> list[ExposedLeg] | Order:
    """Return what the positions and the opening orders can lose, or the first order that fills at any price."""
    for order in opening:
        if fills_anywhere(state, order):
            return order
    return [exposed_position(state, one) for one in positions] + [exposed_order(state, one) for one in opening]


def netted_legs(state: State, positions: list[Position], opening: list[Order]) -> list[ExposedLeg] | Order:
    """Return the same with the two sides of a contract netted where nothing can take the one without the other.

    That is where no order only reduces a side, and no other trader's loss can be met with the winning one (ADL, or a
    socialised loss).
    """
    pairs = {contract: pair for contract in _hedged(positions) if (pair := _pair(state, positions, contract))}
    legs = cross_legs(state, [one for one in positions if one.contract not in pairs], opening)
    return legs if isinstance(legs, Order) else [*pairs.values(), *legs]


def _hedged(positions: list[Position]) -> list[str]:
    shorts = {one.contract for one in positions if one.lots < 0}
    return [one.contract for one in positions if one.lots > 0 and one.contract in shorts]


def _pair(state: State, positions: list[Position], contract: str) -> ExposedLeg | None:
    """Return both sides of a contract as one leg, None where they can part or have no end."""
    if can_part(state, contract):
        return None
    scale, mine = state.scales[contract], [one for one in positions if one.contract == contract]
    long, short = (leg_of(scale, one.lots, one.open_value_atoms, 1) for one in sorted(mine, key=lambda one: -one.lots))
    return exposed_pair(contract, long, short, state.rulebook.liquidation, fee_rate(state, contract))
