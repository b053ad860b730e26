"""Where every dot of a money flow is, as pure functions of (event id, presentation time). Qt-free.

A flow is one ledger entry on its way: 5 to 19 dots on a cubic curve, 900 ms, the head larger than the tail. A bounce
goes out in 350 ms, stops at the valve and comes back in 250 ms. Jitter is seeded with the run's seed and the event id,
so the same take draws the same picture at any frame rate.

Public: `FlowFigure`, `FlowKind`, `Dot`, `curve_of(figure)`, `point_on(curve, share)`, `dots_at(figure, elapsed_ns)`,
`duration_ns(figure, reduced_motion)`, `FIRST_DOT_LANDS_NS`.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from math import hypot
from zlib import crc32

from msgspec import Struct

from ui.drawing.motion import (
    BOUNCE_BACK_NS,
    BOUNCE_NS,
    BOUNCE_OUT_NS,
    FLOW_NS,
    STILL_NS,
    in_out_cubic,
    out_cubic,
    share_of,
)

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]

DOTS_MIN = 5
DOTS_MAX = 19
PIXELS_PER_DOT = 42.0
# Share of the whole time by which the last dot leaves after the first one.
TRAIN_SHARE = 0.35
FIRST_DOT_LANDS_NS = round(FLOW_NS * (1 - TRAIN_SHARE))
BULGE_SHARE = 0.16
BULGE_MIN_PX = 34.0
JITTER_SHARE = 0.05
TAIL_RADIUS = 2.2
HEAD_EXTRA = 2.6


class FlowKind(Enum):
    """What moves; every kind has a shape of its own, because colour is never alone."""

    TRANSFER = "transfer"
    GAIN = "gain"
    LOSS = "loss"
    FEE = "fee"
    FUND = "fund"
    BOUNCE = "bounce"


class FlowFigure(Struct, frozen=True):
    """One movement of money: points in window pixels, the sum ready to print, and the event it shows."""

    event_id: int
    start_point: Point
    end_point: Point
    amount_text: str
    kind: FlowKind = FlowKind.TRANSFER
    seed: int = 0


class Dot(Struct, frozen=True):
    """One dot: centre, radius and opacity."""

    x: float
    y: float
    radius: float
    opacity: float


def jitter_of(figure: FlowFigure, salt: int) -> float:
    """Return a number from -1 to 1 that depends on the run's seed and the event alone."""
    return crc32(f"{figure.seed}/{figure.event_id}/{salt}".encode()) / 0xFFFFFFFF * 2 - 1


@lru_cache(maxsize=1024)
def curve_of(figure: FlowFigure) -> Curve:
    """Return the cubic curve of a flow: a mild arc, to the right for flows that mostly rise or fall."""
    (x0, y0), (x1, y1) = figure.start_point, figure.end_point
    dx, dy = x1 - x0, y1 - y0
    length = hypot(dx, dy)
    if length < 1:
        return ((x0, y0), (x0, y0), (x1, y1), (x1, y1))
    bulge = max(BULGE_MIN_PX, length * BULGE_SHARE) * (1 + JITTER_SHARE * jitter_of(figure, 1))
    bulge = min(bulge, 90.0)
    # The normal that points right (for steep flows) or down (for flat ones): tanks keep their texts at the left.
    nx, ny = -dy / length, dx / length
    if (abs(dy) > abs(dx) and nx < 0) or (abs(dy) <= abs(dx) and ny < 0):
        nx, ny = -nx, -ny
    slide = 0.33 + 0.04 * jitter_of(figure, 2)
    first = (x0 + dx * slide + nx * bulge, y0 + dy * slide + ny * bulge)
    second = (x0 + dx * (1 - slide) + nx * bulge, y0 + dy * (1 - slide) + ny * bulge)
    return ((x0, y0), first, second, (x1, y1))


def point_on(curve: Curve, share: float) -> Point:
    """Return the point of a cubic curve at a share from 0 (start) to 1 (end)."""
    rest = 1 - share
    a, b, c, d = rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = curve
    return (a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3)


def dot_count(figure: FlowFigure) -> int:
    """Return how many dots a flow has: more for a longer way, 5 to 19."""
    (x0, y0), (x1, y1) = figure.start_point, figure.end_point
    return max(DOTS_MIN, min(DOTS_MAX, round(hypot(x1 - x0, y1 - y0) / PIXELS_PER_DOT)))


def duration_ns(figure: FlowFigure, reduced_motion: bool = False) -> int:
    """Return how long a flow is on screen."""
    if reduced_motion:
        return STILL_NS
    return BOUNCE_NS if figure.kind is FlowKind.BOUNCE else FLOW_NS


def dots_at(figure: FlowFigure, elapsed_ns: int, every: int = 1) -> tuple[Dot, ...]:
    """Return the dots of a flow (or each `every`th), head first, `elapsed_ns` of presentation time after it began.

    At 0 every dot is at the start point, at the end every dot is at the end point (a bounce: back at its start).
    """
    curve = curve_of(figure)
    count = dot_count(figure)
    return tuple(_dot(curve, figure.kind, elapsed_ns, place / (count - 1)) for place in range(0, count, every))


def _dot(curve: Curve, kind: FlowKind, elapsed_ns: int, place: float) -> Dot:
    if kind is FlowKind.BOUNCE:
        share = _bounce_share(elapsed_ns, place)
    else:
        share = in_out_cubic(_train_share(share_of(elapsed_ns, FLOW_NS), place))
    x, y = point_on(curve, share)
    # The head is larger and more solid than the tail: that is what shows the direction.
    return Dot(x, y, TAIL_RADIUS + HEAD_EXTRA * (1 - place), 1.0 - 0.55 * place)


def _train_share(share: float, place: float) -> float:
    return min(1.0, max(0.0, (share - TRAIN_SHARE * place) / (1 - TRAIN_SHARE)))


def _bounce_share(elapsed_ns: int, place: float) -> float:
    if elapsed_ns <= BOUNCE_OUT_NS:
        return out_cubic(_train_share(share_of(elapsed_ns, BOUNCE_OUT_NS), place))
    return 1 - out_cubic(_train_share(share_of(elapsed_ns - BOUNCE_OUT_NS, BOUNCE_BACK_NS), 1 - place))
