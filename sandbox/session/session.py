"""A session: plays the opening's plan and commands through the engine; nobody sees an event before it is committed."""

from collections.abc import Callable, Iterator

from sandbox.engine.advance import advance
from sandbox.engine.digest import extend_digest, finish_digest, start_digest
from sandbox.engine.due import next_due_ns
from sandbox.engine.opening import empty_state, open_state
from sandbox.engine.quiet import KnownBands, QuietPlan, quiet_plan
from sandbox.engine.state import State
from sandbox.engine.step import end_step, step
from sandbox.engine.version import ENGINE_VERSION
from sandbox.messages.commands import Command
from sandbox.messages.events import Event
from sandbox.messages.inputs import FundingUpdate, NumberedCommand, StepInput
from sandbox.messages.opening import Opening, PlannedCommand
from sandbox.session import playing
from sandbox.session.batch import Batch, batches_of
from sandbox.session.branches import STEP_MAX
from sandbox.session.change_set import change_set
from sandbox.session.journal import Journal, StepRecord
from sandbox.session.replay import fold_events, play_quiet
from sandbox.session.snapshots import SNAPSHOT_STEPS, encode_snapshot
from sandbox.values.limits import COMMAND_NUMBERS_MAX, INT64_MAX

# What a step costs of `updates_max`: against a quiet update it is dear, and dearer where it is committed.
STEP_COST_UPDATES = 1_000
COMMIT_COST_UPDATES = 10_000


Listener = Callable[[Batch], None]


