"""A run at one instant: the live one (`Session` is one), or a past one to look at. What is shown reads moments only.

A past moment is folded from the nearest snapshot. It knows nothing later than itself, and nobody can change it.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Protocol, cast

from msgspec import Struct
from msgspec.structs import replace

from sandbox.engine.advance import take_quiet
from sandbox.engine.opening import empty_state
from sandbox.engine.state import State
from sandbox.engine.step import apply_input
from sandbox.messages.events import Event
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.session.batch import Batch
from sandbox.session.journal import Journal
from sandbox.session.replay import fold_events, input_of, play_quiet
from sandbox.session.session import Session
from sandbox.session.snapshots import SNAPSHOT_STEPS, decode_snapshot, encode_snapshot


class Moment(Protocol):
    """What is read of a run; nobody but the session itself writes any of it."""

    @property
    def opening(self) -> Opening:
        """What the run started from; of its prices only the first `feed_cursor` rows have happened."""

    @property
    def state(self) -> State:
        """All state of the engine."""

    @property
    def now_ns(self) -> int:
        """The simulated instant."""

    @property
    def feed_cursor(self) -> int:
        """How many price updates have happened."""

    @property
    def step_number(self) -> int:
        """The last committed step."""

    @property
    def at_end(self) -> bool:
        """Whether all that the scenario has to play was played."""

    def batches(self) -> Iterator[Batch]:
        """Yield every step committed so far, the opening first."""

    def planned_command(self, number: int) -> PlannedCommand | None:
        """Return the scripted step a command's number belongs to."""


class PastMoment(Struct):
    """A moment of a session that lies behind its end; only `move_on` changes it."""

    session: Session
    state: State
    step_number: int
    feed_cursor: int

    @property
    def opening(self) -> Opening:
        """What the run started from."""
        return self.session.opening

    @property
    def now_ns(self) -> int:
        """The simulated instant."""
        return self.state.now_ns

    @property
    def at_end(self) -> bool:
        """Never: something was played later."""
        return False

    def batches(self) -> Iterator[Batch]:
        """Yield every step committed up to here."""
        return self.session.batches(self.step_number)

    def planned_command(self, number: int) -> PlannedCommand | None:
        """Return the scripted step a command's number belongs to."""
        return self.session.planned_command(number)


def live_session(moment: "Moment") -> Session:
    """Return the session a moment belongs to: itself, or the one it is the past of."""
    return moment if isinstance(moment, Session) else cast(PastMoment, moment).session


def moment_after(session: Session, step: int) -> PastMoment:
    """Return the moment right after a committed step; raises IndexError for one that was not played."""
    return PastMoment(session, state_after(session.journal, step), step, session.feed_after(step))


def moment_at(session: Session, now_ns: int) -> PastMoment:
    """Return the moment at an instant, quiet updates included; at most the present, at least the opening."""
    now_ns = min(now_ns, session.now_ns)
    moment = moment_after(session, max(0, bisect_right(session.step_instants, now_ns) - 1))
    _play_quiet_to(moment, now_ns)
    return moment


def move_on(moment: PastMoment, step: int, now_ns: int) -> None:
    """Move a past moment on to a later step (or the same) and an instant after it, before the next step."""
    session = moment.session
    for record in session.journal.records(moment.step_number + 1, step):
        rest = replace(record, feed_start=max(record.feed_start, moment.feed_cursor))  # quiet updates are folded once
        fold_events(moment.state, rest, session.opening.prices)
    moment.step_number = step
    moment.feed_cursor = max(moment.feed_cursor, session.feed_after(step))
    _play_quiet_to(moment, now_ns)


def _play_quiet_to(moment: PastMoment, now_ns: int) -> None:
    """Play the quiet updates between the moment's step and an instant."""
    prices, feed = moment.opening.prices, moment.feed_cursor
    limit = max(feed, moment.session.quiet_stop_after(moment.step_number))
    moment.feed_cursor = bisect_right(prices.at_ns, now_ns, feed, limit)
    if moment.feed_cursor > feed:
        take_quiet(moment.state, prices, feed, moment.feed_cursor)
    moment.state.now_ns = max(moment.state.now_ns, now_ns)


def state_after(journal: Journal, step: int) -> State:
    """Return the state after a committed step, folded from the nearest snapshot; keeps snapshots on the way."""
    found = journal.snapshot_before(step)
    state = decode_snapshot(found[1], journal.opening) if found is not None else None
    kept = found[0] if found is not None and state is not None else -1
    if state is None:
        state = empty_state(journal.opening)
    for record in journal.records(kept + 1, step):
        fold_events(state, record, journal.opening.prices)
        if record.step % SNAPSHOT_STEPS == 0 and record.step:
            journal.keep_snapshot(record.step, encode_snapshot(state))
    return state


def before_step(session: Session, step: int) -> tuple[State, tuple[Event, ...]]:
    """Return the state right before the events of a committed step, its prices taken, and those events."""
    state = state_after(session.journal, step - 1)
    record = next(iter(session.journal.records(step, step)))
    play_quiet(state, record, session.opening.prices)
    apply_input(state, input_of(record, session.opening.prices))
    return state, record.events
