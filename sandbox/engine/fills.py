"""Matching decides: every fill is checked again at its own price, then both sides are booked.

A limit order rests with its opening margin and fee held as cash; a gap fills where the market is, never at the limit.
"""

from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.engine.accepting import accept, place_waiting
from sandbox.engine.acting import acting
from sandbox.engine.decide_orders import cancel_order
from sandbox.engine.placing import Refusal, refuse_liquidatable, refuse_placing, resolve
from sandbox.engine.refusals import refuse, refuse_amount, refuse_figure
from sandbox.engine.state import Order, Position, State
from sandbox.engine.turn import PendingOrder, Turn
from sandbox.engine.views import available_cash, available_for_order, cross_unit_view
from sandbox.ledger.accounts import FEES, YOU, held_account, wallet_account
from sandbox.matching.netting import Netted, net
from sandbox.matching.orders import is_marketable, signed_lots
from sandbox.messages.events import OrderFilled
from sandbox.messages.reasons import Reason
from sandbox.risk.units import LegView, UnitView
from sandbox.values.rounding import round_half_even, round_up


class FillPlan(Struct, frozen=True):
    """What a fill would do, worked out before anything moves. Fees and margin in atoms."""

    netted: Netted
    lots: int
    price_ticks: int
    value_atoms: int
    close_fee_atoms: int
    open_fee_atoms: int
    open_margin_atoms: int
    released_atoms: int


def fill_resting(turn: Turn, order: Order) -> None:
    """Fill a resting limit order at the mark where it has been reached, or cancel it with the reason."""
    state = turn.state
    price = state.trade_ticks(order.contract)
    if price is None or not is_marketable(order.side, order.price_ticks, price):
        return
    held, asset = held_account(order.order, order.owner), state.scales[order.contract].settle
    turn.transfer(held, wallet_account(order.owner, "contract"), asset, state.balances.of(held, asset), order.cause)
    plan = plan_fill(state, order, price, maker=True)
    if isinstance(plan, Refusal):
        cancel_order(turn, order, plan.reason.value, order.cause)
        _refuse(turn, int(order.cause[1:]), "order", plan)
    else:
        book_fill(turn, order, plan, maker=True)


def match_pending(turn: Turn) -> None:
    """Fill, rest or refuse the orders of this step, in the order in which they came."""
    for pending in turn.pending:
        with acting(turn, pending.sub_account):
            _match_pending(turn, pending)
    turn.pending.clear()


def _match_pending(turn: Turn, pending: PendingOrder) -> None:
    state, order = turn.state, resolve(turn.state, pending)
    refusal = order if isinstance(order, Refusal) else refuse_placing(state, order)
    if refusal is not None or isinstance(order, Refusal):
        assert refusal is not None
        _refuse(turn, pending.number, pending.action, refusal)
        return
    if order.trigger is not None:
        place_waiting(turn, order)
        return
    price = state.trade_ticks(order.contract)
    assert price is not None
    if is_marketable(order.side, order.price_ticks, price):
        plan = plan_fill(state, order, price, maker=False)
        if isinstance(plan, Refusal):
            _refuse(turn, pending.number, pending.action, plan)
            return
        accept(turn, replace(order, lots=plan.lots))
        book_fill(turn, order, plan, maker=False)
        return
    assert order.price_ticks is not None
    held = plan_rest(state, order, order.price_ticks)
    if isinstance(held, Refusal):
        _refuse(turn, pending.number, pending.action, held)
        return
    accept(turn, order)
    asset = state.scales[order.contract].settle
    turn.transfer(wallet_account(YOU, "contract"), held_account(order.order), asset, held, order.cause)


def _refuse(turn: Turn, number: int, action: str, refusal: Refusal) -> None:
    if refusal.leverage is not None:
        refuse_figure(
            turn,
            number,
            action,
            refusal.reason,
            needed=refusal.leverage[0],
            available=refusal.leverage[1],
            unit="x",
            explanation=refusal.explanation,
        )
    elif refusal.asset:
        refuse_amount(
            turn,
            number,
            action,
            refusal.reason,
            needed=refusal.needed,
            available=refusal.available,
            asset=refusal.asset,
            explanation=refusal.explanation,
        )
    else:
        refuse(turn, number, action, refusal.reason, refusal.explanation)


