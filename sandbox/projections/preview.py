"""What an order would do, before it is sent: tried on a copy of the state through the real `step`."""

from copy import copy

from msgspec import Struct
from msgspec.structs import replace

from sandbox.engine.sides import order_slot
from sandbox.engine.state import Liquidation, Order, State
from sandbox.engine.step import step
from sandbox.ledger.accounts import YOU, held_account
from sandbox.ledger.balances import Balances
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.events import (
    CommandRefused,
    Event,
    LiquidationStarted,
    OrderCancelled,
    OrderFilled,
    OrderPlaced,
    TriggerOrderPlaced,
)
from sandbox.messages.inputs import NumberedCommand, PriceUpdate, StepInput
from sandbox.messages.reasons import Reason
from sandbox.projections.positions import PositionRow, position_row
from sandbox.projections.reach import loss_reach
from sandbox.projections.wallets import ContractSummary, contract_summary, value_atoms


class OrderPreview(Struct, frozen=True):
    """An order's consequences: either `refused`, or the position and wallet afterwards.

    A limit order that would rest is shown as placed (`rests`, `held_atoms`) and then as filled at its own price; one
    that waits as it fires at its trigger, `dropped` being why it would be cancelled then.
    `cost_atoms`: how much less would be available (what it holds, where it rests); `close_fee_atoms`: what closing
    all of it at that price costs; `worst_*`: the loss reach before and after; `liquidates`: the fill would itself
    start a liquidation.
    """

    refused: CommandRefused | None
    rests: bool = False
    held_atoms: int = 0
    before: PositionRow | None = None
    after: PositionRow | None = None
    contract_before: ContractSummary | None = None
    contract_after: ContractSummary | None = None
    cost_atoms: int = 0
    open_fee_atoms: int = 0
    close_fee_atoms: int = 0
    worst_before_atoms: int = 0
    worst_after_atoms: int = 0
    liquidates: bool = False
    dropped: str = ""


class _Tried(Struct):
    """An order tried on a copy: the copy, the order's name, the last events, whether it rested first and held what."""

    trial: State
    order: str | None
    events: tuple[Event, ...]
    rests: bool = False
    held_atoms: int = 0


def preview_order(state: State, order: PlaceOrder) -> OrderPreview:
    """Try an order at the present mark; the state given is left as it is."""
    tried = _try(state, order)
    events, refused = tried.events, _refusal(tried.events)
    if refused is not None:
        return OrderPreview(refused, tried.rests, tried.held_atoms)
    dropped = next((one.why for one in events if isinstance(one, OrderCancelled) and one.order == tried.order), "")
    outcome = _outcome(state, tried.trial, order, events, rests=tried.rests, held_atoms=tried.held_atoms)
    return replace(outcome, dropped=dropped) if dropped != Reason.REDUCE_ONLY else outcome


def state_after(state: State, order: PlaceOrder) -> State | None:
    """Return the state after an order as its preview shows it, None where it is refused."""
    tried = _try(state, order)
    return tried.trial if _refusal(tried.events) is None else None


def _try(state: State, order: PlaceOrder) -> _Tried:
    """Place an order on a copy; one that would rest is filled at its own prices then."""
    trial = copy_state(state)
    number = NumberedCommand(number=0, command=order)
    events = step(trial, StepInput(now_ns=state.now_ns, commands=(number,)))
    placed = next((one.order for one in events if isinstance(one, OrderPlaced | TriggerOrderPlaced)), None)
    tried = _Tried(trial, placed, events)
    if placed is None or placed not in trial.orders or _refusal(events) is not None:
        return tried
    tried.rests, tried.held_atoms = True, trial.balances.of(held_account(placed), trial.scales[order.contract].settle)
    trial.lasts.pop(order.contract, None)  # as if last and mark met at the prices it waits for
    for ticks in _ways_to_fill(trial.orders[placed]):
        price = PriceUpdate(contract=order.contract, price_ticks=ticks)
        tried.events = step(trial, StepInput(now_ns=state.now_ns, prices=(price,)))
        if _refusal(tried.events) is not None or placed not in trial.orders:
            break
    return tried


def _ways_to_fill(order: Order) -> list[int]:
    """Return the prices that fill an order in the book: its trigger, then its limit."""
    trigger = [order.trigger.ticks] if order.trigger is not None and order.trigger.ticks > 0 else []
    return trigger + ([order.price_ticks] if order.price_ticks is not None else [])


def _refusal(events: tuple[Event, ...]) -> CommandRefused | None:
    return next((one for one in events if isinstance(one, CommandRefused)), None)


def _outcome(
    state: State, trial: State, order: PlaceOrder, events: tuple[Event, ...], *, rests: bool, held_atoms: int
) -> OrderPreview:
    settle = state.scales[order.contract].settle
    slot = order_slot(state, order.side, reduces=order.reduce_only)
    positions = [book.held(YOU, order.contract, slot) for book in (state, trial)]
    before, after = (
        None if one is None else position_row(book, one) for book, one in zip((state, trial), positions, strict=True)
    )
    contract_before, contract_after = (contract_summary(book, YOU, settle) for book in (state, trial))
    return OrderPreview(
        refused=None,
        rests=rests,
        held_atoms=held_atoms,
        before=before,
        after=after,
        contract_before=contract_before,
        contract_after=contract_after,
        cost_atoms=held_atoms if rests else contract_before.available_atoms - contract_after.available_atoms,
        open_fee_atoms=sum(one.fee_atoms for one in events if isinstance(one, OrderFilled) and one.owner == YOU),
        close_fee_atoms=0 if after is None else after.close_fee_atoms,
        worst_before_atoms=_worst(state, settle),
        worst_after_atoms=_worst(trial, settle),
        liquidates=any(isinstance(one, LiquidationStarted) and one.owner == YOU for one in events),
    )


def _worst(state: State, settle: str) -> int:
    rows = [row for row in loss_reach(state, settle).rows if row.reachable]
    return sum(value_atoms(state, row.asset, row.worst_loss_atoms, settle) or 0 for row in rows)


def copy_state(state: State) -> State:
    """Return a copy that may be stepped without touching the original; rulebook and scales are shared (frozen)."""
    balances = Balances()
    balances.load(state.balances.items())
    return replace(
        state,
        balances=balances,
        marks=dict(state.marks),
        lasts=dict(state.lasts),
        previous_marks=dict(state.previous_marks),
        positions={key: copy(one) for key, one in state.positions.items()},
        desk={key: copy(one) for key, one in state.desk.items()},
        orders={key: copy(one) for key, one in state.orders.items()},
        leverages=dict(state.leverages),
        margin_modes=dict(state.margin_modes),
        auto_top_ups=dict(state.auto_top_ups),
        auto_transfers=dict(state.auto_transfers),
        pledges=dict(state.pledges),
        hedgers=set(state.hedgers),
        liquidations={key: _copy_liquidation(one) for key, one in state.liquidations.items()},
        warned=set(state.warned),
        position_counts=dict(state.position_counts),
        cooldowns=dict(state.cooldowns),
        fund_history={key: list(one) for key, one in state.fund_history.items()},
    )


def _copy_liquidation(one: Liquidation) -> Liquidation:
    return replace(one, legs=[copy(leg) for leg in one.legs])
