"""Durations and easing curves of every movement, as pure functions of presentation time. Qt-free.

Presentation time is an integer number of nanoseconds that the window's clock hands in; equal times draw equal pictures,
whatever the frame rate. Nothing here keeps time on its own.
"""

from __future__ import annotations

from msgspec import Struct

MILLISECOND_NS = 1_000_000
FLOW_NS = 900 * MILLISECOND_NS
LEVEL_NS = 600 * MILLISECOND_NS
BURN_NS = 400 * MILLISECOND_NS
VALVE_NS = 180 * MILLISECOND_NS
BANNER_NS = 160 * MILLISECOND_NS
CHANGED_NS = 300 * MILLISECOND_NS
BOUNCE_OUT_NS = 350 * MILLISECOND_NS
BOUNCE_BACK_NS = 250 * MILLISECOND_NS
BOUNCE_NS = BOUNCE_OUT_NS + BOUNCE_BACK_NS
STILL_NS = 2_000 * MILLISECOND_NS


def share_of(elapsed_ns: int, duration_ns: int) -> float:
    """Return how much of a duration has passed, from 0 to 1."""
    return min(1.0, max(0.0, elapsed_ns / duration_ns))


def in_out_cubic(share: float) -> float:
    """Ease slow, fast, slow: money that leaves and arrives."""
    if share < 0.5:
        return 4 * share**3
    return 1 - (2 - 2 * share) ** 3 / 2


def out_cubic(share: float) -> float:
    """Ease fast, slow: a level that settles."""
    return 1 - (1 - share) ** 3


class LevelTween(Struct, frozen=True):
    """A water level on its way from one height to another (shares of a tank, 0 to 1)."""

    source: float
    target: float
    started_ns: int

    def level_at(self, presentation_ns: int) -> float:
        """Return the level shown at a presentation time."""
        share = out_cubic(share_of(presentation_ns - self.started_ns, LEVEL_NS))
        return self.source + (self.target - self.source) * share

    def is_done(self, presentation_ns: int) -> bool:
        """Say whether the level has arrived."""
        return presentation_ns - self.started_ns >= LEVEL_NS
