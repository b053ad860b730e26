"""How presentation time ran against simulated time, as the few marks between which it ran straight. Qt-free.

The marks are kept in the session file beside the journal: a film shows the same seconds as the person who played.
"""

from __future__ import annotations

from sandbox.session.branches import PresentationMark
from sandbox.session.journal import Journal

DRIFT_NS = 50_000_000
BETWEEN_DRIFTS_NS = 250_000_000


class PresentationLog:
    """Collects marks and writes them into a journal; presentation time goes on where the file's own left off."""

    def __init__(self) -> None:
        self._journal: Journal | None = None
        self._base_ns = 0
        self._last: PresentationMark | None = None
        self._fresh: list[PresentationMark] = []

    def begin(self, journal: Journal, presentation_ns: int) -> None:
        """Log a session from here on."""
        self._journal, self._fresh, self._last = journal, [], None
        before = journal.presentation()
        self._base_ns = (before[-1].presentation_ns if before else 0) - presentation_ns

    def note(self, presentation_ns: int, simulated_ns: int, speed: int) -> None:
        """Note what is shown now and at which speed it goes on (0: held); kept only where it was not to be expected."""
        at_ns = presentation_ns + self._base_ns
        last = self._last
        if last is not None and last.speed == speed:
            passed_ns = at_ns - last.presentation_ns
            drift_ns = abs(last.simulated_ns + passed_ns * speed - simulated_ns)
            if drift_ns <= DRIFT_NS * speed or (speed and passed_ns < BETWEEN_DRIFTS_NS):
                return
        self._last = PresentationMark(0, at_ns, simulated_ns, speed)
        self._fresh.append(self._last)

    def write(self) -> None:
        """Write what is new."""
        if self._journal is not None and self._fresh:
            fresh, self._fresh = self._fresh, []
            self._journal.log_presentation(tuple(fresh))
