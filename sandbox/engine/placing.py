"""What an order is and whether it may be placed at this mark, by precedence of the reasons (interfaces).

What margin, fees and brackets of the resulting position say comes after this, in `fills`.
"""

from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.engine.decide_orders import leverage_of, mode_of, rests
from sandbox.engine.sides import meant_position, order_slot, touched_slots
from sandbox.engine.state import Order, Position, State
from sandbox.engine.turn import PendingOrder
from sandbox.engine.views import cross_unit_view, is_liquidating, pool_is_liquidating, unit_view_of
from sandbox.ledger.accounts import YOU
from sandbox.matching.orders import is_marketable, opposite, signed_lots
from sandbox.matching.triggers import fires_below, is_hit
from sandbox.messages.commands import ClosePosition, PlaceOrder
from sandbox.messages.reasons import Reason
from sandbox.messages.triggers import TRAILING_STOP
from sandbox.risk.units import UnitView
from sandbox.values.limits import LOTS_MAX, ORDERS_OPEN_MAX, PRICE_TICKS_MAX


class Refusal(Struct, frozen=True):
    """Why an order is refused: money where `asset` is set, a leverage where `leverage` is."""

    reason: Reason
    explanation: str
    needed: int = 0
    available: int = 0
    asset: str = ""
    leverage: tuple[Fraction, Fraction] | None = None


def resolve(state: State, pending: PendingOrder) -> Order | Refusal:
    """Return the order a command means, with its mode and leverage; a close is a reduce-only order."""
    wanted = pending.command
    tied_to = None
    if isinstance(wanted, ClosePosition) or wanted.closes_position:
        side = wanted.side if isinstance(wanted, ClosePosition) else wanted.position_side
        position = meant_position(state, wanted.contract, side)
        if isinstance(position, str):
            return Refusal(Reason.SIDE_NEEDED, position)
        if position is None:
            return _refuse_nothing_open(state, wanted.contract, side)
        if isinstance(wanted, ClosePosition):
            lots = abs(position.lots) if wanted.lots is None else wanted.lots
            wanted = PlaceOrder(contract=wanted.contract, side=opposite(position.side), lots=lots, reduce_only=True)
        else:
            lots, tied_to = abs(position.lots), position.position
            wanted = replace(wanted, side=opposite(position.side), lots=lots, reduce_only=True)
    slot = order_slot(state, wanted.side, reduces=wanted.reduce_only)
    position = state.held(YOU, wanted.contract, slot)
    mode, leverage = _settings(state, position, wanted.contract, slot)
    return Order(
        f"o{state.order_count + 1}",
        YOU,
        wanted.contract,
        wanted.side,
        wanted.lots,
        wanted.price_ticks,
        wanted.reduce_only,
        wanted.post_only,
        wanted.margin_mode or mode,
        wanted.leverage or leverage,
        wanted.name,
        f"c{pending.number}",
        wanted.trigger,
        None if wanted.trigger is None else tied_to,
        slot,
    )


def _refuse_nothing_open(state: State, contract: str, side: str | None) -> Refusal:
    slots = state.slots_of(YOU) if side is None else (state.slot_for(YOU, side),)
    if any(is_liquidating(state, YOU, contract, "isolated", slot) for slot in slots):
        return Refusal(Reason.UNIT_LIQUIDATING, "the exchange is closing this position")
    if contract not in state.marks:
        return Refusal(Reason.NO_PRICE, f"{contract} has no price yet")
    what = "position" if side is None else f"{side} position"
    return Refusal(Reason.NO_POSITION, f"no {what} in {contract} is open")


def _settings(state: State, position: Position | None, contract: str, slot: str) -> tuple[str, Fraction]:
    if position is not None:
        return position.margin_mode, position.leverage
    return mode_of(state, YOU, contract, slot), leverage_of(state, YOU, contract, slot)


def refuse_placing(state: State, order: Order) -> Refusal | None:
    """Return why an order may not be placed at this mark, whatever it costs; None where it may."""
    contract, position = order.contract, state.held(order.owner, order.contract, order.slot)
    reduces = position is not None and order.reduce_only
    drained = not reduces and pool_is_liquidating(state, YOU, state.scales[contract].settle)
    if drained or is_liquidating(state, YOU, contract, order.margin_mode, order.slot):
        return Refusal(Reason.UNIT_LIQUIDATING, f"{contract} waits until the liquidation is released")
    price = state.trade_ticks(contract)
    if price is None:
        return Refusal(Reason.NO_PRICE, f"{contract} has no price yet")
    if refusal := refuse_liquidatable(state, order):
        return refusal
    settings = order.margin_mode, order.leverage
    slots = touched_slots(state, order.slot or None)
    is_fixed = any(state.held(YOU, contract, slot) for slot in slots) or rests(state, contract, slots)
    if is_fixed and settings != _settings(state, position, contract, order.slot):
        text = f"margin mode and leverage of {contract} are fixed while a position or an order is open"
        return Refusal(Reason.POSITION_OPEN, text)
    return _refuse_figures(state, order, price)


