"""Columns and buckets behind the candles."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ui.drawing.candle_item import CLOSE, HIGH, LOW, OPEN, CandleColumns, visible_slice


def walk(count):
    rng = np.random.default_rng(1)
    close = 100 + rng.normal(0, 1, count).cumsum()
    opened = np.r_[100.0, close[:-1]]
    return opened, np.maximum(opened, close) + 0.5, np.minimum(opened, close) - 0.5, close


def test_append_grows_and_update_last_changes_only_the_newest():
    columns = CandleColumns()
    for number in range(200):
        columns.append(number * 60, (1.0, 2.0, 0.5, 1.5, number))
    columns.update_last((1.0, 9.0, 0.5, 4.0, 7.0))
    assert columns.count == 200
    assert columns.times_s[-1] == 199 * 60
    assert list(columns.values[:, -1]) == [1.0, 9.0, 0.5, 4.0, 7.0]
    assert columns.values[HIGH, -2] == 2.0


@given(st.integers(1, 500), st.integers(1, 40))
def test_bucketed_keeps_extremes_first_open_and_last_close(count, size):
    columns = CandleColumns()
    columns.replace(range(count), walk(count))
    centres, rows = columns.bucketed(0, count, size)
    for place in range(len(centres)):
        part = columns.values[:, place * size : min(count, (place + 1) * size)]
        assert rows[HIGH, place] == part[HIGH].max() and rows[LOW, place] == part[LOW].min()
        assert rows[OPEN, place] == part[OPEN, 0] and rows[CLOSE, place] == part[CLOSE, -1]


@given(st.integers(0, 10**6), st.floats(-100, 10**6), st.floats(1, 10**6), st.floats(1, 3000))
def test_visible_slice_never_asks_for_more_than_two_pixels_allow(count, left, span, width_px):
    first, last, size = visible_slice(count, left, left + span, width_px)
    assert 0 <= first <= last <= count
    assert first % size == 0
    assert (last - first) / size <= width_px / 2 + 2
