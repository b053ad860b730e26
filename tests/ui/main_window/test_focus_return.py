"""The keys come back to the window when a dialog closes, also where no window manager gives them back."""

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from ui.bridge.presentation_clock import PresentationClock
from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.main_window.window import MainWindow


@pytest.fixture
def window(qtbot, tmp_path):
    made = MainWindow(SessionHost(), WindowSettings(tmp_path / "user"), PresentationClock(None))
    qtbot.addWidget(made)
    made.show()
    return made


def opened(parent) -> QDialog:
    """Return an open dialog with a field."""
    dialog = QDialog(parent)
    QLineEdit(dialog)
    dialog.open()
    return dialog


def test_dialog_that_closes_gives_the_keys_to_the_window_below(qtbot, window):
    dialog = opened(window)
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.accept()
    qtbot.waitUntil(window.isActiveWindow)


def test_dialog_behind_another_leaves_the_keys_where_they_are(qtbot, window):
    first = opened(window)
    second = opened(window)
    qtbot.waitUntil(second.isActiveWindow)
    first.reject()
    QApplication.processEvents()
    QApplication.processEvents()
    assert second.isActiveWindow()