def _refuse_figures(state: State, order: Order, price_ticks: int) -> Refusal | None:
    """Refuse what the order itself says: reduce-only, post-only, trigger, size, price, leverage."""
    waits = order.trigger is not None
    marketable = not waits and is_marketable(order.side, order.price_ticks, price_ticks)
    is_limit = order.price_ticks is not None
    if (is_limit or waits) and not marketable and len(state.orders) >= ORDERS_OPEN_MAX:
        return Refusal(Reason.TOO_MANY_ORDERS, f"at most {ORDERS_OPEN_MAX} orders may rest")
    position = state.held(order.owner, order.contract, order.slot)
    if order.reduce_only and (position is None or position.lots * signed_lots(order.side, 1) >= 0):
        return Refusal(Reason.REDUCE_ONLY, "there is no opposite position to reduce")
    if is_limit and marketable and order.post_only:
        return Refusal(Reason.WOULD_TAKE, "a post-only order may not trade at once")
    if refusal := _refuse_trigger(state, order):
        return refusal
    if not 0 < order.lots <= LOTS_MAX:
        return Refusal(Reason.OFF_LOT, "the size must be a positive whole number of lots")
    if order.price_ticks is not None and not 0 < order.price_ticks <= PRICE_TICKS_MAX:
        return Refusal(Reason.OFF_TICK, "the price must be a positive whole number of ticks")
    highest = max(bracket.max_leverage for bracket in state.scales[order.contract].brackets)
    if order.leverage > highest:
        text = f"{order.contract} allows at most this leverage"
        return Refusal(Reason.LEVERAGE_ABOVE_BRACKET, text, leverage=(order.leverage, highest))
    return None


def _refuse_trigger(state: State, order: Order) -> Refusal | None:
    """Refuse a waiting order that would trigger at once, or that waits for a price that cannot come."""
    trigger = order.trigger
    if trigger is None:
        return None
    price = state.seen_ticks(order.contract, trigger.by)
    assert price is not None
    if trigger.kind == TRAILING_STOP:
        callback = trigger.trail_ticks if trigger.trail_rate is None else trigger.trail_rate
        if not callback or callback < 0 or (trigger.trail_rate is not None and callback >= 1):
            return Refusal(Reason.OFF_TICK, "the callback must be a positive distance, or a rate below 1")
        return None
    if is_hit(trigger, order.side, price):
        where = "at or below" if fires_below(trigger, order.side) else "at or above"
        text = f"the {trigger.by} price is {where} the trigger already: the order would trigger at once"
        return Refusal(Reason.WOULD_TRIGGER, text)
    if not 0 < trigger.ticks <= PRICE_TICKS_MAX:
        return Refusal(Reason.OFF_TICK, "the trigger must be a positive whole number of ticks")
    return None


def refuse_liquidatable(state: State, order: Order, price_ticks: int | None = None) -> Refusal | None:
    """Refuse an order of a unit that is being liquidated, or would be at this mark, or at the price of its fill."""
    rules = state.rulebook.liquidation
    if is_liquidating(state, order.owner, order.contract, order.margin_mode, order.slot):
        return Refusal(Reason.UNIT_LIQUIDATING, f"{order.contract} waits until the liquidation is released")
    position = state.held(order.owner, order.contract, order.slot)
    units = [unit_view_of(state, position)] if position else []
    only_closes = position is not None and position.lots * signed_lots(order.side, 1) < 0
    if position is not None and not order.reduce_only and order.lots > abs(position.lots):
        only_closes = False
    if order.margin_mode == "cross" or not only_closes:
        units.append(cross_unit_view(state, order.owner, state.scales[order.contract].settle))
    if price_ticks is not None and price_ticks != state.marks[order.contract]:
        units += [_at_price(unit, order.contract, price_ticks) for unit in units]
    if any(unit.is_liquidatable(rules) or unit.unit in state.liquidations for unit in units):
        return Refusal(Reason.UNIT_LIQUIDATING, "at this price the unit it belongs to is liquidated")
    return None


def _at_price(unit: UnitView, contract: str, price_ticks: int) -> UnitView:
    """Return a unit as if the mark of one contract stood at a price."""
    legs = tuple(replace(leg, mark_ticks=price_ticks) if leg.contract == contract else leg for leg in unit.legs)
    return replace(unit, legs=legs)
