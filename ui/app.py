"""The application with a window: `main(options) -> int` shows the shell first, then the chart, then plays if asked to.

`options` carries file, scenario, play, speed, theme and size, each as typed on the command line or None.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.main_window import MainWindow
from ui.theme.asset_files import asset_path
from ui.theme.style import apply_theme
from ui.theme.tokens import THEME_NAMES
from ui.viewmodels import texts

DEFAULT_SCENARIO = "black-thursday"
DEFAULT_SIZE = (1440, 900)
SCREEN_MARGIN_PX = 40


class Options(Protocol):
    """What the command line may say."""

    file: str | None
    scenario: str | None
    play: bool
    speed: int | None
    theme: str | None
    size: str | None


def size_of(text: str | None) -> tuple[int, int] | None:
    """Read a size such as 1440x900; None for anything else."""
    width, _, height = (text or "").lower().partition("x")
    return (int(width), int(height)) if width.isdigit() and height.isdigit() else None


def make_application() -> QApplication:
    """Return the one QApplication, named and with its icon."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName(texts.APPLICATION)
    app.setDesktopFileName("bulkhead")
    app.setWindowIcon(QIcon(str(asset_path("icons", "logo.svg"))))
    return app


def open_window(options: Options, settings: WindowSettings) -> MainWindow:
    """Build the window with the session that the options ask for; without any the last one, or the default scenario."""
    window = MainWindow(SessionHost(), settings)
    size = size_of(options.size)
    if size is not None:
        window.resize(*size)
    elif settings.state("window/geometry") is None:
        screen = window.screen().availableGeometry()
        window.resize(*(min(wanted, room - SCREEN_MARGIN_PX) for wanted, room in zip(DEFAULT_SIZE, (screen.width(), screen.height()), strict=True)))
    if options.speed:
        window.host.set_speed(options.speed)
    return window


def open_session(window: MainWindow, options: Options) -> None:
    """Open what was asked for; what cannot be opened is said in a message, and the window stays."""
    files = window.files
    if options.file:
        opened = files.open_file(Path(options.file))
    elif options.scenario:
        opened = files.start_scenario(options.scenario)
    else:
        opened = files.open_last() or files.start_scenario(DEFAULT_SCENARIO)
    if opened and options.play:
        window.host.play()


def main(options: Options) -> int:
    """Run the application until its window closes."""
    app = make_application()
    settings = WindowSettings()
    remembered = settings.text("window/theme")
    theme = options.theme or (remembered if remembered in THEME_NAMES else THEME_NAMES[0])
    apply_theme(app, theme)
    window = open_window(options, settings)
    window.show()

    def after_first_paint() -> None:
        open_session(window, options)
        QTimer.singleShot(0, window.prepare_chart)

    QTimer.singleShot(0, after_first_paint)
    return app.exec()
