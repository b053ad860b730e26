"""The application with a window: `main(arguments) -> int` shows its outline first, then the window, then its chart.

Importing the window takes most of the start, so it happens in a thread while the outline is already on screen; Qt
objects are made on the GUI thread alone.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from sandbox.values.problems import Problem
from ui.bridge.options import WindowOptions, check_display, window_options
from ui.bridge.window_settings import WindowSettings
from ui.main_window.outline import Outline
from ui.main_window.theme_choice import KEY, apply_chosen
from ui.theme.asset_files import asset_path

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

APPLICATION = "Bulkhead"
DEFAULT_SCENARIO = "black-thursday"
DEFAULT_SIZE = (1440, 900)
SCREEN_MARGIN_PX = 40
WINDOW_MODULE, CHART_MODULE = "ui.main_window.window", "ui.drawing.price_chart"


def make_application() -> QApplication:
    """Return the one QApplication, named."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName(APPLICATION)
    app.setDesktopFileName("bulkhead")
    return app


def first_size(app: QApplication) -> tuple[int, int]:
    """Return the size of a window that was never opened before: the usual one, or what the screen has room for."""
    room = app.primaryScreen().availableGeometry()
    width, height = room.width() - SCREEN_MARGIN_PX, room.height() - SCREEN_MARGIN_PX
    return min(DEFAULT_SIZE[0], width), min(DEFAULT_SIZE[1], height)


class Importer(QObject):
    """Imports the window, then the chart, in a thread; each signal arrives on the GUI thread."""

    window_imported = Signal()
    chart_imported = Signal()

    def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._run, name="imports", daemon=True).start()

    def _run(self) -> None:
        for module, done in ((WINDOW_MODULE, self.window_imported), (CHART_MODULE, self.chart_imported)):
            with contextlib.suppress(ImportError):  # imported again on the GUI thread, where the error has a reader
                importlib.import_module(module)
            done.emit()


class Start(QObject):
    """One start of the application: from the outline to a window with a session and a chart."""

    def __init__(self, app: QApplication, options: WindowOptions, settings: WindowSettings) -> None:
        super().__init__()
        self.app, self.options, self.settings = app, options, settings
        self.window: MainWindow | None = None
        self.problem: Problem | ImportError | None = None
        self.outline = Outline(APPLICATION)
        geometry = None if options.size else settings.state("window/geometry")
        self.outline.take_place(geometry, options.size or first_size(app))
        self._importer = Importer()
        self._importer.window_imported.connect(self.on_window_imported, Qt.ConnectionType.QueuedConnection)
        self._importer.chart_imported.connect(self.on_chart_imported, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Show the outline; all else comes after it is on screen."""
        self.outline.show()
        QTimer.singleShot(0, self._importer.start)

    def on_window_imported(self) -> None:
        """Put the window in the outline's place and open the session."""
        try:
            self.window = window = open_window(self.options, self.settings)
            window.show()
            QTimer.singleShot(0, self.outline.close)
            open_session(window, self.options)
            welcome(window, self.options)
        except (Problem, ImportError) as error:
            self.problem = error
            self.app.quit()

    def on_chart_imported(self) -> None:
        """Put the chart into the window."""
        if self.window is not None:
            self.window.prepare_chart()


def open_window(options: WindowOptions, settings: WindowSettings) -> MainWindow:
    """Build the window for the session that the options ask for."""
    from ui.bridge.session_host import SessionHost
    from ui.main_window.window import MainWindow

    window = MainWindow(SessionHost(), settings)
    window.setWindowIcon(QIcon(str(asset_path("icons", "logo.svg"))))
    app = QApplication.instance()
    if options.size is not None:
        window.resize(*options.size)
    elif settings.state("window/geometry") is None and isinstance(app, QApplication):
        window.resize(*first_size(app))
    if options.speed:
        window.host.set_speed(options.speed)
    return window


def open_session(window: MainWindow, options: WindowOptions) -> None:
    """Open what was asked for; what cannot be opened is said in a message, and the window stays."""
    from ui.main_window.shell_wiring import START_LAST

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


def welcome(window: MainWindow, options: WindowOptions) -> None:
    """Offer ways to begin on the first run."""
    from ui.main_window.welcome_wiring import offer_welcome

    offer_welcome(window, options)


def main(arguments: list[str]) -> int:
    """Run the application until its window closes; a Problem is for the caller to print."""
    options = window_options(arguments)
    check_display()
    app = make_application()
    settings = WindowSettings()
    apply_chosen(app, options.theme or settings.text(KEY))
    start = Start(app, options, settings)
    start.begin()
    code = app.exec()
    if start.problem is not None:
        raise start.problem
    return code
