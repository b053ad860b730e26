"""Margin ratio bar and the delegates that draw meters in tables."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView

from ui.drawing.margin_bar import ALARM_ROLE, METER_ROLE, AdlLightsDelegate, MarginBarDelegate, paint_margin_bar
from ui.drawing.stage_cells import STAGES_ROLE, StageCellsDelegate, StageFigure
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


@pytest.mark.parametrize(("ratio", "token"), [(0.076, "surf"), (0.85, "warn_fill"), (1.0, "loss"), (7.0, "loss")])
def test_margin_bar_colour_tells_how_near_liquidation_is(ratio, token):
    picture = QPixmap(100, 6)
    picture.fill(QColor("#000000"))
    painter = QPainter(picture)
    paint_margin_bar(painter, QRectF(0, 0, 100, 6), ratio, tokens.active())
    painter.end()
    assert picture.toImage().pixelColor(3, 3).name().upper() == tokens.active().color_of(token)


def test_delegates_draw_their_roles(qtbot):
    model = QStandardItemModel(1, 3)
    model.setItem(0, 0, QStandardItem("> 100 %"))
    model.item(0, 0).setData(1.4, METER_ROLE)
    model.item(0, 0).setData(True, ALARM_ROLE)
    model.setItem(0, 1, QStandardItem(""))
    model.item(0, 1).setData(3, METER_ROLE)
    model.setItem(0, 2, QStandardItem(""))
    model.item(0, 2).setData(
        (StageFigure("done", "7,458"), StageFigure("burning", "7,418"), StageFigure("left", "next")), STAGES_ROLE
    )
    view = QTableView()
    delegates = [MarginBarDelegate(view), AdlLightsDelegate(view), StageCellsDelegate(view)]
    for column, delegate in enumerate(delegates):
        view.setItemDelegateForColumn(column, delegate)
    view.setModel(model)
    qtbot.addWidget(view)
    view.verticalHeader().setDefaultSectionSize(50)
    view.resize(500, 140)
    view.show()
    seen = names_in(view.grab().toImage())
    theme = tokens.active()
    assert {theme.loss, theme.warn_fill, theme.water2} <= seen
