"""Where in its past a session is being looked at, and the ways to move there. Qt-free.

It never goes beyond what was played; at the end there is no past to look at, and the live session is shown.
"""

from __future__ import annotations

from bisect import bisect_left

from sandbox.session.batch import Batch
from sandbox.session.moment import Moment, PastMoment, moment_after, moment_at, move_on
from sandbox.session.session import Session


class TimeTravel:
    """The moment of one session that is shown: a past one, or the live one."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.past: PastMoment | None = None

    @property
    def moment(self) -> Moment:
        """What is shown."""
        return self.past or self._session

    def to_end(self) -> None:
        """Show the live session again."""
        self.past = None

    def to_instant(self, now_ns: int, within_ns: int = 0) -> None:
        """Go to an instant; to a committed step where one lies `within_ns` of it."""
        if now_ns >= self._session.now_ns:
            self.past = None
            return
        step = self._step_near(now_ns, within_ns)
        if step is None:
            self.past = moment_at(self._session, now_ns)
        else:
            self.to_step(step)

    def to_step(self, step: int) -> None:
        """Go right after a committed step."""
        session = self._session
        at_end = step >= session.step_number and session.step_instants[-1] >= session.now_ns
        self.past = None if at_end else moment_after(session, min(max(0, step), session.step_number))

    def back(self) -> None:
        """Go to the committed step before."""
        moment = self.moment
        is_between = moment.now_ns > self._session.step_instants[moment.step_number]
        self.to_step(moment.step_number - (0 if is_between else 1))

    def on(self) -> None:
        """Go to the next committed step, or to the end where there is none."""
        if self.past is None:
            return
        if self.past.step_number < self._session.step_number:
            self.to_step(self.past.step_number + 1)
        else:
            self.past = None

    def replay(self, target_ns: int) -> tuple[Batch, ...]:
        """Move on from the past, to the next committed step or `target_ns`, whichever comes first; returns that step.

        At the end of what was played the live session is shown.
        """
        past, session, passed = self.past, self._session, tuple[Batch, ...]()
        if past is None:
            return ()
        following = past.step_number + 1
        if following <= session.step_number and session.step_instants[following] <= target_ns:
            move_on(past, following, session.step_instants[following])
            passed = tuple(session.batches(following, first_step=following))
        else:
            move_on(past, past.step_number, min(target_ns, session.now_ns))
        if past.now_ns >= session.now_ns and past.step_number >= session.step_number:
            self.past = None
        return passed

    def _step_near(self, now_ns: int, within_ns: int) -> int | None:
        """Return the last step of the nearest instant with steps, if it is near enough."""
        instants = self._session.step_instants
        place = bisect_left(instants, now_ns)
        near = min(
            (one for one in (place - 1, place) if 0 <= one < len(instants)),
            key=lambda one: abs(instants[one] - now_ns),
        )
        if abs(instants[near] - now_ns) > within_ns:
            return None
        while near + 1 < len(instants) and instants[near + 1] == instants[near]:
            near += 1
        return near
