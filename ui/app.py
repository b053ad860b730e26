"""The application with a window: `main(arguments) -> int` shows its outline first, then the window, whole.

Importing the window takes most of the start, so it happens in a thread while the outline is already on screen, and so
does opening the session, while the window is made; Qt objects are made on the GUI thread alone.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from sandbox.values.problems import Problem
from ui.bridge.options import WindowOptions, check_display, window_options
from ui.bridge.window_settings import WindowSettings
from ui.main_window.outline import Outline
from ui.main_window.theme_choice import KEY, apply_chosen, theme_of
from ui.theme.asset_files import asset_path
from ui.theme.tokens import activate

if TYPE_CHECKING:
    from ui.bridge.first_session import FirstSession
    from ui.main_window.window import MainWindow

APPLICATION = "Bulkhead"
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


class Background(QObject):
    """Imports the window and its chart and opens the session, in a thread; signals arrive on the GUI thread.

    They are sent when all is there: two threads of one interpreter that work at once take longer than in turn.
    """

    imported = Signal()
    session_opened = Signal(object)

    def __init__(self, open_session: Callable[[], FirstSession]) -> None:
        super().__init__()
        self._open_session = open_session

    def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._run, name="start", daemon=True).start()

    def _run(self) -> None:
        for module in (WINDOW_MODULE, CHART_MODULE):
            with contextlib.suppress(ImportError):  # imported again on the GUI thread, where the error has a reader
                importlib.import_module(module)
        try:
            answer: FirstSession | Exception = self._open_session()
        except Exception as error:  # told on the GUI thread, where it ends the start
            answer = error
        self.imported.emit()
        self.session_opened.emit(answer)


class Start(QObject):
    """One start of the application: from the outline to a window with a session and a chart.

    Nothing that a start makes is garbage, so nobody looks for any before its end, or ever again among what it made.
    """

    def __init__(self, app: QApplication, options: WindowOptions, settings: WindowSettings) -> None:
        super().__init__()
        self.app, self.options, self.settings = app, options, settings
        self.window: MainWindow | None = None
        self.problem: Exception | None = None
        self._theme = options.theme or settings.text(KEY)
        activate(theme_of(self._theme))  # the outline's colours; fonts and sheet can wait for the window
        self.outline = Outline(APPLICATION)
        geometry = None if options.size else settings.state("window/geometry")
        self.outline.take_place(geometry, options.size or first_size(app))
        self._background = Background(self._first_session)
        queued = Qt.ConnectionType.QueuedConnection
        self._background.imported.connect(self.on_imported, queued)
        self._background.session_opened.connect(self.on_session_opened, queued)

    def begin(self) -> None:
        """Show the outline; all else comes after it is on screen."""
        gc.disable()
        self.outline.show()
        QTimer.singleShot(0, self.on_outline_shown)

    def on_outline_shown(self) -> None:
        """Import the window aside, and dress the application for it meanwhile."""
        self._background.start()
        apply_chosen(self.app, self._theme)

    def _first_session(self) -> FirstSession:
        from ui.bridge.first_session import first_session

        return first_session(self.options, self.settings)

    def on_imported(self) -> None:
        """Make the window and its chart; it is shown once it has something to show."""
        try:
            self.window = open_window(self.options, self.settings)
            self.window.prepare_chart()
        except (Problem, ImportError) as error:
            self._give_up(error)

    def on_session_opened(self, first: FirstSession | Exception) -> None:
        """Put the window in the outline's place, with the session, or with what stood in its way."""
        if isinstance(first, Exception):
            self._give_up(first)
            return
        if self.window is None:
            if first.prepared is not None:
                first.prepared.drop()
            return
        QTimer.singleShot(0, self._finish)  # whatever comes of the rest
        QTimer.singleShot(0, self.outline.close)
        show_session(self.window, first, self.options)
        welcome(self.window, self.options)

    def _give_up(self, problem: Exception) -> None:
        self.problem = self.problem or problem
        self._finish()
        self.app.quit()

    def _finish(self) -> None:
        gc.enable()
        gc.freeze()


def open_window(options: WindowOptions, settings: WindowSettings) -> MainWindow:
    """Build the window for the session that the options ask for."""
    from ui.bridge.session_host import SessionHost
    from ui.main_window.window import MainWindow
    from ui.theme.style import undressed

    with undressed():
        window = MainWindow(SessionHost(), settings)
        window.setWindowIcon(QIcon(str(asset_path("icons", "logo.svg"))))
        app = QApplication.instance()
        if options.size is not None:
            window.resize(*options.size)
        elif settings.state("window/geometry") is None and isinstance(app, QApplication):
            window.resize(*first_size(app))
        window.body.fit(window.size())
    if options.speed:
        window.host.set_speed(options.speed)
    return window


def show_session(window: MainWindow, first: FirstSession, options: WindowOptions) -> None:
    """Show the window with its session; what could not be opened is said in a message, and the window stays."""
    opened = first.prepared is not None and window.files.show_first(first.prepared)
    window.show()
    if first.trouble is not None:
        window.files.tell(*first.trouble, first.damaged)
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
    start = Start(app, options, settings)
    start.begin()
    code = app.exec()
    if start.problem is not None:
        raise start.problem
    return code