def plan_rest(state: State, order: Order, price_ticks: int) -> Refusal | int:
    """Return what a resting order must hold (opening margin at its price plus taker fee), or why it may not rest."""
    position = state.held(order.owner, order.contract, order.slot)
    held_lots = position.lots if position else 0
    opposes = held_lots * signed_lots(order.side, 1) < 0
    if order.reduce_only:
        return 0
    opening = order.lots - (min(order.lots, abs(held_lots)) if opposes else 0)
    scale = state.scales[order.contract]
    value = scale.value_atoms(opening, price_ticks)
    resulting = opening if opposes else opening + abs(held_lots)
    if refusal := _bracket_refusal(state, order, resulting, price_ticks):
        return refusal
    needed = round_up(Fraction(value) / order.leverage) + round_half_even(value * _rate(state, order.contract, False))
    available = available_cash(state, order.owner, scale.settle)
    if needed > available:
        return Refusal(
            Reason.INSUFFICIENT_BALANCE,
            "a smaller size or more money in the contract wallet would make it pass",
            needed,
            available,
            scale.settle,
        )
    return needed


def plan_fill(state: State, order: Order, price_ticks: int, *, maker: bool) -> Refusal | FillPlan:
    """Work out a fill of an order at a price, or why it is refused; moves nothing."""
    position = state.held(order.owner, order.contract, order.slot)
    trade = signed_lots(order.side, order.lots)
    if refusal := refuse_liquidatable(state, order, price_ticks):
        return refusal
    if order.reduce_only:
        if position is None or position.lots * trade >= 0:
            return Refusal(Reason.REDUCE_ONLY, "there is no opposite position to reduce")
        trade = signed_lots(order.side, min(order.lots, abs(position.lots)))
    scale = state.scales[order.contract]
    value = scale.value_atoms(abs(trade), price_ticks)
    lots, open_value = (position.lots, position.open_value_atoms) if position else (0, 0)
    netted = net(lots, open_value, trade, value, scale.direction)
    if netted.opened_lots and (refusal := _bracket_refusal(state, order, abs(netted.lots), price_ticks)):
        return refusal
    rate = _rate(state, order.contract, maker)
    close_fee = round_half_even(netted.closed_value_atoms * rate)
    open_fee = round_half_even(netted.opened_value_atoms * rate)
    margin = round_up(Fraction(netted.opened_value_atoms) / order.leverage)
    released = 0
    if position is not None and position.margin_mode == "isolated" and netted.closed_lots:
        before = state.compartment_atoms(position)
        close_fee = min(close_fee, before + netted.realised_atoms)
        share = before * netted.closed_lots // abs(lots)
        released = max(0, share + netted.realised_atoms - close_fee)
    elif netted.closed_lots:
        pool = cross_unit_view(state, order.owner, scale.settle)
        close_fee = min(close_fee, max(0, pool.equity_atoms()))
    plan = FillPlan(netted, abs(trade), price_ticks, value, close_fee, open_fee, margin, released)
    refusal = _money_refusal(state, order, plan, position)
    return refusal or plan


def _bracket_refusal(state: State, order: Order, lots: int, price_ticks: int) -> Refusal | None:
    scale = state.scales[order.contract].sized(lots)
    bracket = scale.brackets[scale.bracket_for(scale.value_atoms(lots, price_ticks))]
    if order.leverage <= bracket.max_leverage:
        return None
    return Refusal(
        Reason.LEVERAGE_ABOVE_BRACKET,
        "a position of this size allows less leverage; lower it or the size",
        leverage=(order.leverage, bracket.max_leverage),
    )


def _money_refusal(state: State, order: Order, plan: FillPlan, position: Position | None) -> Refusal | None:
    """Check that margin and fees are covered: isolated by cash, cross by the pool's equity above its initial margin."""
    if not plan.netted.opened_lots:
        return None
    owner, asset = order.owner, state.scales[order.contract].settle
    text = "a smaller size, less leverage for others or more money in the contract wallet would make it pass"
    if order.margin_mode == "isolated":
        needed = plan.open_margin_atoms + plan.open_fee_atoms
        available = available_cash(state, owner, asset) + plan.released_atoms
    elif (grid := cross_unit_view(state, owner, asset)).portfolio is not None:
        needed = _needed_under_grid(state, grid, order, plan)
        if needed <= 0:  # it makes the account safer: let it, whatever is there
            return None
        available = grid.equity_atoms() - grid.initial_margin_atoms()
    else:
        unit, place = cross_unit_view(state, owner, asset), (order.contract, order.slot)
        mine = sum(leg.initial_margin_atoms() for leg in unit.legs if (leg.contract, leg.slot) == place)
        scale = state.scales[order.contract]
        after = scale.value_atoms(abs(plan.netted.lots), state.marks[order.contract])
        needed = round_up(Fraction(after) / order.leverage) - mine + plan.open_fee_atoms + plan.close_fee_atoms
        needed += _open_loss(state, order, plan)
        available = available_for_order(state, owner, asset)
        if unit.equity_atoms() - unit.initial_margin_atoms() < 0:
            available = unit.equity_atoms() - unit.initial_margin_atoms()
    if needed > available:
        return Refusal(Reason.INSUFFICIENT_BALANCE, text, needed, max(0, available), asset)
    return None


