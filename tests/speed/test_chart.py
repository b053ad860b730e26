"""The chart with a million candles, axes and grid: frames against a bare painter that draws the same candles."""

import time

import numpy as np
import pytest
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from tests.speed.ratios import medians, report
from ui.drawing.price_chart import ChartView
from ui.theme import style

pytestmark = pytest.mark.speed
CANDLES, IN_VIEW = 1_000_000, 600
WIDTH, HEIGHT = 1280, 720
START_S = 1_584_007_200


def walk(count):
    rng = np.random.default_rng(7)
    close = 50_000 + rng.normal(0, 5, count).cumsum()
    opened = np.r_[50_000.0, close[:-1]]
    spread = rng.random(count) * 4
    return opened, np.maximum(opened, close) + spread, np.minimum(opened, close) - spread, close, rng.random(count)


class BareChart(QWidget):
    """The least that draws candles: numpy columns handed to one painter, ground and sixteen grid lines."""

    def __init__(self, rows):
        super().__init__()
        self.rows, self.first = rows, 0
        self.lines, self.rects = PrimitiveArray(QLineF, 4), PrimitiveArray(QRectF, 4)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#11161D"))
        opens, highs, lows, closes = (row[self.first : self.first + IN_VIEW] for row in self.rows[:4])
        low, factor = lows.min(), HEIGHT / (highs.max() - lows.min())
        x = (np.arange(len(opens)) + 0.5) * (WIDTH / IN_VIEW)
        for mask, ink in ((closes >= opens, "#35CDBB"), (closes < opens, "#FF6B4A")):
            count = int(mask.sum())
            self.lines.resize(count)
            cells = self.lines.ndarray()
            cells[:, 0] = cells[:, 2] = x[mask]
            cells[:, 1], cells[:, 3] = HEIGHT - (highs[mask] - low) * factor, HEIGHT - (lows[mask] - low) * factor
            painter.setPen(QColor(ink))
            painter.drawLines(*self.lines.drawargs())
            self.rects.resize(count)
            cells = self.rects.ndarray()
            cells[:, 0], cells[:, 2] = x[mask] - 0.5, 1
            cells[:, 1] = HEIGHT - (np.maximum(opens, closes)[mask] - low) * factor
            cells[:, 3] = np.abs(opens - closes)[mask] * factor
            painter.drawRects(*self.rects.drawargs())
        painter.setPen(QColor("#3C4250"))
        for place in range(8):
            painter.drawLine(0, 45 + place * 90, WIDTH, 45 + place * 90)
            painter.drawLine(80 + place * 160, 0, 80 + place * 160, HEIGHT)
        painter.end()


@pytest.fixture(scope="module")
def columns():
    return START_S + 60 * np.arange(CANDLES), walk(CANDLES)


@pytest.fixture
def chart(qtbot, columns):
    style.apply_theme(QApplication.instance(), "dark")
    times, rows = columns
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(WIDTH, HEIGHT)
    view.set_columns(times, *rows)
    view.zoom(110 / IN_VIEW)
    view.show()
    yield view
    QApplication.instance().setStyleSheet("")


@pytest.fixture
def floor(qtbot, columns):
    bare = BareChart(columns[1])
    qtbot.addWidget(bare)
    bare.resize(WIDTH, HEIGHT)
    bare.show()

    def frame():
        bare.first = (bare.first + 3) % (CANDLES - IN_VIEW)
        bare.update()
        QApplication.processEvents()

    return frame


def frame_of(change):
    def frame():
        change()
        QApplication.processEvents()

    return frame


def compare(name, ours, floor, limit, rounds=60):
    for _ in range(5):
        ours(), floor()
    mine, bare = medians(ours, floor, rounds, time.process_time)  # a frame waits for nothing but its turn
    report(f"ours.chart.{name}.{CANDLES}", mine * 1e3, "ms", "lower", ratio_to_bare_painter=mine / bare)
    assert mine / bare < limit


def test_pan_over_a_million_candles(chart, floor):
    chart.pan(-CANDLES / 2)
    compare("pan", frame_of(lambda: chart.pan(3)), floor, 6)


def test_price_that_moves_the_newest_candle(chart, floor, columns):
    opened, high, low, close, volume = (float(row[-1]) for row in columns[1])
    turn = [0]

    def tick():
        turn[0] += 1
        chart.update_last(opened, high, low, close * (1 + 1e-6 * (turn[0] % 2)), volume)

    compare("append", frame_of(tick), floor, 5)


def test_new_candle_every_frame(chart, floor, columns):
    close = float(columns[1][3][-1])
    at = [int(columns[0][-1])]

    def append():
        at[0] += 60
        chart.append_candle(at[0], close, close * 1.0001, close * 0.9999, close, 0.5)

    compare("newbar", frame_of(append), floor, 7)


def test_all_million_in_view(chart, floor):
    chart.fit_all()
    turn = [0]

    def change():
        turn[0] += 1
        chart.zoom(1.0001 if turn[0] % 2 else 1 / 1.0001)

    compare("fitall", frame_of(change), floor, 8, rounds=30)


def test_first_paint(qtbot, columns, floor):
    style.apply_theme(QApplication.instance(), "dark")
    times, rows = columns

    def first():
        view = ChartView()
        qtbot.addWidget(view)
        view.resize(WIDTH, HEIGHT)
        view.set_columns(times, *rows)
        view.show()
        QApplication.processEvents()
        view.hide()

    compare("first_paint", first, floor, 60, rounds=7)
    QApplication.instance().setStyleSheet("")
