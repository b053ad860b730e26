"""The timeline asks for moments and hides what has not been played."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from ui.drawing.timeline import TimelineBar, TimelineFigure, TimelineMarker
from ui.theme import style

PRICES = tuple((float(second), 100.0 + second % 7) for second in range(0, 1000, 10))


@pytest.fixture
def bar(qtbot):
    style.apply_theme(QApplication.instance(), "dark")
    widget = TimelineBar(
        TimelineFigure(0, 1000, 400, 400, "00:06:40", PRICES, (TimelineMarker(100, "funding", tooltip="Funding"),))
    )
    qtbot.addWidget(widget)
    widget.resize(1000, 56)
    widget.show()
    yield widget
    QApplication.instance().setStyleSheet("")


def test_prices_beyond_the_playhead_change_nothing(bar):
    shown = bar.grab().toImage()
    known = tuple(point for point in PRICES if point[0] <= 400)
    bar.set_figure(TimelineFigure(0, 1000, 400, 400, "00:06:40", known + ((700.0, 9999.0),), bar.figure.markers))
    assert bar.grab().toImage() == shown


def test_in_the_past_what_was_played_stays_and_the_rest_stays_hidden(bar):
    bar.set_figure(TimelineFigure(0, 1000, 200, 400, "00:03:20", PRICES, bar.figure.markers))
    shown = bar.grab().toImage()
    bar.set_figure(TimelineFigure(0, 1000, 200, 400, "00:03:20", PRICES + ((950.0, 9999.0),), bar.figure.markers))
    assert bar.grab().toImage() == shown
    bar.set_figure(TimelineFigure(0, 1000, 200, 200, "00:03:20", PRICES, bar.figure.markers))
    assert bar.grab().toImage() != shown


def test_press_and_drag_ask_for_the_moment_below_the_pointer(bar, qtbot):
    with qtbot.waitSignal(bar.seek_requested) as asked:
        qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(bar.x_of(250)), 30))
    assert asked.args[0] == pytest.approx(250, abs=2)
    with qtbot.waitSignal(bar.seek_requested) as asked:
        drag_to(bar, bar.x_of(300))
    assert asked.args[0] == pytest.approx(300, abs=2)


def drag_to(bar: TimelineBar, x: float) -> None:
    """Move the pointer with its button pressed."""
    place = QPointF(x, 30)
    button = Qt.MouseButton.LeftButton
    QApplication.sendEvent(
        bar, QMouseEvent(QEvent.Type.MouseMove, place, place, button, button, Qt.KeyboardModifier.NoModifier)
    )


def test_arrow_keys_step_and_pages_go_a_tenth_of_what_was_played(bar, qtbot):
    for key, places in ((Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 1)):
        with qtbot.waitSignal(bar.step_requested) as asked:
            qtbot.keyClick(bar, key)
        assert asked.args == [places]
    with qtbot.waitSignal(bar.seek_requested) as asked:
        qtbot.keyClick(bar, Qt.Key.Key_PageDown)
    assert asked.args[0] == pytest.approx(360)
    with qtbot.waitSignal(bar.seek_requested) as asked:
        qtbot.keyClick(bar, Qt.Key.Key_Home)
    assert asked.args == [0]
    with qtbot.waitSignal(bar.end_requested):
        qtbot.keyClick(bar, Qt.Key.Key_End)


def test_a_moment_stays_within_the_run(bar):
    assert bar.time_at(-50) == 0.0 and bar.time_at(5000) == 1000.0


def test_description_tells_what_was_played(bar):
    assert "00:06:40" in bar.accessibleDescription() and "Not played yet" in bar.accessibleDescription()