def _needed_under_grid(state: State, unit: UnitView, order: Order, plan: FillPlan) -> int:
    """Return what a cross fill of a portfolio account asks for: how much more the grid asks after it, loss and fees."""
    others = tuple(one for one in unit.legs if (one.contract, one.slot) != (order.contract, order.slot))
    lots, mark = plan.netted.lots, state.marks[order.contract]
    scale = state.scales[order.contract].sized(lots)
    leg = LegView("", order.contract, lots, plan.netted.open_value_atoms, mark, order.leverage, scale)
    after = replace(unit, legs=(*others, leg))
    more = after.initial_margin_atoms() - unit.initial_margin_atoms()
    return more + plan.open_fee_atoms + plan.close_fee_atoms + _open_loss(state, order, plan)


def _open_loss(state: State, order: Order, plan: FillPlan) -> int:
    """Return what a fill at the last price loses at once against the mark, 0 where it gains."""
    scale = state.scales[order.contract]
    at_mark = scale.value_atoms(plan.lots, state.marks[order.contract])
    return max(0, signed_lots(order.side, 1) * scale.direction * (plan.value_atoms - at_mark))


def _rate(state: State, contract: str, maker: bool) -> Fraction:
    if contract in state.no_fee_contracts:
        return Fraction(0)
    return state.rulebook.fees.maker if maker else state.rulebook.fees.taker


def book_fill(turn: Turn, order: Order, plan: FillPlan, *, maker: bool) -> None:
    """Book a planned fill: the closed lots, the opened lots, the other side, fees."""
    state, netted, cause = turn.state, plan.netted, order.cause
    position = state.held(order.owner, order.contract, order.slot)
    if netted.closed_lots:
        assert position is not None
        _book_close(turn, position, plan, cause)
    if netted.opened_lots:
        _book_open(turn, order, plan)
    turn.trade_liquidity(order.contract, -signed_lots(order.side, plan.lots), plan.value_atoms, cause)
    turn.emit(
        OrderFilled(
            order=order.order,
            owner=order.owner,
            contract=order.contract,
            side=order.side,
            lots=plan.lots,
            price_ticks=plan.price_ticks,
            value_atoms=plan.value_atoms,
            fee_atoms=plan.close_fee_atoms + plan.open_fee_atoms,
            realised_atoms=netted.realised_atoms,
            maker=maker,
            cause=cause,
        )
    )
    left = state.orders.get(order.order)
    if left is not None:  # a reduce-only order whose position is gone has nothing left to do
        cancel_order(turn, left, Reason.REDUCE_ONLY.value, cause)


def _book_close(turn: Turn, position: Position, plan: FillPlan, cause: str) -> None:
    state, netted = turn.state, plan.netted
    asset, account = state.scales[position.contract].settle, turn.margin_account(position)
    left = 0 if netted.opened_lots else netted.lots
    if position.margin_mode == "cross":
        turn.write_position(position, left, netted.open_value_atoms if left else 0, cause)
        turn.ensure_cash(position.owner, asset, plan.close_fee_atoms - netted.realised_atoms, cause)
        turn.settle(position.contract, account, netted.realised_atoms, cause)
        turn.transfer(account, FEES, asset, plan.close_fee_atoms, cause)
        return
    turn.settle(position.contract, account, netted.realised_atoms, cause)
    turn.transfer(account, FEES, asset, plan.close_fee_atoms, cause)
    turn.write_position(position, left, netted.open_value_atoms if left else 0, cause)
    turn.transfer(account, wallet_account(position.owner, "contract"), asset, plan.released_atoms, cause)


def _book_open(turn: Turn, order: Order, plan: FillPlan) -> None:
    state, netted = turn.state, plan.netted
    asset, pool = state.scales[order.contract].settle, wallet_account(order.owner, "contract")
    position = state.held(order.owner, order.contract, order.slot)
    if position is None:
        position = Position(
            turn.next_position(order.owner),
            order.owner,
            order.contract,
            0,
            0,
            order.margin_mode,
            order.leverage,
            order.slot,
        )
    turn.write_position(position, netted.lots, netted.open_value_atoms, order.cause)
    if order.margin_mode == "isolated":
        turn.transfer(pool, turn.margin_account(position), asset, plan.open_margin_atoms, order.cause)
    else:
        turn.ensure_cash(order.owner, asset, plan.open_fee_atoms, order.cause)
    turn.transfer(pool, FEES, asset, plan.open_fee_atoms, order.cause)
