"""Two ways to read a journal: fold its events (to open it), or decide its inputs again and compare (to prove it)."""

from sandbox.engine.advance import take_quiet
from sandbox.engine.evolve import evolve
from sandbox.engine.state import State
from sandbox.engine.step import apply_input, end_step, step
from sandbox.messages.inputs import PriceColumns, PriceUpdate, StepInput
from sandbox.session.journal import StepRecord


class Diverged(Exception):
    """Deciding the same inputs again gave other events: the file or the engine is not what it was."""


def input_of(record: StepRecord, prices: PriceColumns) -> StepInput:
    """Return the input a recorded step saw."""
    first = record.feed_stop - record.step_feed
    updates = tuple(
        PriceUpdate(contract=prices.contracts[prices.contract_index[row]], price_ticks=prices.price_ticks[row])
        for row in range(first, record.feed_stop)
    )
    return StepInput(now_ns=record.now_ns, commands=record.commands, prices=updates, funding=record.funding)


def play_quiet(state: State, record: StepRecord, prices: PriceColumns) -> None:
    """Write the quiet updates that came before a step into the state."""
    last = record.feed_stop - record.step_feed
    if last > record.feed_start:
        take_quiet(state, prices, record.feed_start, last)


def fold_events(state: State, record: StepRecord, prices: PriceColumns) -> None:
    """Evolve a recorded step's events without deciding or checking."""
    play_quiet(state, record, prices)
    apply_input(state, input_of(record, prices))
    for event in record.events:
        evolve(state, event)


def fold(state: State, record: StepRecord, prices: PriceColumns) -> None:
    """Evolve a recorded step's events without deciding, and check the invariants."""
    fold_events(state, record, prices)
    end_step(state)


def decide_again(state: State, record: StepRecord, prices: PriceColumns) -> None:
    """Decide a recorded step again; raises Diverged where other events come out."""
    play_quiet(state, record, prices)
    events = step(state, input_of(record, prices))
    if events != record.events:
        at = next((i for i, pair in enumerate(zip(events, record.events, strict=False)) if pair[0] != pair[1]), None)
        where = f"event {at + 1}" if at is not None else f"{len(record.events)} events against {len(events)}"
        raise Diverged(f"step {record.step}: {where} differs when its inputs are decided again")
