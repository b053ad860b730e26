"""A session: plays the opening's plan and commands through the engine; nobody sees an event before it is committed."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.engine.advance import advance
from sandbox.engine.digest import extend_digest, finish_digest, start_digest
from sandbox.engine.due import next_due_ns
from sandbox.engine.opening import empty_state, open_state
from sandbox.engine.state import State
from sandbox.engine.step import step
from sandbox.messages.commands import Command
from sandbox.messages.events import Event
from sandbox.messages.inputs import FundingUpdate, NumberedCommand, StepInput
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.session import playing
from sandbox.session.change_set import change_set
from sandbox.session.journal import Journal, StepRecord
from sandbox.session.replay import fold, play_quiet


@dataclass(frozen=True, slots=True)
class Batch:
    """A committed step as listeners see it; `first_event` is the number of its first event, from 1."""

    step_number: int
    now_ns: int
    commands: tuple[NumberedCommand, ...]
    events: tuple[Event, ...]
    first_event: int
    changes: frozenset[str]


Listener = Callable[[Batch], None]


class Session:
    """One run over a journal; create() starts it, resume() opens it again."""

    def __init__(self, journal: Journal, state: State) -> None:
        self.journal, self.state = journal, state
        self.opening: Opening = journal.opening
        self._cursor = playing.Cursor()
        self._digest = start_digest()
        self._steps = self._events = self._numbers = 0
        self._committed_feed = 0
        self._listeners: list[Listener] = []

    @classmethod
    def create(cls, journal: Journal) -> "Session":
        """Start a session: commit its opening events as step 0."""
        state, events = open_state(journal.opening)
        session = cls(journal, state)
        session._commit((), (), events, 0)
        return session

    @classmethod
    def resume(cls, journal: Journal) -> "Session":
        """Open a session again by folding its journal."""
        session = cls(journal, empty_state(journal.opening))
        for record in journal.records():
            fold(session.state, record, session.opening.prices)
            session._digest, session._cursor.commands = record.digest, record.planned_commands
            session._steps, session._events = record.step + 1, session._events + len(record.events)
            session._numbers = max([session._numbers, *(one.number for one in record.commands)])
            session._committed_feed = record.feed_stop
        feed, now_ns = journal.position()
        if feed > session._committed_feed:
            rest = StepRecord(-1, now_ns, session._committed_feed, feed, 0, 0, (), (), (), b"")
            play_quiet(session.state, rest, session.opening.prices)
        session.state.now_ns = max(session.state.now_ns, now_ns)
        session._cursor.feed = max(feed, session._committed_feed)
        planned = session.opening.funding
        session._cursor.funding = sum(1 for one in planned if one.at_ns <= session.state.now_ns)
        return session

    @property
    def now_ns(self) -> int:
        """Return the simulated instant."""
        return self.state.now_ns

    @property
    def feed_cursor(self) -> int:
        """Return how many price updates were played."""
        return self._cursor.feed

    @property
    def digest(self) -> str:
        """Return the digest of the run so far."""
        return finish_digest(self._digest, self.state)

    @property
    def event_count(self) -> int:
        """Return how many events were committed."""
        return self._events

    @property
    def at_end(self) -> bool:
        """Tell whether everything the opening planned was played."""
        return self.now_ns >= self.opening.ends_ns and not (self.opening.open_ended and self.state.liquidations)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every committed step; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def submit(self, command: Command) -> Batch:
        """Run an interactive command as a step of its own, now."""
        self._numbers += 1
        batch = self._run(self.now_ns, (NumberedCommand(number=self._numbers, command=command),), with_plan=False)
        assert batch is not None  # a step with a command is always committed
        return batch

    def advance_to(self, target_ns: int, updates_max: int | None = None) -> bool:
        """Play everything up to and at `target_ns`; False where `updates_max` updates were spent before it."""
        budget = updates_max
        while True:
            played, batch = self._play_once(target_ns, budget)
            if played is None:
                return True
            if budget is not None:
                budget -= played + (batch is not None)
                if budget <= 0:
                    return False

    def step_update(self) -> None:
        """Play up to the next price, command or due instant."""
        instants = [
            one
            for one in (
                playing.next_feed_ns(self.opening, self._cursor),
                playing.next_planned_ns(self.opening, self._cursor, self.state),
            )
            if one is not None
        ]
        if instants:
            self.advance_to(min(instants))

    def step_event(self) -> Batch | None:
        """Play up to the next committed step, at most to the end; None where there was none."""
        while not self.at_end:
            played, batch = self._play_once(self._end_ns(), None)
            if batch is not None:
                return batch
            if played is None:
                return None
        return None

    def play_to_end(self) -> None:
        """Play to the end; without a stated end, on until no liquidation runs."""
        self.advance_to(self.opening.ends_ns)
        while self.opening.open_ended and self.state.liquidations:
            self.advance_to(self._end_ns())

    def flush(self) -> None:
        """Record how far quiet updates were played."""
        self.journal.append_quiet(self._cursor.feed, self.now_ns)

    def close(self) -> None:
        """Record the position and let go of the file."""
        self.flush()
        self.journal.close()

    def _end_ns(self) -> int:
        due = next_due_ns(self.state)
        open_ended = self.opening.open_ended and due is not None
        return max(self.opening.ends_ns, due) if open_ended and due is not None else self.opening.ends_ns

    def _play_once(self, target_ns: int, budget: int | None) -> tuple[int | None, Batch | None]:
        """Play one quiet stretch and one step; (None, None) once the target is reached."""
        planned = playing.next_planned_ns(self.opening, self._cursor, self.state)
        if planned is not None and planned <= target_ns:
            stop = playing.feed_row_at(self.opening, self._cursor, planned, inclusive=False)
        else:
            stop = playing.feed_row_at(self.opening, self._cursor, target_ns, inclusive=True)
        if budget is not None:
            stop = min(stop, self._cursor.feed + budget)
        quiet = advance(self.state, self.opening.prices, self._cursor.feed, stop)
        self._cursor.feed += quiet
        if self._cursor.feed < stop:
            return quiet + 1, self._run(self.opening.prices.at_ns[self._cursor.feed], ())
        if budget is not None and quiet >= budget:
            return quiet, None
        if planned is not None and planned <= target_ns:
            return quiet, self._run(planned, ())
        self.state.now_ns = max(self.state.now_ns, target_ns)
        return None, None

    def _run(self, now_ns: int, commands: tuple[NumberedCommand, ...], *, with_plan: bool = True) -> Batch | None:
        """Run one step at an instant and commit it; a step without commands and events is quiet."""
        first_row = self._cursor.feed
        prices = playing.take_prices_at(self.opening, self._cursor, now_ns) if with_plan else ()
        funding = playing.take_funding_at(self.opening, self._cursor, now_ns) if with_plan else ()
        if with_plan:
            commands = self._numbered(playing.take_commands_at(self.opening, self._cursor, now_ns))
        given = StepInput(now_ns=now_ns, commands=commands, prices=prices, funding=funding)
        events = step(self.state, given)
        if not commands and not events:
            return None
        return self._commit(commands, funding, events, self._cursor.feed - first_row)

    def _numbered(self, planned: tuple[PlannedCommand, ...]) -> tuple[NumberedCommand, ...]:
        first = self._numbers + 1
        self._numbers += len(planned)
        return tuple(NumberedCommand(number=first + at, command=one.command) for at, one in enumerate(planned))

    def _commit(
        self, commands: tuple[NumberedCommand, ...], funding: tuple[FundingUpdate, ...],
        events: tuple[Event, ...], step_feed: int,
    ) -> Batch:
        for event in events:
            self._digest = extend_digest(self._digest, self.now_ns, event)
        record = StepRecord(
            self._steps, self.now_ns, self._committed_feed, self._cursor.feed, step_feed, self._cursor.commands,
            commands, funding, events, self._digest,
        )
        self.journal.append(record)
        batch = Batch(self._steps, self.now_ns, commands, events, self._events + 1, change_set(events))
        self._steps, self._events = self._steps + 1, self._events + len(events)
        self._committed_feed = self._cursor.feed
        for listener in tuple(self._listeners):
            listener(batch)
        return batch
