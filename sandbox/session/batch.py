"""A committed step as listeners see it."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from sandbox.messages.events import Event
from sandbox.messages.inputs import NumberedCommand
from sandbox.session.change_set import change_set
from sandbox.session.journal import StepRecord


class Batch(Struct, frozen=True):
    """A committed step as listeners see it; `first_event` is the number of its first event in the run, from 1."""

    step_number: int
    now_ns: int
    commands: tuple[NumberedCommand, ...]
    events: tuple[Event, ...]
    first_event: int
    change_set: frozenset[str]


def batches_of(records: Iterable[StepRecord], first_event: int) -> Iterator[Batch]:
    """Yield records as listeners saw them; `first_event` is the number of their first event."""
    for one in records:
        yield Batch(one.step, one.now_ns, one.commands, one.events, first_event, change_set(one.events))
        first_event += len(one.events)
