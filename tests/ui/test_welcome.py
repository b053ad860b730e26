"""The first run: the welcome over the real window, by key and by mouse, and never again unless asked for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from ui.bridge.options import WindowOptions
from ui.bridge.presentation_clock import PresentationClock
from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.dialogs.welcome_dialog import WelcomeDialog
from ui.main_window.welcome_wiring import offer_welcome, show_welcome
from ui.main_window.window import MainWindow
from ui.panels.account_page import AccountPage
from ui.theme import style

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    made = MainWindow(SessionHost(), WindowSettings(tmp_path / "user"), PresentationClock(None))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    yield made
    made.close()
    QApplication.instance().setStyleSheet("")


def offered(window: MainWindow, **options: object) -> WelcomeDialog:
    dialog = offer_welcome(window, WindowOptions(**options))
    assert dialog is not None
    return dialog


def test_the_first_key_press_opens_my_account(qtbot, window):
    dialog = offered(window)
    qtbot.waitUntil(lambda: dialog.buttons["account"].hasFocus())
    qtbot.keyClick(dialog.buttons["account"], Qt.Key.Key_Return)
    assert window.findChild(AccountPage).isVisible()


def test_arrow_keys_go_from_choice_to_choice(qtbot, window):
    dialog = offered(window)
    qtbot.waitUntil(lambda: dialog.buttons["account"].hasFocus())
    qtbot.keyClick(dialog.buttons["account"], Qt.Key.Key_Down)
    assert dialog.buttons["black-thursday"].hasFocus()
    qtbot.keyClick(dialog.buttons["black-thursday"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.host.has_session and window.host.is_playing)
    assert window.host.session.opening.title == "Black Thursday"
    window.host.pause()


def test_a_figure_chooses(qtbot, window):
    dialog = offered(window)
    qtbot.keyClick(dialog, Qt.Key.Key_3)
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: window.host.has_session and window.host.is_playing)
    assert window.host.session.opening.id == "gap-through-bankruptcy"
    window.host.pause()


def test_it_says_offline_and_simulated_and_never_comes_back_by_itself(qtbot, window):
    dialog = offered(window)
    said = " ".join(one.text() for one in dialog.findChildren(QLabel))
    assert "offline" in said and "simulated" in said
    qtbot.mouseClick(dialog.look_around, LEFT)
    assert not dialog.isVisible()
    assert offer_welcome(window, WindowOptions()) is None
    again = show_welcome(window)
    assert not again.at_start.isChecked()
    again.at_start.setChecked(True)
    again.reject()
    assert offer_welcome(window, WindowOptions()) is not None, "asked for, it comes at every start"


@pytest.mark.parametrize("options", [{"file": "a.bulkhead"}, {"scenario": "x"}, {"play": True}])
def test_it_does_not_stand_in_the_way_of_what_was_asked_for(window, options: dict[str, object]):
    assert offer_welcome(window, WindowOptions(**options)) is None


def test_the_window_behind_shows_the_first_price(window):
    assert window.files.start_scenario("gap-through-bankruptcy")
    offered(window)
    assert window.model.last_ticks == 79_340


def test_the_settings_bring_it_back_at_every_start(window):
    row = next(one for one in window.shell.setting_rows if one.text == "Show the welcome at every start")
    show_welcome(window).reject()
    assert not row.read()
    row.write(True)
    assert row.read() and offer_welcome(window, WindowOptions()) is not None


def test_the_menu_brings_it_back(window):
    action = next(one for one in window.menu.actions() if one.text() == "Welcome…")
    action.trigger()
    assert window.findChild(WelcomeDialog).isVisible()
