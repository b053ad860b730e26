"""Bridges and merges by columns against the same by rows: equal to the tick, or left to the rows."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.market.merge import merge
from sandbox.market.path_columns import COLUMNS_FROM, PathColumns, bridge_columns, bridge_path
from sandbox.market.paths import Update, bridge
from sandbox.values.limits import NS_PER_SECOND, PRICE_TICKS_MAX

PRICES = st.one_of(st.integers(1, 200_000), st.integers(1, PRICE_TICKS_MAX))
NOISES = st.fractions(0, Fraction(1, 20), max_denominator=100_000)


@st.composite
def point_lists(draw: st.DrawFn) -> list[Update]:
    """Points at whole seconds apart, from an instant that need not be one."""
    at, points = draw(st.integers(0, 10**18)), []
    for gap in draw(st.lists(st.integers(1, 400), min_size=1, max_size=5)):
        points.append((at, draw(PRICES)))
        at += gap * NS_PER_SECOND
    return points


@settings(max_examples=150)
@given(point_lists(), st.integers(0, 2**63 - 1), NOISES)
def test_bridge_by_columns_equals_the_bridge_by_rows(points: list[Update], seed: int, noise: Fraction) -> None:
    columns = bridge_columns(points, seed, noise)
    if columns is not None:
        assert list(columns) == list(bridge(points, seed, noise))


def test_bridge_by_columns_takes_usual_prices() -> None:
    points = [(0, 79_320), (3_600 * NS_PER_SECOND, 75_000), (7_200 * NS_PER_SECOND, 81_000)]
    columns = bridge_columns(points, 20200312, Fraction(1, 10_000))
    assert columns is not None
    assert list(columns) == list(bridge(points, 20200312, Fraction(1, 10_000)))


def test_bridge_by_columns_leaves_what_may_overflow_and_parts_of_seconds_to_the_rows() -> None:
    huge = [(0, PRICE_TICKS_MAX), (COLUMNS_FROM * NS_PER_SECOND, 1)]
    assert bridge_columns(huge, 1) is None
    assert list(bridge_path(huge, 1)) == list(bridge(huge, 1))
    assert bridge_columns([(0, 10), (NS_PER_SECOND + 1, 12)], 1) is None


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 99)), max_size=30), min_size=1, max_size=3),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_merge_by_columns_equals_the_merge_by_rows(paths: list[list[Update]], starts: int, ends: int) -> None:
    rows = {str(number): sorted(path, key=lambda one: one[0]) for number, path in enumerate(paths)}
    columns = {name: PathColumns.of(path) for name, path in rows.items()}
    assert merge(columns, starts, ends) == merge(rows, starts, ends)
