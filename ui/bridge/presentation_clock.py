"""Presentation time: integer nanoseconds that go on while paused. Animations read it, the engine never.

Public: `PresentationClock` with `now_ns`, `tick`, `advance_to`. Its mapping to simulated time: `presentation_log`.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter_ns


class PresentationClock:
    """A clock that starts at 0 and follows a source; a film or a picture drives it by hand with `advance_to`."""

    def __init__(self, source: Callable[[], int] | None = perf_counter_ns) -> None:
        self._source = source
        self._origin_ns = source() if source else 0
        self._now_ns = 0

    @property
    def now_ns(self) -> int:
        """Presentation time of the present frame."""
        return self._now_ns

    def tick(self) -> int:
        """Take the time of a new frame from the source and return it; without a source nothing moves."""
        if self._source is not None:
            self._now_ns = max(self._now_ns, self._source() - self._origin_ns)
        return self._now_ns

    def advance_to(self, presentation_ns: int) -> None:
        """Set the time by hand; it never goes back."""
        self._now_ns = max(self._now_ns, presentation_ns)
