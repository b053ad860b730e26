"""Where the dots of a flow are: deterministic, from end to end, and never outside the way."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.drawing.flow_path import (
    DOTS_MAX,
    DOTS_MIN,
    FIRST_DOT_LANDS_NS,
    FlowFigure,
    FlowKind,
    curve_of,
    dots_at,
    duration_ns,
    point_on,
)
from ui.drawing.motion import BOUNCE_NS, BOUNCE_OUT_NS, FLOW_NS

COORDINATES = st.tuples(st.floats(0, 3000), st.floats(0, 2000))
FIGURES = st.builds(
    FlowFigure,
    event_id=st.integers(0, 10**9),
    start_point=COORDINATES,
    end_point=COORDINATES,
    amount_text=st.just("1.00"),
    kind=st.sampled_from(FlowKind),
)


def near(dot, point):
    return hypot(dot.x - point[0], dot.y - point[1]) < 1e-6


@given(FIGURES, st.integers(0, 2 * FLOW_NS))
def test_dots_at_same_event_and_time_are_equal(figure, elapsed_ns):
    assert dots_at(figure, elapsed_ns) == dots_at(figure, elapsed_ns)
    assert DOTS_MIN <= len(dots_at(figure, elapsed_ns)) <= DOTS_MAX


@given(FIGURES)
def test_dots_begin_at_the_start_and_arrive_at_the_end(figure):
    end = figure.start_point if figure.kind is FlowKind.BOUNCE else figure.end_point
    assert all(near(dot, figure.start_point) for dot in dots_at(figure, 0))
    assert all(near(dot, end) for dot in dots_at(figure, duration_ns(figure)))


@given(FIGURES)
def test_bounce_head_stops_at_the_valve(figure):
    bounce = FlowFigure(figure.event_id, figure.start_point, figure.end_point, "1.00", FlowKind.BOUNCE)
    assert near(dots_at(bounce, BOUNCE_OUT_NS)[0], bounce.end_point)
    assert duration_ns(bounce) == BOUNCE_NS == 600_000_000


def test_first_dot_lands_before_the_last_one():
    figure = FlowFigure(7, (0.0, 0.0), (400.0, 0.0), "5.00", FlowKind.FEE)
    dots = dots_at(figure, FIRST_DOT_LANDS_NS)
    assert near(dots[0], figure.end_point)
    assert dots[-1].x < 300
    assert dots[0].radius > dots[-1].radius and dots[0].opacity > dots[-1].opacity


def test_jitter_differs_between_events_but_not_between_calls():
    first, second = (
        curve_of(FlowFigure(event_id, (0.0, 0.0), (500.0, 300.0), "", FlowKind.LOSS)) for event_id in (1, 2)
    )
    assert first != second
    assert first == curve_of(FlowFigure(1, (0.0, 0.0), (500.0, 300.0), "", FlowKind.LOSS))


def test_reduced_motion_stands_still_for_two_seconds():
    assert duration_ns(FlowFigure(1, (0.0, 0.0), (9.0, 9.0), ""), reduced_motion=True) == 2_000_000_000


@given(FIGURES)
def test_point_on_curve_hits_both_ends(figure):
    curve = curve_of(figure)
    assert point_on(curve, 0.0) == pytest.approx(figure.start_point)
    assert point_on(curve, 1.0) == pytest.approx(figure.end_point)
