"""The chart: what is painted where, following, panning, zooming."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication

from ui.drawing.chart_figure import ChartLine, ChartMarker, LineKind, MarkerKind
from ui.drawing.price_chart import ChartView
from ui.theme import style, tokens

START_S = 1_583_971_200


@pytest.fixture
def chart(qtbot):
    style.apply_theme(QApplication.instance(), "dark")
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(796, 534)
    view.show()
    yield view
    QApplication.instance().setStyleSheet("")


def fill(view, count, *, rising=True):
    first, last = (100.0, 110.0) if rising else (110.0, 100.0)
    times = [START_S + 60 * number for number in range(count)]
    rows = [[value] * count for value in (first, 112.0, 98.0, last, 5.0)]
    view.set_columns(times, *rows)


def column_colors(view, x, top, bottom):
    image = view.grab().toImage()
    return [image.pixelColor(x, y).name().upper() for y in range(top, bottom)]


def body_of(view, index):
    scale = view.scale
    return round(scale.x(index) - 0.5), round(scale.y(110.0)), round(scale.y(100.0))


def test_falling_candle_is_filled_with_loss(chart):
    fill(chart, 20, rising=False)
    chart.zoom(6)
    x, top, bottom = body_of(chart, 10)
    colors = column_colors(chart, x + 2, top + 4, bottom - 4)
    assert set(colors) == {tokens.active().loss}


def test_rising_candle_is_hollow_with_a_gain_edge(chart):
    fill(chart, 20, rising=True)
    chart.zoom(6)
    x, top, bottom = body_of(chart, 10)
    inside = column_colors(chart, x + 2, top + 4, bottom - 4)
    assert tokens.active().gain not in inside
    image = chart.grab().toImage()
    row = [image.pixelColor(x + offset, (top + bottom) // 2).name().upper() for offset in range(-30, 31)]
    assert row.count(tokens.active().gain) >= 2
    assert tokens.active().gain in column_colors(chart, x, round(chart.scale.y(112.0)) + 1, top - 1)


def test_update_last_repaints_the_newest_candle(chart):
    fill(chart, 5)
    before = chart.grab().toImage()
    chart.update_last(100.0, 112.0, 98.0, 99.0, 5.0)
    assert chart.grab().toImage() != before
    assert chart.candle_count == 5


def test_nothing_is_painted_beyond_the_newest_candle(chart):
    fill(chart, 30)
    x = round(chart.scale.x(34))
    image = chart.grab().toImage()
    strong = {tokens.active().gain, tokens.active().loss}
    area = {image.pixelColor(column, row).name().upper() for column in range(x, x + 200) for row in range(40, 440, 3)}
    assert not area & strong


def test_liquidation_line_is_solid_and_bankruptcy_broken(chart):
    fill(chart, 20)
    chart.set_lines([ChartLine(LineKind.LIQUIDATION, 96.0, "Liquidation 96.0"), ChartLine(LineKind.BANKRUPTCY, 94.0)])
    image = chart.grab().toImage()
    liquidation, bankruptcy = (
        [image.pixelColor(x, round(chart.scale.y(price))).red() for x in range(400, 700)] for price in (96.0, 94.0)
    )
    assert min(liquidation) > 200
    assert min(bankruptcy) < 150 < max(bankruptcy)
    between = image.pixelColor(500, round(chart.scale.y(95.0)))
    assert between.red() > QColor(tokens.active().bg1).red() + 20


def test_far_line_is_announced_instead_of_squeezing_the_candles(chart):
    fill(chart, 20)
    chart.set_lines([ChartLine(LineKind.ENTRY, 100000.0, "Entry 100,000.0 · Long", "Entry 100,000.0")])
    assert chart.scale.top < 1000
    assert "Entry 100,000.0" in chart.accessibleDescription()


def test_append_follows_until_the_user_pans_away(chart, qtbot):
    fill(chart, 300)
    assert chart.is_following and chart.scale.right > 299
    with qtbot.waitSignal(chart.follow_changed) as changed:
        chart.pan(-50)
    assert changed.args == [False]
    right = chart.scale.right
    chart.append_candle(START_S + 60 * 300, 100.0, 112.0, 98.0, 110.0, 5.0)
    assert chart.scale.right == right
    chart.set_follow(True)
    assert chart.scale.right > 300


def test_pan_stops_before_the_first_candle_and_at_the_newest(chart):
    fill(chart, 300)
    chart.pan(-10_000)
    assert chart.scale.left >= -chart.scale.right
    chart.pan(10_000)
    assert chart.is_following


def test_keys_zoom_and_follow(chart, qtbot):
    fill(chart, 300)
    wide = chart.scale.right - chart.scale.left
    qtbot.keyClick(chart, Qt.Key.Key_Plus)
    assert chart.scale.right - chart.scale.left < wide
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert not chart.is_following
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert not chart.is_following  # End is the timeline's
    qtbot.keyClick(chart, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert chart.is_following


def test_wheel_zoom_keeps_the_candle_below_the_pointer(chart):
    fill(chart, 600)
    chart.pan(-200)
    under = chart.scale.index_at(300)
    chart.zoom(1.5, under)
    assert chart.scale.index_at(300) == pytest.approx(under, abs=0.5)


def test_crosshair_shows_and_leaves(chart, qtbot):
    fill(chart, 60)
    before = chart.grab().toImage()
    qtbot.mouseMove(chart, QPoint(200, 200))
    assert chart.grab().toImage() != before


def test_stage_markers_of_one_candle_step_to_the_right(chart):
    fill(chart, 40)
    time_s = START_S + 60 * 39 + 7
    chart.set_markers([ChartMarker(time_s, price, MarkerKind.STAGE, str(price)) for price in (104.0, 106.0)])
    image = chart.grab().toImage()
    candle_x = chart.scale.x(39)
    for place, price in enumerate((104.0, 106.0)):
        pixel = image.pixelColor(round(candle_x + 20 + place * 26 - 6), round(chart.scale.y(price)))
        assert pixel.red() > 200
    point = chart.time_point(time_s, 104.0)
    assert abs(point.x() - candle_x) <= 1


def test_empty_chart_paints_without_candles(chart):
    chart.set_columns([], [], [], [], [])
    assert chart.candle_count == 0
    assert not chart.grab().isNull()


def test_light_theme_reaches_the_chart_without_a_new_chart(chart):
    fill(chart, 20)
    style.apply_theme(QApplication.instance(), "light")
    assert chart.grab().toImage().pixelColor(500, 60).name().upper() == tokens.active().bg1
    style.apply_theme(QApplication.instance(), "dark")


def mouse(view, kind, at, buttons=Qt.MouseButton.LeftButton):
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    point = QPointF(*at)
    event = QMouseEvent(kind, point, view.mapToGlobal(point), held, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


def drag(view, start, end):
    mouse(view, QEvent.Type.MouseButtonPress, start)
    mouse(view, QEvent.Type.MouseMove, end)
    mouse(view, QEvent.Type.MouseButtonRelease, end, Qt.MouseButton.NoButton)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.lists(st.tuples(st.sampled_from(list(LineKind)), st.floats(90, 120)), max_size=45),
    st.integers(0, 58),
    st.one_of(st.none(), st.floats(0, 530)),
)
def test_axis_tags_never_overlap_and_stay_in_the_pane(chart, lines, cover_px, cross_y):
    if not chart.candle_count:
        fill(chart, 20)
    chart._content.cross = None if cross_y is None else QPointF(200, cross_y)
    chart.set_cover(cover_px)
    chart.set_lines([ChartLine(kind, price) for kind, price in lines])
    rows = sorted(chart.tag_rows)
    assert all(b - a >= 19 - 1e-6 for a, b in zip(rows, rows[1:], strict=False))
    assert not rows or (rows[0] >= cover_px + 9 - 1e-6 and rows[-1] <= chart.scale.pane_px - 9 + 1e-6)


def test_tags_keep_the_order_of_their_prices(chart):
    fill(chart, 20)
    chart.set_lines([ChartLine(LineKind.ORDER, 105 + 0.1 * place) for place in range(5)])
    assert chart.tag_rows == sorted(chart.tag_rows, reverse=True)


def test_a_line_below_the_banner_counts_as_above_the_view(chart):
    fill(chart, 20)
    chart.set_lines([ChartLine(LineKind.ENTRY, 111.9, "Entry 111.9 · Long 1", "Entry 111.9")])
    chart.set_cover(0)
    assert len(chart.tag_rows) == 1
    chart.set_cover(200)
    assert not chart.tag_rows


def test_a_price_that_moves_repaints_no_block_of_closed_candles(chart):
    fill(chart, 300)
    chart.grab()
    chart.grab()
    painted = chart.painted_blocks
    assert painted > 0
    for close in (101.0, 102.0, 103.0):
        chart.update_last(100.0, 112.0, 98.0, close, 5.0)
        chart.grab()
    assert chart.painted_blocks == painted


def test_blocks_and_a_pane_painted_straight_are_one_picture(chart):
    fill(chart, 900)
    chart.set_lines([ChartLine(LineKind.LIQUIDATION, 97.0), ChartLine(LineKind.BANKRUPTCY, 95.0)])
    for visible in (110, 400, 880):
        chart.zoom(chart._visible / visible)
        chart.pan(-3.3)
        chart._pane._look = ()
        straight = chart.grab().toImage()
        blocks = chart.grab().toImage()
        assert blocks == straight


def test_a_pan_keeps_the_blocks_that_stay_in_view(chart):
    fill(chart, 600)
    chart.pan(-100)
    chart.grab()
    chart.grab()
    painted = chart.painted_blocks
    chart.pan(-5)
    chart.grab()
    assert chart.painted_blocks - painted <= 1


def test_double_click_fits_all_and_again_shows_the_newest(chart):
    fill(chart, 5_000)
    mouse(chart, QEvent.Type.MouseButtonDblClick, (300, 200))
    assert chart.scale.left <= 0 and chart.scale.right >= 4_999
    mouse(chart, QEvent.Type.MouseButtonDblClick, (300, 200))
    assert chart.scale.right - chart.scale.left < 200 and chart.is_following


def test_drag_pans_and_the_follow_button_brings_the_newest_back(chart, qtbot):
    fill(chart, 600)
    assert chart.follow_button.isHidden()
    drag(chart, (300, 200), (400, 200))
    assert not chart.is_following and chart.follow_button.isVisible()
    qtbot.mouseClick(chart.follow_button, Qt.MouseButton.LeftButton)
    assert chart.is_following and chart.follow_button.isHidden()


def test_price_axis_stretches_by_drag_and_fits_again(chart, qtbot):
    fill(chart, 60)
    span = chart.scale.top - chart.scale.bottom
    axis_x = chart.width() - 20
    drag(chart, (axis_x, 100), (axis_x, 200))
    assert chart.scale.top - chart.scale.bottom > span * 1.2
    assert chart.auto_button.isVisible()
    mouse(chart, QEvent.Type.MouseButtonDblClick, (axis_x, 150))
    assert chart.scale.top - chart.scale.bottom == pytest.approx(span)
    assert chart.auto_button.isHidden()


def test_stress_line_is_dragged_moved_by_keys_and_removed(chart, qtbot):
    fill(chart, 60)
    chart.set_stress(ChartLine(LineKind.STRESS, 105.0, "What if", "Stress line 105.0"), (("At 105.0:", "warn"),))
    moved, removed = [], []
    chart.stress_moved.connect(moved.append)
    chart.stress_removed.connect(lambda: removed.append(True))
    drag(chart, (300, round(chart.scale.y(105.0))), (300, round(chart.scale.y(101.0))))
    assert moved[-1] == pytest.approx(101.0, abs=0.1)
    assert chart.is_following  # the view did not move
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    assert moved[-1] < 105.0
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert removed
    assert "At 105.0:" in chart.accessibleDescription()


def test_the_stress_line_never_moves_the_price_axis(chart):
    fill(chart, 60)
    before = (chart.scale.bottom, chart.scale.top)
    chart.set_stress(ChartLine(LineKind.STRESS, 113.9, "What if"))
    assert (chart.scale.bottom, chart.scale.top) == before


def test_home_and_end_are_left_to_the_timeline(chart, qtbot):
    fill(chart, 600)
    right = chart.scale.right
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        qtbot.keyClick(chart, key)
    assert chart.scale.right == right
    qtbot.keyClick(chart, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert chart.scale.left < 1


def test_volume_pane_is_there_only_where_volume_is(chart):
    fill(chart, 60)
    assert chart.scale.pane_px < chart.height() - 60
    times = [START_S + 60 * number for number in range(60)]
    chart.set_columns(times, *[[value] * 60 for value in (100.0, 112.0, 98.0, 105.0)])
    assert chart.scale.pane_px == chart.height() - 22
