"""Valve states differ by shape and name their reason."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from ui.drawing.pipe import PipeFigure, PipeValve, ValveState
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


def test_valve_states_have_different_pictures(qtbot):
    pictures = []
    for state in ValveState:
        valve = shown(qtbot, PipeValve(PipeFigure("contract", state, "State", "reason")))
        valve.clearFocus()
        pictures.append(valve.grab().toImage())
    assert all(first != second for place, first in enumerate(pictures) for second in pictures[place + 1 :])


def test_valve_reports_and_names_its_reason(qtbot):
    valve = shown(
        qtbot, PipeValve(PipeFigure("contract", ValveState.LOCKED, "Locked:", "BTCUSDT liquidation in progress"))
    )
    assert valve.accessibleDescription() == "Locked: BTCUSDT liquidation in progress"
    assert valve.toolTip() == valve.accessibleDescription()
    with qtbot.waitSignal(valve.valve_activated) as activated:
        qtbot.mouseClick(valve, Qt.MouseButton.LeftButton, pos=valve.valve_point())
    assert activated.args == ["contract"]
    with qtbot.assertNotEmitted(valve.valve_activated):
        qtbot.mouseClick(valve, Qt.MouseButton.LeftButton, pos=QPoint(200, 14))
