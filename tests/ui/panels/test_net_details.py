"""The safety net's details open by click and by key, go from basin to basin, and follow the run."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tests.support.money_stories import FOUR_SLICES, MoneyPilot
from ui.theme import style

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def pilot(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    pilot = MoneyPilot(FOUR_SLICES, tmp_path, "10:42:14")
    qtbot.addWidget(pilot.window)
    yield pilot
    pilot.window.close()
    QApplication.instance().setStyleSheet("")


def test_click_on_a_basin_opens_its_sums_and_they_follow_the_run(pilot, qtbot):
    basins, details = pilot.window.body.net.basins, pilot.window.money.details
    qtbot.mouseClick(basins, LEFT, pos=basins.anchor(2) + QPoint(0, 4))
    assert details.view.title == "Insurance fund"
    pilot.play_to("10:42:15")
    assert {one.label: one.value for one in details.view.lines}["Received: fees and surpluses"] == "+12.10"
    assert any(one.text() == "+12.10" for one in details.findChildren(QLabel) if one.isVisible())


def test_n_opens_arrows_go_round_and_escape_gives_the_focus_back(pilot, qtbot):
    window = pilot.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_N)
    details = window.money.details
    assert details.view.title == "Insurance fund" and details.hasFocus()
    QTest.keyClick(details, Qt.Key.Key_Right)
    assert details.view.title == "ADL queue"
    assert [(row.owner_text, row.is_yours) for row in details.view.queue] == [("You", True)]
    QTest.keyClick(details, Qt.Key.Key_Left)
    QTest.keyClick(details, Qt.Key.Key_Left)
    assert details.view.title == "Liq. fee"
    QTest.keyClick(details, Qt.Key.Key_Escape)
    assert details.view is None
    assert window.body.net.basins.hasFocus()


def test_escape_closes_the_card_wherever_the_focus_is(pilot, qtbot):
    window = pilot.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.money.show_net_details(4)
    window.body.wallets.tank("spot").setFocus()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.money.details.view is None


def test_basins_are_walked_and_opened_by_keyboard_alone(pilot):
    basins = pilot.window.body.net.basins
    basins.setFocus()
    QTest.keyClick(basins, Qt.Key.Key_Right)
    QTest.keyClick(basins, Qt.Key.Key_Right)
    QTest.keyClick(basins, Qt.Key.Key_Return)
    assert pilot.window.money.details.view.title == "Insurance fund"
