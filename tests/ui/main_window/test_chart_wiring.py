"""The chart in the window: the stress line by key and drag, other traders' liquidations, orders, the closing zone."""

from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from sandbox.messages.commands import PlaceOrder
from sandbox.values.instants import parse_instant
from ui.bridge.presentation_clock import PresentationClock
from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.drawing.chart_figure import LineKind
from ui.main_window.window import MainWindow
from ui.theme import style

BTC = "BTCUSDT-PERP"
PLAYED = "2020-03-12T00:10:00Z"  # the scenario has opened its long


@pytest.fixture
def window(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    window = MainWindow(SessionHost(lambda: 0), WindowSettings(tmp_path), PresentationClock(lambda: 0))
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.prepare_chart()
    assert window.files.start_scenario("black-thursday")
    window.host.play_to(parse_instant(PLAYED))
    window.refresh(settle=False)
    yield window
    window.close()
    QApplication.instance().setStyleSheet("")


def lines_of(window, kind):
    return [line for line in window.body.chart.chart._content.lines if line.kind is kind]


def test_stress_line_says_what_would_be_taken_and_escape_removes_it(window, qtbot):
    chart = window.body.chart.chart
    assert not lines_of(window, LineKind.STRESS)
    qtbot.keyClick(window, Qt.Key.Key_W)
    assert len(lines_of(window, LineKind.STRESS)) == 1
    chart.stress_moved.emit(7_000.0)
    words = chart.accessibleDescription()
    assert "At 7,000.0" in words and "BTCUSDT long: 999.80 USDT taken" in words
    assert "ETHUSDT short" in words and "not liquidated" in words
    chart.stress_moved.emit(7_900.0)
    assert "taken" not in chart.accessibleDescription()
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert not lines_of(window, LineKind.STRESS)


def test_stress_line_changes_nothing_in_the_session(window, qtbot):
    digest, steps = window.host.session.digest, window.host.session.step_count
    window.chart.toggle_stress()
    for price in (7_000.0, 3_000.0, 12_000.0, -5.0):
        window.body.chart.chart.stress_moved.emit(price)
    assert (window.host.session.digest, window.host.session.step_count) == (digest, steps)


def test_arrow_keys_move_the_stress_line_while_the_chart_has_the_focus(window, qtbot):
    window.chart.toggle_stress()
    before = lines_of(window, LineKind.STRESS)[0].price
    qtbot.keyClick(window.body.chart.chart, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert lines_of(window, LineKind.STRESS)[0].price < before


def test_resting_orders_are_lines_and_the_closing_zone_says_what_is_left(window):
    order = PlaceOrder(
        contract=BTC, side="long", lots=100, price_ticks=78_000, margin_mode="isolated", leverage=Fraction(20)
    )
    window.submit(order)
    window.refresh(settle=False)
    (line,) = lines_of(window, LineKind.ORDER)
    assert (line.price, line.label) == (7_800.0, "Long 0.100 at 7,800.0")
    (liquidation,) = lines_of(window, LineKind.LIQUIDATION)
    assert liquidation.zone == "closing zone: 59.60 left at liquidation, 0.00 at bankruptcy"


def test_running_liquidation_numbers_its_stages_and_dashes_the_next(window):
    host = window.host
    while not window.model.running or len(window.model.running[0].sales) < 2:
        assert host.session.state.now_ns < parse_instant("2020-03-12T12:00:00Z")
        host.step_event()
    kinds = [(one.kind, one.text) for one in window.model.chart_markers() if one.kind.startswith("stage")]
    assert kinds[0] == ("stage", "1") and kinds[-1][0] == "stage_next"
    window.refresh(settle=False)
    assert window.body.chart.chart._content.cover_px == window.body.chart.banner.height()
