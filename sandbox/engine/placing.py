"""What an order is and whether it may be placed at this mark, by precedence of the reasons (interfaces).

What margin, fees and brackets of the resulting position say comes after this, in `fills`.
"""

from dataclasses import dataclass
from fractions import Fraction

from sandbox.engine.decide_orders import leverage_of, mode_of, rests
from sandbox.engine.state import Order, Position, State
from sandbox.engine.turn import PendingOrder
from sandbox.engine.views import cross_unit_view, is_liquidating, pool_is_liquidating, unit_view_of
from sandbox.ledger.accounts import YOU
from sandbox.matching.orders import is_marketable, opposite, signed_lots
from sandbox.messages.commands import ClosePosition, PlaceOrder
from sandbox.messages.reasons import Reason
from sandbox.values.limits import LOTS_MAX, ORDERS_OPEN_MAX, PRICE_TICKS_MAX


@dataclass(frozen=True, slots=True)
class Refusal:
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
    position = state.positions.get((YOU, wanted.contract))
    if isinstance(wanted, ClosePosition):
        if position is None:
            if is_liquidating(state, YOU, wanted.contract, "isolated"):
                return Refusal(Reason.UNIT_LIQUIDATING, "the exchange is closing this position")
            if wanted.contract not in state.marks:
                return Refusal(Reason.NO_PRICE, f"{wanted.contract} has no price yet")
            return Refusal(Reason.NO_POSITION, f"no position in {wanted.contract} is open")
        lots = abs(position.lots) if wanted.lots is None else wanted.lots
        wanted = PlaceOrder(contract=wanted.contract, side=opposite(position.side), lots=lots, reduce_only=True)
    mode, leverage = _settings(state, position, wanted.contract)
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
    )


def _settings(state: State, position: Position | None, contract: str) -> tuple[str, Fraction]:
    if position is not None:
        return position.margin_mode, position.leverage
    return mode_of(state, YOU, contract), leverage_of(state, YOU, contract)


def refuse_placing(state: State, order: Order) -> Refusal | None:
    """Return why an order may not be placed at this mark, whatever it costs; None where it may."""
    contract, position = order.contract, state.positions.get((order.owner, order.contract))
    reduces = position is not None and order.reduce_only
    drained = not reduces and pool_is_liquidating(state, YOU, state.scales[contract].settle)
    if drained or is_liquidating(state, YOU, contract, order.margin_mode):
        return Refusal(Reason.UNIT_LIQUIDATING, f"{contract} waits until the liquidation is released")
    mark = state.marks.get(contract)
    if mark is None:
        return Refusal(Reason.NO_PRICE, f"{contract} has no price yet")
    if refusal := refuse_liquidatable(state, order):
        return refusal
    settings = order.margin_mode, order.leverage
    if (position is not None or rests(state, contract)) and settings != _settings(state, position, contract):
        text = f"margin mode and leverage of {contract} are fixed while a position or an order is open"
        return Refusal(Reason.POSITION_OPEN, text)
    return _refuse_figures(state, order, mark)


def _refuse_figures(state: State, order: Order, mark_ticks: int) -> Refusal | None:
    """Refuse what the order itself says: reduce-only, post-only, size, price, leverage."""
    marketable = is_marketable(order.side, order.price_ticks, mark_ticks)
    is_limit = order.price_ticks is not None
    if is_limit and not marketable and len(state.orders) >= ORDERS_OPEN_MAX:
        return Refusal(Reason.TOO_MANY_ORDERS, f"at most {ORDERS_OPEN_MAX} orders may rest")
    position = state.positions.get((order.owner, order.contract))
    if order.reduce_only and (position is None or position.lots * signed_lots(order.side, 1) >= 0):
        return Refusal(Reason.REDUCE_ONLY, "there is no opposite position to reduce")
    if is_limit and marketable and order.post_only:
        return Refusal(Reason.WOULD_TAKE, "a post-only order may not trade at once")
    if not 0 < order.lots <= LOTS_MAX:
        return Refusal(Reason.OFF_LOT, "the size must be a positive whole number of lots")
    if order.price_ticks is not None and not 0 < order.price_ticks <= PRICE_TICKS_MAX:
        return Refusal(Reason.OFF_TICK, "the price must be a positive whole number of ticks")
    highest = max(bracket.max_leverage for bracket in state.scales[order.contract].brackets)
    if order.leverage > highest:
        text = f"{order.contract} allows at most this leverage"
        return Refusal(Reason.LEVERAGE_ABOVE_BRACKET, text, leverage=(order.leverage, highest))
    return None


def refuse_liquidatable(state: State, order: Order) -> Refusal | None:
    """Refuse an order of a unit that is being liquidated, or would be at this mark."""
    rules = state.rulebook.liquidation
    if is_liquidating(state, order.owner, order.contract, order.margin_mode):
        return Refusal(Reason.UNIT_LIQUIDATING, f"{order.contract} waits until the liquidation is released")
    position = state.positions.get((order.owner, order.contract))
    units = [unit_view_of(state, position)] if position else []
    only_closes = position is not None and position.lots * signed_lots(order.side, 1) < 0
    if position is not None and not order.reduce_only and order.lots > abs(position.lots):
        only_closes = False
    if order.margin_mode == "cross" or not only_closes:
        units.append(cross_unit_view(state, order.owner, state.scales[order.contract].settle))
    if any(unit.is_liquidatable(rules) or unit.unit in state.liquidations for unit in units):
        return Refusal(Reason.UNIT_LIQUIDATING, "at this price the unit it belongs to is liquidated")
    return None
