"""The blast radius strip says sum and reach."""

import pytest
from PySide6.QtWidgets import QApplication

from ui.drawing.reach_strip import ReachFigure, ReachStrip
from ui.theme import style


@pytest.fixture(autouse=True)
def dark_theme(qtbot):
    style.apply_theme(QApplication.instance(), "dark")
    yield
    QApplication.instance().setStyleSheet("")


def shown(qtbot, widget):
    qtbot.addWidget(widget)
    widget.resize(widget.sizeHint())
    widget.show()
    return widget


def names_in(image):
    return {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}


def test_reach_strip_says_sum_and_reach(qtbot):
    figure = ReachFigure(
        "−1,240.00", "USDT, contract wallet only", "Spot 0 / Savings 0 / Funding 0 reachable", exposed_share=0.05
    )
    strip = shown(qtbot, ReachStrip(figure))
    before = strip.grab().toImage()
    strip.set_figure(
        ReachFigure("−1,240.00", "750.00 paid, 490.00 exposed", figure.reach_text, paid_share=0.03, exposed_share=0.02)
    )
    assert strip.grab().toImage() != before
    assert "Spot 0" in strip.accessibleDescription()
