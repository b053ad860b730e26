"""The account as one of your sub-accounts sees it: every projection of "you" then answers for that one."""

from sandbox.engine.acting import SIDE_DOORS, change_places
from sandbox.engine.state import State
from sandbox.projections.preview import copy_state
from sandbox.rulebook.collateral import SEGREGATED


def seen_from(state: State, sub_account: str) -> State:
    """Return a copy of the state in which a sub-account stands in your place ("": the state itself)."""
    if not sub_account:
        return state
    seen = copy_state(state)
    change_places(seen, sub_account)
    seen.account_mode = SEGREGATED
    for field in SIDE_DOORS:
        setattr(seen, field, {})
    return seen
