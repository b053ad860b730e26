"""The session inside the window: the one path from a command to what is shown.

Widgets hand in commands; the session decides and commits them; only then `committed` tells the window, once per batch.
Playing runs in slices inside a frame budget: where the engine is slower than the speed asked for, simulated time falls
behind, never the window. Must not read widgets; panels must not touch the session except through this host.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter_ns

from PySide6.QtCore import QObject, Signal

from sandbox.messages.commands import Command
from sandbox.messages.events import LiquidationReleased, LiquidationStarted
from sandbox.session.batch import Batch
from sandbox.session.moment import Moment
from sandbox.session.session import Session
from sandbox.values.problems import Problem
from ui.bridge.disk_told import failure_told, told
from ui.bridge.pacer import SPEEDS, Pacer, nearest_speed
from ui.bridge.presentation_log import PresentationLog
from ui.bridge.time_travel import TimeTravel
from ui.viewmodels.account_names import YOU

FRAME_BUDGET_NS = 8_000_000
UPDATES_PER_SLICE = 50_000
# While somebody of yours can be liquidated, play goes in slices short enough to slow down before the first stage.
SLICE_NS = 500_000_000
FLUSH_EVERY_NS = 1_000_000_000


class SessionHost(QObject):
    """Plays one session and sends it commands."""

    session_changed = Signal()
    committed = Signal(object)
    advanced = Signal()
    moment_changed = Signal()
    held_back = Signal(object)
    failed = Signal(str)
    playing_changed = Signal(bool)
    speed_changed = Signal(int)

    def __init__(self, wall_ns: Callable[[], int] = perf_counter_ns) -> None:
        super().__init__()
        self._wall_ns = wall_ns
        self._pacer = Pacer()
        self._session: Session | None = None
        self._travel: TimeTravel | None = None
        self.log = PresentationLog()
        self._unsubscribe: Callable[[], None] | None = None
        self._playing = False
        self._flushed_ns = 0
        self._speed_before: int | None = None
        self._interrupted = False
        self.slows_down = True
        self.problem_text = ""

    # -- the session

    @property
    def session(self) -> Session:
        """The open session; there must be one."""
        if self._session is None:
            raise RuntimeError("no session is open")
        return self._session

    @property
    def has_session(self) -> bool:
        """Whether a session is open."""
        return self._session is not None

    @property
    def is_stopped(self) -> bool:
        """Whether a step of the open session could not be written."""
        return self._session is not None and not self._session.is_whole

    @property
    def read_only(self) -> str:
        """Why the open session can only be looked at; empty where it can go on."""
        return self._session.journal.read_only if self._session is not None else ""

    def _may_go_on(self) -> bool:
        """Tell whether the session can take a step; where it cannot, say why."""
        why = self.problem_text if self.is_stopped else self.read_only
        if why:
            self.failed.emit(why)
        return not why

    def open(self, session: Session) -> None:
        """Show another session; the one shown before is closed."""
        self.close()
        self._show(session)

    def _show(self, session: Session) -> None:
        self._session, self._travel = session, TimeTravel(session)
        self._unsubscribe = session.subscribe(self._on_session_committed)
        self.session_changed.emit()

    def close(self) -> None:
        """Pause, write what is not yet written, and close the session's file."""
        if self._session is None:
            return
        self.pause()
        if self._unsubscribe is not None:
            self._unsubscribe()
        session, self._session, self._travel = self._session, None, None
        self._speed_before = None
        try:
            session.close()
        except Problem as problem:  # all but how far quiet prices were played is in the file
            self.failed.emit(str(problem))

    @told
    def submit(self, command: Command) -> Batch | None:
        """Send a command to the session at the present instant and return what came of it.

        While the past is shown no command is taken: `held_back` says so, and the answer is None.
        """
        if self.is_back:
            self.held_back.emit(command)
            return None
        if not self._may_go_on():
            return None
        batch = self.session.submit(command)
        self._pacer.start(self._wall_ns(), self.session.now_ns)
        return batch

    # -- the past

    @property
    def moment(self) -> Moment:
        """What is shown: the live session, or a moment of its past."""
        return self.travel.moment

    @property
    def travel(self) -> TimeTravel:
        """Where in its past the open session is shown; move through this host, so that the window follows."""
        if self._travel is None:
            raise RuntimeError("no session is open")
        return self._travel

    @property
    def is_back(self) -> bool:
        """Whether a moment of the past is shown."""
        return self._travel is not None and self._travel.past is not None

    @failure_told
    def travel_by(self, move: Callable[[TimeTravel], object]) -> None:
        """Pause and show another moment; the window follows where it is another one."""
        if self._travel is None:
            return
        if self._playing:
            self.pause()
        before = self._travel.past
        move(self._travel)
        if self._travel.past is before:
            return
        if self._travel.past is None and self._speed_before is not None and not self._is_liquidating():
            self.set_speed(self._speed_before)  # slowed down while the past was shown again
        self.moment_changed.emit()

    @told
    def branch_here(self) -> None:
        """Go on from the moment shown, in a branch of its own; what was played stays in the branch before."""
        past = self._travel.past if self._travel is not None else None
        if past is not None and self._may_go_on():
            self._change_branch(self.session.continue_from(past.step_number, past.feed_cursor, past.now_ns))

    @told
    def choose_branch(self, branch: int) -> None:
        """Show another branch where it was left."""
        if self._session is not None and branch != self._session.journal.branch:
            self.pause()
            self._change_branch(self._session.on_branch(branch))

    def _change_branch(self, session: Session) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._speed_before = None
        self._show(session)

    # -- transport

    @property
    def is_playing(self) -> bool:
        """Whether simulated time runs."""
        return self._playing

    @property
    def speed(self) -> int:
        """How many simulated seconds pass in a second."""
        return self._pacer.speed

    def play(self) -> None:
        """Let simulated time run; from a moment of the past, what was played is shown again."""
        if self._session is None or self._playing or self.moment.at_end:
            return
        if not (self.is_back or self._may_go_on()):
            return
        self._playing = True
        self._pacer.start(self._wall_ns(), self.moment.now_ns)
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Hold simulated time and write what was played."""
        self.hold()
        if not self.is_stopped:
            self._write()

    def hold(self) -> None:
        """Hold simulated time."""
        if self._playing:
            self._playing = False
            self.playing_changed.emit(False)

    @told
    def _write(self) -> None:
        if self._session is not None:
            self._session.flush()
            self.log.write()

    def toggle(self) -> None:
        """Play or pause."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def set_speed(self, speed: int) -> None:
        """Play at another speed."""
        self._speed_before = None
        self._change_speed(speed)

    def change_speed_by(self, places: int) -> None:
        """Go to the next faster (1) or slower (-1) offered speed."""
        place = min(max(nearest_speed(self.speed) + places, 0), len(SPEEDS) - 1)
        self.set_speed(SPEEDS[place])

    @told
    def step_update(self) -> None:
        """Pause and take the next price update alone."""
        self._step(Session.step_update)

    @told
    def step_event(self) -> None:
        """Pause and play to the next thing that happens."""
        self._step(Session.step_event)

    def _step(self, step: Callable[[Session], object]) -> None:
        if self._session is None:
            return
        if self.is_back:
            self.travel_by(TimeTravel.on)
        elif self._may_go_on():
            self.pause()
            step(self._session)
            self._session.flush()
            self.advanced.emit()

    def step_to(self, target_ns: int) -> None:
        """Pause and go to a later instant: through the past first, then by playing."""
        if self._session is None:
            return
        if self.is_back:
            self.travel_by(lambda travel: travel.to_instant(target_ns))
            return
        self.pause()
        self.play_to(target_ns)

    @told
    def play_to(self, target_ns: int) -> None:
        """Play to an instant at once, whatever it takes; for pictures and tests."""
        if not self._may_go_on():
            return
        while not self.session.advance_to(self._not_beyond_end(target_ns), UPDATES_PER_SLICE):
            continue
        self.session.flush()
        self._pacer.start(self._wall_ns(), self.session.now_ns)
        self.advanced.emit()

    def play_frame(self) -> None:
        """Play what is due in this frame, inside the frame budget."""
        if self._playing and self._session is not None:
            if self.is_back:
                self._replay_frame()
            else:
                self._play_on(self._session)

    @told
    def _play_on(self, session: Session) -> None:
        wall_ns = self._wall_ns()
        target_ns = self._not_beyond_end(self._pacer.target_ns(wall_ns))
        deadline_ns = wall_ns + FRAME_BUDGET_NS
        self._interrupted = False
        while not self._played_slice(target_ns) and self._wall_ns() < deadline_ns:
            continue
        if session.now_ns < target_ns and not self._interrupted:
            self._pacer.start(wall_ns, session.now_ns)
        if wall_ns - self._flushed_ns > FLUSH_EVERY_NS:
            self._flushed_ns = wall_ns
            session.flush()
            self.log.write()
        if session.at_end:
            self.pause()
        self.advanced.emit()

    @failure_told
    def _replay_frame(self) -> None:
        """Show again what is due in this frame; at the end of what was played it pauses."""
        travel, wall_ns = self.travel, self._wall_ns()
        target_ns = self._pacer.target_ns(wall_ns)
        self._interrupted = False
        while travel.past is not None and not self._interrupted:
            passed = travel.replay(target_ns)
            for batch in passed:
                self._on_session_committed(batch)
            if not passed or self._wall_ns() - wall_ns > FRAME_BUDGET_NS:
                break
        if travel.past is None:
            self.pause()
            self.moment_changed.emit()
        else:
            if travel.past.now_ns < target_ns:
                self._pacer.start(wall_ns, travel.past.now_ns)
            self.advanced.emit()

    def _played_slice(self, target_ns: int) -> bool:
        """Play one slice; True when the frame is done."""
        session = self.session
        slice_ns = min(target_ns, session.now_ns + SLICE_NS) if self._is_exposed() else target_ns
        reached = session.advance_to(slice_ns, UPDATES_PER_SLICE)
        if self._interrupted or session.at_end:
            return True
        return reached and slice_ns >= target_ns

    def _not_beyond_end(self, target_ns: int) -> int:
        """Return the target, or the end where the scenario says one and no liquidation may run on beyond it."""
        opening = self.session.opening
        runs_on = opening.open_ended and self.session.state.liquidations
        return target_ns if runs_on else min(target_ns, max(opening.ends_ns, self.session.now_ns))

    def _is_exposed(self) -> bool:
        return self.slows_down and any(owner == YOU for owner, _ in self.session.state.positions)

    def _is_liquidating(self) -> bool:
        return any(one.owner == YOU for one in self.session.state.liquidations.values())

    # -- what the session says

    def _on_session_committed(self, batch: Batch) -> None:
        for event in batch.events:
            if isinstance(event, LiquidationStarted) and event.owner == YOU:
                self._slow_down()
            elif isinstance(event, LiquidationReleased) and event.owner == YOU and self._speed_before is not None:
                before, self._speed_before = self._speed_before, None
                self._change_speed(before)
        self.committed.emit(batch)

    def _slow_down(self) -> None:
        if self.slows_down and self._playing and self.speed > 1:
            self._speed_before = self.speed
            self._change_speed(1)
            self._interrupted = True

    def _change_speed(self, speed: int) -> None:
        now_ns = self.moment.now_ns if self._session is not None else 0
        self._pacer.set_speed(speed, self._wall_ns(), now_ns)
        self.speed_changed.emit(speed)
