"""The timeline asks for moments and hides what has not been played."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from ui.drawing.timeline import TimelineBar, TimelineFigure, TimelineMarker
from ui.theme import style

PRICES = tuple((float(second), 100.0 + second % 7) for second in range(0, 1000, 10))


@pytest.fixture
def bar(qtbot):
    style.apply_theme(QApplication.instance(), "dark")
    widget = TimelineBar(
        TimelineFigure(0, 1000, 400, "00:06:40", PRICES, (TimelineMarker(100, "funding", tooltip="Funding"),))
    )
    qtbot.addWidget(widget)
    widget.resize(1000, 56)
    widget.show()
    yield widget
    QApplication.instance().setStyleSheet("")


def test_prices_beyond_the_playhead_change_nothing(bar):
    shown = bar.grab().toImage()
    known = tuple(point for point in PRICES if point[0] <= 400)
    bar.set_figure(TimelineFigure(0, 1000, 400, "00:06:40", known + ((700.0, 9999.0),), bar.figure.markers))
    assert bar.grab().toImage() == shown


def test_press_asks_for_the_share_of_the_run(bar, qtbot):
    with qtbot.waitSignal(bar.seek_requested) as asked:
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(bar.x_of(250)), 30))
    assert asked.args[0] == pytest.approx(0.25, abs=0.002)


def test_arrow_keys_ask_for_a_hundredth(bar, qtbot):
    with qtbot.waitSignal(bar.seek_requested) as asked:
        qtbot.keyClick(bar, Qt.Key.Key_Left)
    assert asked.args[0] == pytest.approx(0.39)


def test_share_stays_within_the_run(bar):
    assert bar.share_at(-50) == 0.0 and bar.share_at(5000) == 1.0


def test_description_tells_what_was_played(bar):
    assert "00:06:40" in bar.accessibleDescription() and "Not played yet" in bar.accessibleDescription()
