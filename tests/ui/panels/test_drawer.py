"""Below 1280 pixels the right column is a drawer: O opens and closes it, and what needs it opens it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.support.money_stories import FOUR_SLICES, MoneyPilot


def test_right_column_is_a_drawer_in_a_narrow_window(qtbot, tmp_path):
    pilot = MoneyPilot(FOUR_SLICES, tmp_path, "09:58:03")
    qtbot.addWidget(pilot.window)
    body = pilot.window.body
    assert body.ticket.isVisible()
    body.toggle_drawer()
    assert body.ticket.isVisible() and not body.drawer.isVisible(), "in a wide window it stays"
    pilot.window.resize(1180, 760)
    QApplication.processEvents()
    assert not body.ticket.isVisible() and body.rows.width() > 800
    body.setFocus()
    qtbot.keyClick(pilot.window, Qt.Key.Key_O)
    QApplication.processEvents()
    assert body.ticket.isVisible() and body.rows.width() > 800, "it covers and pushes nothing"
    assert body.drawer.geometry().right() == body.width() - 1
    assert body.drawer.y() == body.columns.y() and body.drawer.height() == body.columns.height()
    qtbot.keyClick(pilot.window, Qt.Key.Key_O)
    assert not body.ticket.isVisible()
    qtbot.mouseClick(body.top_bar.order_button, Qt.MouseButton.LeftButton)
    assert body.ticket.isVisible()
    qtbot.keyClick(pilot.window, Qt.Key.Key_Escape)
    assert not body.ticket.isVisible()
    pilot.play_to("10:42:16")
    assert body.shows_rescue and body.drawer.isVisible(), "a liquidation of one's own opens it"
    pilot.window.resize(1440, 900)
    QApplication.processEvents()
    assert body.rescue.isVisible() and not body.drawer.isVisible()
    assert not body.top_bar.order_button.isVisible()
    pilot.window.close()
