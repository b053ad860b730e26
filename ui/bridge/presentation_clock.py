"""Presentation time: integer nanoseconds that go on while paused. Animations read it, the engine never.

Public: `PresentationClock` with `now_ns`, `tick`, `advance_to`, `map_to`, `log`.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter_ns

LOG_LENGTH = 4_000


class PresentationClock:
    """A clock that starts at 0 and follows a source; a film or a picture drives it by hand with `advance_to`."""

    def __init__(self, source: Callable[[], int] | None = perf_counter_ns) -> None:
        self._source = source
        self._origin_ns = source() if source else 0
        self._now_ns = 0
        self._log: list[tuple[int, int]] = []

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

    def map_to(self, simulated_ns: int) -> None:
        """Note which simulated instant this presentation time shows."""
        if not self._log or self._log[-1][1] != simulated_ns:
            self._log.append((self._now_ns, simulated_ns))
            del self._log[:-LOG_LENGTH]

    @property
    def log(self) -> tuple[tuple[int, int], ...]:
        """Pairs of presentation time and simulated instant, oldest first."""
        return tuple(self._log)
