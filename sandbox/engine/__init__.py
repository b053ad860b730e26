"""State, step, phases and invariants."""
