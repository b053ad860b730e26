"""Below 1280 pixels the right column is a drawer: O opens and closes it, and what needs it opens it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.money_stories import FOUR_SLICES, MoneyPilot


def test_right_column_is_a_drawer_in_a_narrow_window(qtbot, tmp_path):
    pilot = MoneyPilot(FOUR_SLICES, tmp_path, "09:58:03")
    qtbot.addWidget(pilot.window)
    body = pilot.window.body
    assert body.right.isVisible()
    body.toggle_drawer()
    assert body.right.isVisible(), "in a wide window it stays"
    pilot.window.resize(1180, 760)
    QApplication.processEvents()
    assert not body.right.isVisible() and body.rows.width() > 800
    body.setFocus()
    qtbot.keyClick(pilot.window, Qt.Key.Key_O)
    assert body.right.isVisible()
    qtbot.keyClick(pilot.window, Qt.Key.Key_O)
    assert not body.right.isVisible()
    pilot.play_to("10:42:16")
    assert body.shows_rescue and body.right.isVisible(), "a liquidation of one's own opens it"
    pilot.window.resize(1440, 900)
    QApplication.processEvents()
    assert body.right.isVisible()
    pilot.window.close()
