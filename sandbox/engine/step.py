"""One engine turn: step(state, input) -> events. Synchronous and deterministic."""

from sandbox.engine.invariants import InvariantBroken, check_invariants
from sandbox.engine.phases import run_phases, take_prices
from sandbox.engine.state import State
from sandbox.engine.turn import Turn
from sandbox.messages.events import Event
from sandbox.messages.inputs import StepInput


def step(state: State, given: StepInput) -> tuple[Event, ...]:
    """Decide and evolve one step; returns its events in order.

    Raises InvariantBroken where the engine broke one of its own rules, never for what a user did.
    """
    if given.now_ns < state.now_ns:
        raise InvariantBroken(f"time runs backwards: {given.now_ns} after {state.now_ns}")
    state.now_ns = given.now_ns
    turn = Turn(state)
    run_phases(turn, given)
    if turn.events:
        check_invariants(state)
    return tuple(turn.events)


def apply_input(state: State, given: StepInput) -> None:
    """Write what a step's input says without deciding: what folding does before it evolves the step's events."""
    state.now_ns = given.now_ns
    if not state.has_failed:
        take_prices(state, given.prices)


def end_step(state: State) -> None:
    """Check the invariants after a folded step, as after a decided one."""
    check_invariants(state)
