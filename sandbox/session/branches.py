"""Branches of a session: which steps of which branch make up a run. A branch shares its past with its parent."""

from collections.abc import Iterable

from msgspec import Struct

MAIN_BRANCH = 1
STEP_MAX = 2**63 - 1


class Branch(Struct, frozen=True):
    """One branch: it goes on after step `from_step` of `parent`, at instant `from_ns`; the main one has no parent.

    `parent` is the branch that owns `from_step`, never one that only inherits it. `engine_version` decided its steps.
    """

    branch: int
    parent: int | None
    from_step: int | None
    from_ns: int
    engine_version: str


class Segment(Struct, frozen=True):
    """The steps of one branch, `first_step` to `last_step`, that belong to a run."""

    branch: int
    first_step: int
    last_step: int


class Bookmark(Struct, frozen=True):
    """A named place in a session: after `step` as branch `branch` counts it, at instant `now_ns`."""

    bookmark: int
    branch: int
    step: int
    now_ns: int
    name: str


class PresentationMark(Struct, frozen=True):
    """From `presentation_ns` on, simulated time ran on from `simulated_ns` at `speed` (0: it was held)."""

    branch: int
    presentation_ns: int
    simulated_ns: int
    speed: int


def lineage(branches: Iterable[Branch], branch: int) -> tuple[Segment, ...]:
    """Return the segments of a run that ends in `branch`, oldest first; raises KeyError for an unknown branch.

    Raises ValueError where a branch goes on from one that is not older: such a run has no beginning.
    """
    known = {one.branch: one for one in branches}
    segments: list[Segment] = []
    last_step, at = STEP_MAX, known[branch]
    while True:
        first_step = 0 if at.from_step is None else at.from_step + 1
        segments.append(Segment(at.branch, first_step, last_step))
        if at.parent is None or at.from_step is None:
            return tuple(reversed(segments))
        if at.parent >= at.branch:
            raise ValueError(f"branches: {at.branch} goes on from {at.parent}, which is not older")
        last_step, at = at.from_step, known[at.parent]


def owner_of(segments: tuple[Segment, ...], step: int) -> int:
    """Return the branch that owns a step of a run."""
    return next(one.branch for one in segments if one.first_step <= step <= one.last_step)
