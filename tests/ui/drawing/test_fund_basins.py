"""The safety net shows water, lights, spills and words."""

import pytest
from PySide6.QtWidgets import QApplication

from ui.drawing.fund_basins import BasinFigure, FundBasins
from ui.theme import style, tokens


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


def test_basins_show_spill_lights_and_words(qtbot):
    calm = [
        BasinFigure(("Your", "margin"), "1,240.00", 0.8),
        BasinFigure(("Insurance", "fund"), "12.48 M", 0.9, tone="fund"),
        BasinFigure(("ADL", "queue"), "not used", lights=2, is_used=False),
    ]
    widget = shown(qtbot, FundBasins(calm))
    theme = tokens.active()
    assert {theme.water, theme.fund_bg, theme.warn_fill} <= names_in(widget.grab().toImage())
    assert theme.loss not in names_in(widget.grab().toImage())
    widget.set_figures([BasinFigure(("Your", "margin"), "0.00", 0.1, 0.8, "loss", True, True), *calm[1:]])
    assert theme.loss in names_in(widget.grab().toImage())
    assert "ADL queue not used" in widget.accessibleDescription()
    assert widget.anchor(0).x() < widget.anchor(1).x() < widget.width()
