"""Drawer and popovers come into sight in 160 ms of presentation time, or at once where less motion is asked for."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from tests.support.money_stories import FOUR_SLICES, MoneyPilot
from ui.main_window.reach_wiring import show_details
from ui.panels.arrivals import BELOW, RIGHT, uncovered


def test_uncovered_part_grows_from_its_edge():
    whole = QRect(0, 0, 200, 100)
    assert uncovered(whole, RIGHT, 0.25) == QRect(150, 0, 50, 100)
    assert uncovered(whole, BELOW, 0.5) == QRect(0, 50, 200, 50)
    assert uncovered(whole, RIGHT, 0.0).width() == 1 and uncovered(whole, RIGHT, 1.0) == whole


def test_drawer_comes_from_the_right_edge_and_pushes_nothing(qtbot, tmp_path):
    pilot = MoneyPilot(FOUR_SLICES, tmp_path, "09:58:03")
    qtbot.addWidget(pilot.window)
    body = pilot.window.body
    pilot.window.resize(1180, 760)
    QApplication.processEvents()
    centre = body.rows.geometry()
    pilot.frame()
    body.toggle_drawer()
    widths = []
    for _ in range(12):
        widths.append(body.drawer.mask().boundingRect().width())
        pilot.frame()
    assert widths[0] == 1 and widths == sorted(widths[:10]) + widths[10:]
    assert body.drawer.mask().isEmpty() and not body.arrivals.moving, "it has come after 160 ms"
    assert body.drawer.geometry().right() == body.width() - 1 and body.rows.geometry() == centre
    body.toggle_drawer()
    pilot.window.calm_action.setChecked(True)
    body.toggle_drawer()
    assert body.drawer.isVisible() and body.drawer.mask().isEmpty(), "with less motion it is there"
    pilot.window.close()


def test_details_of_the_blast_radius_come_from_below(qtbot, tmp_path):
    pilot = MoneyPilot(FOUR_SLICES, tmp_path, "09:58:03")
    qtbot.addWidget(pilot.window)
    show_details(pilot.window)
    details = pilot.window.body.reach_details
    assert pilot.window.body.arrivals.moving == (details,)
    pilot.frame(12)
    assert details.isVisible() and details.mask().isEmpty()
    pilot.window.close()