class Session:
    """One run over a journal; `create` starts it, `resume` opens it again where it was left.

    It follows one branch. `continue_from` and `on_branch` give the session of another one over the same journal; this
    one is over then.
    """

    def __init__(self, journal: Journal, state: State) -> None:
        self.journal, self.state = journal, state
        self.opening: Opening = journal.opening
        self._cursor = playing.Cursor()
        self._digest = start_digest()
        self._steps = self._events = self._numbers = 0
        self._committed_feed = 0
        self._planned: dict[int, PlannedCommand] = {}
        self._listeners: list[Listener] = []
        self._known_bands: KnownBands = {}
        self._quiet_plan: QuietPlan | None = None  # holds until the next step: a window plays in many small slices
        self._is_whole = True  # False while a step runs, and for ever after one that was not committed
        self.step_instants: list[int] = []  # of every committed step, the opening first; nobody else writes
        self._step_feeds: list[tuple[int, int]] = []  # feed rows played before and after each step
        self._first_events: list[int] = []  # the number of the first event of each step
        branch = next(one for one in journal.branches() if one.branch == journal.branch)
        self._decided_by = branch.engine_version

    @classmethod
    def create(cls, journal: Journal) -> "Session":
        """Start a session: commit its opening events as step 0."""
        state, events = open_state(journal.opening)
        session = cls(journal, state)
        session._commit((), (), events, 0)
        return session

    @classmethod
    def resume(cls, journal: Journal) -> "Session":
        """Open a session again by folding its journal; one that was cut off before its first step is started."""
        session = cls(journal, empty_state(journal.opening))
        prices, cursor = session.opening.prices, session._cursor
        for record in journal.records():
            session._check_follows(record)
            fold_events(session.state, record, prices)
            session._remember(record)
            if record.step and record.step % SNAPSHOT_STEPS == 0:
                journal.confirm_snapshot(record.step, encode_snapshot(session.state))
        if not session._steps:
            return cls.create(journal)
        end_step(session.state)
        feed, now_ns = journal.position()
        if not session._committed_feed <= feed <= len(prices):
            raise ValueError(f"positions: {feed} price rows were played, of {len(prices)}")
        if feed > session._committed_feed:
            rest = StepRecord(-1, now_ns, session._committed_feed, feed, 0, 0, (), (), (), b"")
            play_quiet(session.state, rest, prices)
        session.state.now_ns = max(session.state.now_ns, now_ns)
        cursor.feed = feed
        return session

    def _check_follows(self, record: StepRecord) -> None:
        """Raise ValueError for a step that does not go on from the one before."""
        last_feed = record.feed_stop - record.step_feed
        feeds = (self._committed_feed, last_feed, record.feed_stop, len(self.opening.prices))
        follows = (
            record.step == self._steps and record.feed_start == self._committed_feed and feeds == tuple(sorted(feeds))
        )
        numbers = [one.number for one in record.commands]
        if not follows or record.now_ns < self.now_ns or max(numbers, default=0) > COMMAND_NUMBERS_MAX:
            raise ValueError(f"steps: {record.step} does not follow {self._steps - 1}")

    def _remember(self, record: StepRecord) -> None:
        """Count a folded step: its numbers, what it took of the plan, its digest."""
        played = self.opening.commands[self._cursor.commands : record.planned_commands]
        for planned, numbered in zip(played, record.commands, strict=False):
            self._planned[numbered.number] = planned
        self._cursor.commands = record.planned_commands
        self._cursor.funding += len(record.funding)
        self._digest = record.digest
        self._numbers = max([self._numbers, *(one.number for one in record.commands)])
        self._note_step(record)

    def _note_step(self, record: StepRecord) -> None:
        self._committed_feed = record.feed_stop
        self.step_instants.append(record.now_ns)
        self._step_feeds.append((record.feed_stop - record.step_feed, record.feed_stop))
        self._first_events.append(self._events + 1)
        self._steps, self._events = record.step + 1, self._events + len(record.events)

    # -- what it is

    @property
    def now_ns(self) -> int:
        """Return the simulated instant."""
        return self.state.now_ns

    @property
    def cursor(self) -> int:
        """Return how many price updates were played."""
        return self._cursor.feed

    @property
    def feed_cursor(self) -> int:
        """Return how many price updates were played (the same as `cursor`)."""
        return self._cursor.feed

    @property
    def digest(self) -> str:
        """Return the digest of the run so far."""
        return finish_digest(self._digest, self.state)

    @property
    def step_count(self) -> int:
        """Return how many steps were committed, the opening included."""
        return self._steps

    @property
    def is_whole(self) -> bool:
        """Tell whether all that was decided was committed; where it was not, the session must be opened again."""
        return self._is_whole

    @property
    def step_number(self) -> int:
        """Return the last committed step."""
        return self._steps - 1

    def feed_after(self, step: int) -> int:
        """Return how many price updates were played right after a committed step."""
        return self._step_feeds[step][1]

    def quiet_stop_after(self, step: int) -> int:
        """Return how many price updates were played before the next committed step, or so far."""
        return self._step_feeds[step + 1][0] if step + 1 < self._steps else self._cursor.feed

    @property
    def event_count(self) -> int:
        """Return how many events were committed."""
        return self._events

    @property
    def at_end(self) -> bool:
        """Tell whether all that the scenario has to play was played."""
        if self.now_ns < self.opening.ends_ns or (self.opening.open_ended and next_due_ns(self.state) is not None):
            return False
        next_ns = playing.next_instant_ns(self.opening, self._cursor, self.state)
        return next_ns is None or next_ns > playing.limit_ns(self.opening, self.state, INT64_MAX)

    def planned_command(self, number: int) -> PlannedCommand | None:
        """Return the scripted step a command's number belongs to, None for an interactive command."""
        return self._planned.get(number)

    def planned_ahead(self) -> tuple[PlannedCommand, ...]:
        """Return the scripted steps that were not played yet."""
        return self.opening.commands[self._cursor.commands :]

    def batches(self, last_step: int = STEP_MAX, *, first_step: int = 0) -> Iterator[Batch]:
        """Yield committed steps from the journal, both ends included, as listeners saw them."""
        if first_step >= self._steps:
            return iter(())
        return batches_of(self.journal.records(first_step, last_step), self._first_events[first_step])

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every committed step; returns what ends that."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    # -- commands and time

    def submit(self, command: Command) -> Batch:
        """Run an interactive command as a step of its own, now."""
        self._begin()
        self._numbers += 1
        numbered = (NumberedCommand(number=self._numbers, command=command),)
        batch = self._step(StepInput(now_ns=self.now_ns, commands=numbered), 0)
        assert batch is not None  # a step with a command is always committed
        return batch

    def advance_to(self, target_ns: int, updates_max: int | None = None) -> bool:
        """Play everything due up to and at `target_ns`, at most to the end; True when there.

        With `updates_max` it gives up after about so many quiet updates, or the time they would take in steps.
        """
        left = INT64_MAX if updates_max is None else updates_max
        while left > 0:
            limit = playing.limit_ns(self.opening, self.state, target_ns)
            left -= self._play_quiet(limit, left)
            if left <= 0:
                break
            instant = playing.next_instant_ns(self.opening, self._cursor, self.state)
            if instant is None or instant > limit:
                self.state.now_ns = max(self.now_ns, limit)
                return True
            left -= STEP_COST_UPDATES if self._step_at(instant) is None else COMMIT_COST_UPDATES
        return False

    def step_update(self) -> None:
        """Play the next price update, scripted command or due instant alone; where none is left, go to the end."""
        instant = self._next_within_end()
        if instant is None:
            self.state.now_ns = playing.limit_ns(self.opening, self.state, INT64_MAX)
        else:
            self._step_at(instant)

    def step_event(self) -> Batch | None:
        """Play up to and including the next step that is committed; None where the end came first."""
        while True:
            limit = playing.limit_ns(self.opening, self.state, INT64_MAX)
            self._play_quiet(limit, INT64_MAX)
            instant = self._next_within_end()
            if instant is None:
                self.state.now_ns = max(self.now_ns, limit)
                return None
            batch = self._step_at(instant)
            if batch is not None:
                return batch

    def play_to_end(self) -> None:
        """Play to the end; without a stated end, on until no liquidation runs."""
        self.advance_to(INT64_MAX)

    def flush(self) -> None:
        """Record how far quiet updates were played; after a step that could not be committed, nothing more."""
        if self._is_whole:
            self.journal.append_quiet(self._cursor.feed, self.now_ns)

    def close(self) -> None:
        """Record the position and let go of the file."""
        try:
            self.flush()
        finally:
            self.journal.close()

    # -- branches

    def continue_from(self, step: int, feed: int, now_ns: int) -> "Session":
        """Begin a branch after a committed step, `feed` price updates and an instant reached since.

        Returns the session that goes on there; this one is over.
        """
        self.flush()
        self.journal.start_branch(step, feed, now_ns)
        self._is_whole = False
        return Session.resume(self.journal)

    def on_branch(self, branch: int) -> "Session":
        """Return the session of another branch, where it was left; this one is over."""
        self.flush()
        self.journal.choose_branch(branch)
        self._is_whole = False
        return Session.resume(self.journal)

    # -- playing

    def _next_within_end(self) -> int | None:
        instant = playing.next_instant_ns(self.opening, self._cursor, self.state)
        if instant is None or instant > playing.limit_ns(self.opening, self.state, INT64_MAX):
            return None
        return instant

    def _play_quiet(self, last_ns: int, updates_max: int) -> int:
        """Jump over quiet updates up to `last_ns`; returns how many."""
        stop = playing.quiet_stop(self.opening, self._cursor, self.state, last_ns)
        stop = min(stop, self._cursor.feed + updates_max)
        if stop <= self._cursor.feed:
            return 0
        self._begin()
        if self._quiet_plan is None:
            self._quiet_plan = quiet_plan(self.state, self._known_bands)
        quiet = advance(self.state, self.opening.prices, self._cursor.feed, stop, self._quiet_plan)
        self._cursor.feed += quiet
        self._is_whole = True
        return quiet

    def _step_at(self, now_ns: int) -> Batch | None:
        """Run the step of an instant: its prices, its funding, its commands up to the first order."""
        self._begin()
        first_row = self._cursor.feed
        prices = playing.take_prices_at(self.opening, self._cursor, now_ns)
        funding = playing.take_funding_at(self.opening, self._cursor, now_ns)
        commands = self._numbered(playing.take_commands_at(self.opening, self._cursor, now_ns))
        given = StepInput(now_ns=now_ns, commands=commands, prices=prices, funding=funding)
        return self._step(given, self._cursor.feed - first_row)

    def _numbered(self, planned: tuple[PlannedCommand, ...]) -> tuple[NumberedCommand, ...]:
        first = self._numbers + 1
        self._numbers += len(planned)
        self._planned.update(enumerate(planned, start=first))
        return tuple(NumberedCommand(number=at, command=one.command) for at, one in enumerate(planned, start=first))

    def _begin(self) -> None:
        if not self._is_whole:
            raise RuntimeError("this session stopped at a step that was not committed; open it again")
        self._is_whole = False

    def _step(self, given: StepInput, step_feed: int) -> Batch | None:
        """Decide a step and commit it; one without commands, funding and events is quiet."""
        self._quiet_plan = None
        events = step(self.state, given)
        if not given.commands and not given.funding and not events:
            self._is_whole = True
            return None
        return self._commit(given.commands, given.funding, events, step_feed)

    def _commit(
        self,
        commands: tuple[NumberedCommand, ...],
        funding: tuple[FundingUpdate, ...],
        events: tuple[Event, ...],
        step_feed: int,
    ) -> Batch:
        self._is_whole = False
        for event in events:
            self._digest = extend_digest(self._digest, self.now_ns, event)
        record = StepRecord(
            self._steps,
            self.now_ns,
            self._committed_feed,
            self._cursor.feed,
            step_feed,
            self._cursor.commands,
            commands,
            funding,
            events,
            self._digest,
        )
        self._own_branch()
        self.journal.append(record)
        batch = Batch(record.step, self.now_ns, commands, events, self._events + 1, change_set(events))
        self._note_step(record)
        if record.step and record.step % SNAPSHOT_STEPS == 0:
            self.journal.keep_snapshot(record.step, encode_snapshot(self.state))
        self._is_whole = True
        for listener in tuple(self._listeners):
            listener(batch)
        return batch

    def _own_branch(self) -> None:
        """Where another engine decided what came before, begin a branch of this engine's own: no branch mixes them."""
        if self._steps and self._decided_by != ENGINE_VERSION:
            self.journal.start_branch(self._steps - 1, self._committed_feed, self.step_instants[-1])
            self._decided_by = ENGINE_VERSION
