"""The terms of a loss reach: what each compartment, order and top-up can take, whatever the account mode."""

from fractions import Fraction

from msgspec import Struct

from sandbox.engine.predict import leg_of
from sandbox.engine.reach_orders import dearest_ticks, is_rivalled
from sandbox.engine.state import Order, Position, State, place_of
from sandbox.ledger.accounts import LIQUIDITY, YOU
from sandbox.matching.orders import signed_lots
from sandbox.risk.reach import ExposedLeg, exposed_leg, grown_reach, most_drawn, pool_reach
from sandbox.values.rounding import round_half_even, round_up


class ReachTerm(Struct, frozen=True):
    """One addend of a wallet's worst loss; `reason` in words.

    `kind`: isolated, order, top_up, cross, collateral or failure.
    """

    kind: str
    subject: str
    atoms: int
    reason: str
    is_bound: bool = False  # an upper bound: no path goes beyond it, and none need take all of it


class ReachRow(Struct, frozen=True):
    """One wallet and asset: the worst loss over every price path and the rule that decides it."""

    wallet: str
    asset: str
    balance_atoms: int
    worst_loss_atoms: int
    reachable: bool
    terms: tuple[ReachTerm, ...]
    rule: str
    pool_atoms: int = 0  # of a contract wallet: what is free or held by orders, compartments not included


def is_topped_up(state: State, position: Position) -> bool:
    """Tell whether automatic top-up is on for an isolated position."""
    return position.margin_mode == "isolated" and position.place in state.auto_top_ups


def top_up_term(state: State, position: Position, pool: int) -> ReachTerm:
    """What automatic top-up can add to a compartment's loss: all that is free, or its limit.

    Exact where all of it can be drawn and lost. A bound where it comes in portions that end at 1x, or where the losses
    end first: which sums the portions add up to depends on the path.
    """
    most, margin = _most_topped_up(state, position, pool), state.compartment_atoms(position)
    fee = fee_rate(state, position.contract)
    worst = grown_reach(Fraction(margin), Fraction(most), [exposed_position(state, position)], fee)
    limited = state.auto_top_ups[position.place] is not None
    reason = "auto top-up may put in up to its limit" if limited else "auto top-up may put in all that is free"
    in_portions = state.rulebook.liquidation.top_up == "initial_margin" or round_up(worst) < margin + most
    return ReachTerm("top_up", position.contract, max(0, round_up(worst) - margin), reason, in_portions)


def drawn_by_top_up(state: State, position: Position, pool: int) -> Fraction:
    """Return the most that automatic top-up of a position can take out of the pool, lost or not."""
    most, margin = Fraction(_most_topped_up(state, position, pool)), Fraction(state.compartment_atoms(position))
    return most_drawn(margin, most, [exposed_position(state, position)], fee_rate(state, position.contract))


def _most_topped_up(state: State, position: Position, pool: int) -> int:
    limit = state.auto_top_ups[position.place]
    return pool if limit is None else min(pool, limit)


def isolated_term(state: State, position: Position, orders: list[Order]) -> ReachTerm:
    """A compartment: its margin, or less where a long ends at the lowest tick before it is liquidated.

    `orders` are those that may open something. Where something else can close it first (an order that only reduces it,
    or an ADL, even for the other side of your own), what is left of its margin joins the pool, and what draws on that
    can take it too.
    """
    margin, own = state.compartment_atoms(position), (position.contract, position.slot)
    if any((o.contract, o.slot) == own and signed_lots(o.side, 1) * position.lots < 0 for o in orders):
        return ReachTerm("isolated", position.contract, margin, "an order can turn it round, so all of it can go")
    worst = pool_reach(Fraction(margin), [exposed_position(state, position)], fee_rate(state, position.contract))
    is_drawn = bool(orders) or any(one.position != position.position for one in state.positions_of(position.owner))
    others = [one.slot for one in state.held_in(position.owner, position.contract)]
    others += [one.slot for one in orders if one.contract == position.contract]
    can_close = can_part(state, position.contract) or any(slot != position.slot for slot in others)
    if not worst.whole and is_drawn and can_close:
        text = "it can be closed, and what is left of its margin joins the pool that others draw on"
        return ReachTerm("isolated", position.contract, margin, text)
    return ReachTerm("isolated", position.contract, round_up(worst.worst), worst.reason)


