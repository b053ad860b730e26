"""The application with a window: `main(arguments) -> int` shows the shell first, then the chart, then plays."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ui.bridge.options import WindowOptions, check_display, window_options
from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.main_window.shell_wiring import START_LAST
from ui.main_window.theme_choice import KEY, apply_chosen
from ui.main_window.window import MainWindow
from ui.theme.asset_files import asset_path
from ui.viewmodels import texts

DEFAULT_SCENARIO = "black-thursday"
DEFAULT_SIZE = (1440, 900)
SCREEN_MARGIN_PX = 40


def make_application() -> QApplication:
    """Return the one QApplication, named and with its icon."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName(texts.APPLICATION)
    app.setDesktopFileName("bulkhead")
    app.setWindowIcon(QIcon(str(asset_path("icons", "logo.svg"))))
    return app


def open_window(options: WindowOptions, settings: WindowSettings) -> MainWindow:
    """Build the window with the session that the options ask for; without any the last one, or the default scenario."""
    window = MainWindow(SessionHost(), settings)
    if options.size is not None:
        window.resize(*options.size)
    elif settings.state("window/geometry") is None:
        room = window.screen().availableGeometry()
        window.resize(
            min(DEFAULT_SIZE[0], room.width() - SCREEN_MARGIN_PX),
            min(DEFAULT_SIZE[1], room.height() - SCREEN_MARGIN_PX),
        )
    if options.speed:
        window.host.set_speed(options.speed)
    return window


def open_session(window: MainWindow, options: WindowOptions) -> None:
    """Open what was asked for; what cannot be opened is said in a message, and the window stays."""
    files = window.files
    if options.file:
        opened = files.open_file(Path(options.file))
    elif options.scenario:
        opened = files.start_scenario(options.scenario)
    else:
        wants_last = window.settings.flag(START_LAST, True)
        opened = (wants_last and files.open_last()) or files.start_scenario(DEFAULT_SCENARIO)
    if opened and options.play:
        window.host.play()


def main(arguments: list[str]) -> int:
    """Run the application until its window closes; a Problem is for the caller to print."""
    options = window_options(arguments)
    check_display()
    app = make_application()
    settings = WindowSettings()
    apply_chosen(app, options.theme or settings.text(KEY))
    window = open_window(options, settings)
    window.show()

    def after_first_paint() -> None:
        open_session(window, options)
        QTimer.singleShot(0, window.prepare_chart)

    QTimer.singleShot(0, after_first_paint)
    return app.exec()
