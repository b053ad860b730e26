"""The steps of a liquidation tell their states."""

import pytest
from PySide6.QtWidgets import QApplication

from ui.drawing.stage_cells import StageCells, StageFigure
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


def test_stage_cells_tell_their_states(qtbot):
    cells = shown(qtbot, StageCells([StageFigure("done"), StageFigure("burning"), StageFigure("left")]))
    assert cells.accessibleDescription() == "step 1 done, step 2 burning, step 3 left"
    assert tokens.active().water2 in names_in(cells.grab().toImage())
