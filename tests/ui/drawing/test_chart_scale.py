"""Chart scale and axis labels: tags never overlap, labels are whole units, prices that matter come into view."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.drawing.chart_scale import (
    TAG_GAP_PX,
    ChartScale,
    fit_prices,
    moment_text,
    price_labels,
    price_text,
    spread_tags,
    time_labels,
)

NOON_S = 1_584_014_400  # 2020-03-12 12:00:00 UTC


@given(st.lists(st.floats(-200, 900), max_size=20))
def test_spread_tags_never_overlap_and_keep_price_order(wanted):
    rows = spread_tags(wanted, 9.0, 480.0)
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    for above, below in zip(order, order[1:], strict=False):
        assert rows[below] - rows[above] >= TAG_GAP_PX - 1e-6
    assert all(row >= 9.0 - 1e-6 for row in rows)
    if 9.0 + (len(wanted) - 1) * TAG_GAP_PX <= 480.0:
        assert all(row <= 480.0 + 1e-6 for row in rows)


@given(st.lists(st.integers(1, 20), min_size=1, max_size=10, unique=True))
def test_spread_tags_leave_free_tags_alone(places):
    wanted = [place * 20.0 for place in places]
    assert spread_tags(wanted, 0.0, 500.0) == pytest.approx(wanted)


def test_spread_tags_move_a_close_pair_by_the_same_way():
    assert spread_tags([100.0, 101.0], 0.0, 500.0) == pytest.approx([91.0, 110.0])


@given(st.floats(1, 1e6), st.floats(1e-4, 0.5), st.integers(0, 4))
def test_price_labels_stand_apart_and_inside(middle, half_share, decimals):
    scale = ChartScale(0, 100, middle * (1 - half_share), middle * (1 + half_share), 700.0, 480.0)
    labels = price_labels(scale, decimals)
    rows = [scale.y(price) for price, _ in labels]
    assert all(first - second >= 33.9 for first, second in zip(rows, rows[1:], strict=False))
    assert all(text == price_text(round(price * 10**decimals), decimals) for price, text in labels)


def test_price_text_has_separators_and_a_true_minus():
    assert price_text(79340, 1) == "7,934.0"
    assert price_text(-105, 2) == "\N{MINUS SIGN}1.05"
    assert price_text(12, 0) == "12"


def test_scale_maps_back_and_forth():
    scale = ChartScale(10.0, 110.0, 7000.0, 8000.0, 500.0, 400.0)
    assert scale.price_at(scale.y(7463.9)) == pytest.approx(7463.9)
    assert scale.index_at(scale.x(42.0)) == pytest.approx(42.0)
    assert scale.y(8000.0) == 0 and scale.candle_px == 5


def test_fit_prices_takes_near_lines_and_leaves_far_ones():
    bottom, top = fit_prices(7700.0, 7970.0, [7463.9, 7434.0, 7934.0, 3000.0])
    assert bottom < 7434.0 and top > 7970.0
    assert bottom > 7000.0


def test_fit_prices_of_a_flat_market_is_not_empty():
    bottom, top = fit_prices(100.0, 100.0, [])
    assert bottom < 100.0 < top


def test_time_labels_stand_on_whole_hours_and_name_the_day():
    times = np.arange(NOON_S - 14 * 3600, NOON_S, 300, dtype=np.int64)
    labels = time_labels(times, 0, len(times), 6.0)
    assert labels[0][1] in {"22:00", "23:00"}
    assert "12 Mar" in [text for _, text in labels]
    assert all(int(times[index]) % 3600 == 0 for index, _ in labels)
    assert all(second - first >= 12 for (first, _), (second, _) in zip(labels, labels[1:], strict=False))


def test_moment_text_is_utc():
    assert moment_text(NOON_S) == "12 Mar 12:00"
