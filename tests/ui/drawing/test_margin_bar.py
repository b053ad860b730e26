"""Margin ratio bar and ADL lights."""

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from ui.drawing.margin_bar import paint_adl_lights, paint_margin_bar
from ui.theme import style, tokens


@pytest.fixture(autouse=True)
def dark_theme(qtbot):
    style.apply_theme(QApplication.instance(), "dark")
    yield
    QApplication.instance().setStyleSheet("")


@pytest.mark.parametrize(("ratio", "token"), [(0.076, "surf"), (0.85, "warn_fill"), (1.0, "loss"), (7.0, "loss")])
def test_margin_bar_colour_tells_how_near_liquidation_is(ratio, token):
    picture = QPixmap(100, 6)
    picture.fill(QColor("#000000"))
    painter = QPainter(picture)
    paint_margin_bar(painter, QRectF(0, 0, 100, 6), ratio, tokens.active())
    painter.end()
    assert picture.toImage().pixelColor(3, 3).name().upper() == tokens.active().color_of(token)


def test_lights_are_lit_from_the_left():
    picture = QPixmap(60, 16)
    picture.fill(QColor("#000000"))
    painter = QPainter(picture)
    paint_adl_lights(painter, QPointF(2, 2), 3, tokens.active())
    painter.end()
    lit = [picture.toImage().pixelColor(5 + 9 * place, 8).name().upper() for place in range(5)]
    assert lit == [tokens.active().warn_fill] * 3 + ["#000000"] * 2