def can_part(state: State, contract: str) -> bool:
    """Tell whether a position of yours in a contract can be closed by something else than its own liquidation.

    That is an order that only reduces, or the loss of another trader (ADL, or a socialised loss).
    """
    if any(one.owner == YOU and one.contract == contract and one.reduce_only for one in state.orders.values()):
        return True
    return any(one.contract == contract and one.owner not in (YOU, LIQUIDITY) for one in state.positions.values())


def fee_rate(state: State, contract: str) -> Fraction:
    """Return the taker fee of closing a position."""
    return Fraction(0) if contract in state.no_fee_contracts else state.rulebook.fees.taker


def exposed_position(state: State, position: Position) -> ExposedLeg:
    """Return what a position can lose at worst."""
    return _exposed(state, position.contract, position.lots, abs(position.open_value_atoms))


def order_value(state: State, order: Order) -> int:
    """Return what a resting order may come to cost once it is filled, the fee of the fill included."""
    ticks = dearest_ticks(state, order) if order.price_ticks is None else order.price_ticks
    assert ticks is not None
    value = state.scales[order.contract].value_atoms(order.lots, ticks)
    return value + round_half_even(value * fee_rate(state, order.contract))


def exposed_order(state: State, order: Order) -> ExposedLeg:
    """Return what a resting order can lose at worst once it is filled at its price."""
    return _exposed(state, order.contract, signed_lots(order.side, order.lots), order_value(state, order))


def fills_anywhere(state: State, order: Order) -> bool:
    """Tell whether a waiting order may come to fill at a price without bound."""
    return order.trigger is not None and (order.side == "short" or dearest_ticks(state, order) is None)


def _exposed(state: State, contract: str, lots: int, open_value_atoms: int) -> ExposedLeg:
    leg = leg_of(state.scales[contract], lots, open_value_atoms, 1)
    return exposed_leg(contract, leg, state.rulebook.liquidation)


def order_term(state: State, order: Order, pool: int, orders: list[Order]) -> ReachTerm:
    """An isolated order, filled: margin and fee at its limit, or all that is free where a gap can make it cost more.

    A gap fills at a better price. A linear sell is then worth more, and so is an inverse buy: its margin grows.
    """
    position = state.held(YOU, order.contract, order.slot)
    opposing = abs(position.lots) if position and position.lots * signed_lots(order.side, 1) < 0 else 0
    if order.trigger is not None or is_rivalled(order, orders):
        opposing = 0  # the position may be gone by then
    opened = max(0, order.lots - opposing)
    dearest = dearest_ticks(state, order)
    if dearest is None and order.trigger is not None:
        return ReachTerm("order", order.order, pool, "it fills where the market is then: up to all that is free", True)
    if dearest is None and opened:
        way = "a buy at any lower" if signed_lots(order.side, 1) > 0 else "a sell at any higher"
        reason = f"a gap can fill {way} price, with more margin: up to all that is free"
        return ReachTerm("order", order.order, pool, reason, True)
    value = state.scales[order.contract].value_atoms(opened, dearest or 0)
    fees = state.rulebook.fees
    rate = fees.maker if order.trigger is None else max(fees.maker, fees.taker)
    maker = Fraction(0) if order.contract in state.no_fee_contracts else rate
    if place_of(order.owner, order.contract, order.slot) in state.auto_top_ups:
        return ReachTerm("order", order.order, pool, "filled, auto top-up may put in all that is free", True)
    cost = round_up(Fraction(value) / order.leverage) + round_half_even(value * maker)
    return ReachTerm("order", order.order, min(cost, pool), "its margin and fee, if it fills")
