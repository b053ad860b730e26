"""The only writer of the state: one small function per event class. Folding events rebuilds what deciding built."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from sandbox.engine.fund_history import note_balance
from sandbox.engine.state import Leg, Liquidation, Order, Position, State, place_of
from sandbox.ledger.accounts import DESK, is_fund
from sandbox.messages import events as ev
from sandbox.rulebook.records import HEDGE


def evolve(state: State, event: ev.Event) -> None:
    """Write what an event says into the state."""
    writer = _WRITERS.get(type(event))
    if writer is not None:
        writer(state, event)


def _transfer_posted(state: State, event: ev.TransferPosted) -> None:
    state.balances.apply(event)
    for account in (event.debit, event.credit):
        if is_fund(account):
            note_balance(state, account, event.asset)


def _order_placed(state: State, event: ev.OrderPlaced | ev.TriggerOrderPlaced) -> None:
    state.order_count += 1
    order = Order(
        event.order,
        event.owner,
        event.contract,
        event.side,
        event.lots,
        event.price_ticks,
        event.reduce_only,
        event.post_only,
        event.margin_mode,
        event.leverage,
        event.name,
        event.cause,
        slot=event.slot,
    )
    if isinstance(event, ev.TriggerOrderPlaced):
        order.trigger, order.tied_to = event.trigger, event.tied_to
    state.orders[event.order] = order


def _trail_moved(state: State, event: ev.TrailMoved) -> None:
    order = state.orders[event.order]
    assert order.trigger is not None
    order.trigger = replace(order.trigger, ticks=event.trigger_ticks, best_ticks=event.best_ticks)


def _order_triggered(state: State, event: ev.OrderTriggered) -> None:
    order = state.orders[event.order]
    order.trigger, order.lots = None, event.lots


def _order_filled(state: State, event: ev.OrderFilled) -> None:
    order = state.orders[event.order]
    order.lots -= event.lots
    if order.lots == 0:
        del state.orders[event.order]


def _order_cancelled(state: State, event: ev.OrderCancelled) -> None:
    state.orders.pop(event.order, None)


def _position_changed(state: State, event: ev.PositionChanged) -> None:
    key = place_of(event.position if event.owner == DESK else event.owner, event.contract, event.slot)
    book = state.desk if event.owner == DESK else state.positions
    if event.owner != DESK:
        number = int(event.position.removeprefix("p"))
        state.position_counts[event.owner] = max(number, state.position_counts.get(event.owner, 0))
    if event.lots == 0:
        book.pop(key, None)
        return
    book[key] = Position(
        event.position,
        event.owner,
        event.contract,
        event.lots,
        event.open_value_atoms,
        event.margin_mode,
        event.leverage,
        event.slot,
    )


def _leverage_set(state: State, event: ev.LeverageSet) -> None:
    state.leverages[place_of(event.owner, event.contract, event.slot)] = event.leverage
    for position in state.held_in(event.owner, event.contract):
        if event.slot in ("", position.slot):
            position.leverage = event.leverage


def _margin_mode_set(state: State, event: ev.MarginModeSet) -> None:
    state.margin_modes[place_of(event.owner, event.contract, event.slot)] = event.margin_mode


def _auto_top_up_set(state: State, event: ev.AutoTopUpSet) -> None:
    place = place_of(event.owner, event.contract, event.slot)
    if event.on:
        state.auto_top_ups[place] = event.limit_atoms
    else:
        state.auto_top_ups.pop(place, None)


def _auto_transfer_set(state: State, event: ev.AutoTransferSet) -> None:
    if event.on:
        state.auto_transfers[event.wallet, event.asset] = event.limit_atoms
    else:
        state.auto_transfers.pop((event.wallet, event.asset), None)


def _auto_transferred(state: State, event: ev.AutoTransferred) -> None:
    state.auto_transfers[event.wallet, event.asset] = event.left_atoms


def _savings_pledged(state: State, event: ev.SavingsPledged) -> None:
    if event.on:
        state.pledges[event.asset] = event.limit_atoms
    else:
        state.pledges.pop(event.asset, None)


def _pledge_taken(state: State, event: ev.PledgeTaken) -> None:
    state.pledges[event.asset] = event.left_atoms


def _account_mode_set(state: State, event: ev.AccountModeSet) -> None:
    state.account_mode = event.account_mode


def _outage_set(state: State, event: ev.OutageSet) -> None:
    state.has_outage = event.on


def _exchange_failed(state: State, event: ev.ExchangeFailed) -> None:
    state.has_failed = True


def _position_mode_set(state: State, event: ev.PositionModeSet) -> None:
    if event.position_mode == HEDGE:
        state.hedgers.add(event.owner)
    else:
        state.hedgers.discard(event.owner)


def _margin_topped_up(state: State, event: ev.MarginToppedUp) -> None:
    state.auto_top_ups[place_of(event.owner, event.contract, event.slot)] = event.left_atoms


def _margin_warned(state: State, event: ev.MarginWarned) -> None:
    state.warned.add(event.unit)


def _margin_warning_cleared(state: State, event: ev.MarginWarningCleared) -> None:
    state.warned.discard(event.unit)


def _liquidation_started(state: State, event: ev.LiquidationStarted) -> None:
    state.liquidation_count += 1
    state.liquidations[event.unit] = Liquidation(
        event.liquidation, event.unit, event.owner, event.margin_mode, [], 0, state.now_ns, "start", state.now_ns, 0
    )


def _liquidation_leg(state: State, event: ev.LiquidationLeg) -> None:
    liquidation = _running(state, event.liquidation)
    liquidation.margin_atoms = event.margin_atoms
    leg = Leg(event.position, event.contract, event.lots, event.open_value_atoms, slot=event.slot)
    liquidation.legs.append(leg)


def _liquidation_staged(state: State, event: ev.LiquidationStaged) -> None:
    liquidation = _running(state, event.liquidation)
    liquidation.stage, liquidation.due_ns = event.stage, event.due_ns
    liquidation.stage_number = event.stage_number


def _sold(state: State, event: ev.LiquidationReduced | ev.PositionTakenOver) -> None:
    for leg in _running(state, event.liquidation).legs:
        if (leg.contract, leg.slot) == (event.contract, event.slot):
            leg.sold_lots += abs(event.lots)


def _reduced(state: State, event: ev.LiquidationReduced) -> None:
    """Note what was sold; where a part of a position stays, its owner cools down."""
    _sold(state, event)
    cooldown_ns, owner = state.rulebook.liquidation.cooldown_ns, _running(state, event.liquidation).owner
    if cooldown_ns and state.held(owner, event.contract, event.slot) is not None:
        state.cooldowns[owner] = state.now_ns + cooldown_ns


def _liquidation_released(state: State, event: ev.LiquidationReleased) -> None:
    del state.liquidations[event.unit]


def _running(state: State, liquidation: str) -> Liquidation:
    return next(one for one in state.liquidations.values() if one.liquidation == liquidation)


_WRITERS: dict[type, Callable[[State, Any], None]] = {
    ev.TransferPosted: _transfer_posted,
    ev.OrderPlaced: _order_placed,
    ev.TriggerOrderPlaced: _order_placed,
    ev.TrailMoved: _trail_moved,
    ev.OrderTriggered: _order_triggered,
    ev.OrderFilled: _order_filled,
    ev.OrderCancelled: _order_cancelled,
    ev.PositionChanged: _position_changed,
    ev.LeverageSet: _leverage_set,
    ev.MarginModeSet: _margin_mode_set,
    ev.AutoTopUpSet: _auto_top_up_set,
    ev.AccountModeSet: _account_mode_set,
    ev.AutoTransferSet: _auto_transfer_set,
    ev.AutoTransferred: _auto_transferred,
    ev.SavingsPledged: _savings_pledged,
    ev.PledgeTaken: _pledge_taken,
    ev.PositionModeSet: _position_mode_set,
    ev.MarginToppedUp: _margin_topped_up,
    ev.OutageSet: _outage_set,
    ev.ExchangeFailed: _exchange_failed,
    ev.MarginWarned: _margin_warned,
    ev.MarginWarningCleared: _margin_warning_cleared,
    ev.LiquidationStarted: _liquidation_started,
    ev.LiquidationLeg: _liquidation_leg,
    ev.LiquidationStaged: _liquidation_staged,
    ev.LiquidationReduced: _reduced,
    ev.PositionTakenOver: _sold,
    ev.LiquidationReleased: _liquidation_released,
}
