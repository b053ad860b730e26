"""When the engine must be stepped even if no price arrives."""

from sandbox.engine.state import State


def next_due_ns(state: State) -> int | None:
    """Return the earliest instant at which a stage is due, None where nothing waits."""
    if state.has_failed:
        return None
    return min((one.due_ns for one in state.liquidations.values()), default=None)
