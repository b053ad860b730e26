"""Columns and buckets behind the candles."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ui.drawing.candle_columns import CLOSE, HIGH, LOW, OPEN, VOLUME, CandleColumns, visible_slice


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
    assert columns.row(199) == (1.0, 9.0, 0.5, 4.0, 7.0)
    assert columns.row(198)[HIGH] == 2.0


@given(st.integers(1, 500), st.integers(0, 7), st.integers(0, 40), st.lists(st.integers(1, 60), max_size=3))
def test_buckets_keep_extremes_first_open_last_close_and_all_volume(count, power, start, growth):
    size, columns = 2**power, CandleColumns()
    columns.replace(range(count), (*walk(count), np.ones(count)))
    for grown in (0, *growth):
        for number in range(grown):
            columns.append(columns.count, (1.0, 2.0 + number, 0.5, 1.5, 2.0))
        first = min(start, columns.count // size) * size
        buckets = columns.buckets(first, columns.count, size)
        assert buckets.count == -(-(columns.count - first) // size)
        for place in range(buckets.count):
            part = columns.part(first + place * size, min(columns.count, first + (place + 1) * size))
            rows = buckets.rows[:, place]
            assert rows[HIGH] == part[HIGH].max() and rows[LOW] == part[LOW].min()
            assert rows[OPEN] == part[OPEN, 0] and rows[CLOSE] == part[CLOSE, -1]
            assert rows[VOLUME] == part[VOLUME].sum()


def test_columns_taken_over_are_never_written_to():
    rows = [np.array(row) for row in (*walk(5), np.ones(5))]
    before = [row.copy() for row in rows]
    columns = CandleColumns()
    columns.replace(range(5), rows)
    columns.update_last((1.0, 2.0, 0.5, 1.5, 9.0))
    columns.append(5, (1.0, 2.0, 0.5, 1.5, 9.0))
    assert all((now == then).all() for now, then in zip(rows, before, strict=True))


def test_the_open_candle_shows_in_its_bucket_at_once():
    columns = CandleColumns()
    columns.replace(range(9), (*walk(9), np.ones(9)))
    columns.buckets(0, 9, 4)
    columns.update_last((1.0, 999.0, 0.5, 1.5, 3.0))
    assert columns.buckets(0, 9, 4).rows[HIGH, -1] == 999.0


@given(st.integers(0, 10**6), st.floats(-100, 10**6), st.floats(1, 10**6), st.floats(1, 3000))
def test_visible_slice_gives_whole_buckets_of_two_pixels_or_more(count, left, span, width_px):
    first, last, size = visible_slice(count, left, left + span, width_px)
    assert 0 <= first <= last <= count
    assert first % size == 0 and size & (size - 1) == 0
    assert last == count or last % size == 0
    assert max(1.0, width_px) / (span / size) >= 2 - 1e-6
