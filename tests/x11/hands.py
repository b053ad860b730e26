"""Hands at a real X window: they start the application as a person does, and send pointer and keys through xdotool.

Widgets are read only to know where to point and what to wait for; everything done to them comes from the X server.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

from ui.app import Start, make_application
from ui.bridge.options import window_options
from ui.bridge.window_settings import WindowSettings
from ui.main_window.theme_choice import apply_chosen
from ui.main_window.window import MainWindow

PATIENCE_S = 60.0
SIZE = "1400x860"
Kind = TypeVar("Kind", bound=QWidget)


class Hands:
    """One start of the application, and what a person's hands do with it."""

    def __init__(self, home: Path) -> None:
        self.app: QApplication = make_application()
        apply_chosen(self.app, "dark")
        self._start = Start(self.app, window_options(["--size", SIZE]), WindowSettings(home))
        self._gui = _Gui()

    def play(self, story: Callable[[Hands], None]) -> None:
        """Run the application, a story in a thread beside it; raise what went wrong in the story."""
        wrong: list[BaseException] = []

        def run() -> None:
            try:
                self.until(lambda: self._start.window is not None and self.window.isVisible(), "the window opens")
                self.until(lambda: self.window.body.chart.chart is not None, "the chart is there")
                story(self)
            except BaseException as error:  # told by the caller, in the main thread
                wrong.append(error)
            self.ask(self.app.quit)

        thread = threading.Thread(target=run, daemon=True)
        self._start.begin()
        thread.start()
        self.app.exec()
        thread.join()
        if wrong:
            raise wrong[0]

    @property
    def window(self) -> MainWindow:
        """The main window."""
        assert self._start.window is not None
        return self._start.window

    def ask(self, what: Callable[[], object]) -> object:
        """Run something in the GUI thread, inside whatever menu or list is open there, and return its answer."""
        return self._gui.ask(what)

    def until(self, is_so: Callable[[], object], what: str) -> None:
        """Wait until something is so; say what never came."""
        ends = time.monotonic() + PATIENCE_S
        while not self.ask(is_so):
            if time.monotonic() > ends:
                focus = self.ask(lambda: repr(QApplication.focusWidget()))
                raise AssertionError(f"never came: {what}; the focus is on {focus}")
            time.sleep(0.01)

    def dialog(self, kind: type[Kind]) -> Kind:
        """Return the one open dialog or page of a kind, once it is there."""
        found: list[Kind] = []

        def is_open() -> bool:
            found[:] = [one for one in self.window.findChildren(kind) if one.isVisible()]
            return bool(found)

        self.until(is_open, f"{kind.__name__} opens")
        return found[0]

    def button(self, parent: QWidget, name: str) -> QAbstractButton:
        """Return a button by what is written on it, or by its name."""

        def found() -> QAbstractButton:
            buttons = parent.findChildren(QAbstractButton)
            return next(one for one in buttons if one.isVisible() and name in (one.text(), one.accessibleName()))

        answer = self.ask(found)
        assert isinstance(answer, QAbstractButton)
        return answer

    def gone(self, kind: type[QObject]) -> None:
        """Wait until no dialog of a kind is open, and the window has the keys again."""
        self.until(lambda: not any(one.isVisible() for one in self.window.findChildren(kind)), f"{kind.__name__} goes")

    # -- the pointer

    def click(self, widget: QWidget, place_of: Callable[[], QPoint] | None = None) -> None:
        """Click a widget in its middle, or at a place of it."""
        self.until(lambda: widget.isVisible() and widget.isEnabled(), f"{widget!r} can be clicked")
        point = self.ask(lambda: widget.mapToGlobal(place_of() if place_of is not None else widget.rect().center()))
        assert isinstance(point, QPoint)
        self._do("mousemove", "--sync", str(point.x()), str(point.y()), "click", "1")

    def choose(self, box: QComboBox, data: object) -> None:
        """Open a list with the pointer and click its row."""
        self.click(box)
        view = box.view()
        self.until(view.isVisible, "the list opens")
        self.click(view.viewport(), lambda: view.visualRect(view.model().index(box.findData(data), 0)).center())
        self.until(lambda: box.currentData() == data and not view.isVisible(), "the row is taken")

    # -- the keys

    def keys(self, *names: str) -> None:
        """Press keys one after another, named as xdotool names them."""
        for name in names:
            self._do("key", "--clearmodifiers", name)

    def type(self, text: str) -> None:
        """Type a text."""
        self._do("type", "--delay", "5", text)

    def focus(self, window: QWidget) -> None:
        """Do what a window manager does when a window appears: give it the keys."""
        self._do("windowfocus", str(self.ask(lambda: int(window.winId()))))
        self.until(window.isActiveWindow, "the window has the keys")

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], check=True, timeout=PATIENCE_S, capture_output=True)
        for _ in range(3):
            self.ask(lambda: None)


class _Gui(QObject):
    """Runs what another thread asks for in the thread that made it."""

    _asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._asked.connect(self._run, Qt.ConnectionType.BlockingQueuedConnection)

    def ask(self, what: Callable[[], object]) -> object:
        """Run something there and return its answer, or raise what it raised."""
        answer: list[object] = []
        wrong: list[Exception] = []
        self._asked.emit((what, answer, wrong))
        if wrong:
            raise wrong[0]
        return answer[0]

    def _run(self, asked: tuple[Callable[[], object], list[object], list[Exception]]) -> None:
        what, answer, wrong = asked
        try:
            answer.append(what())
        except Exception as error:
            wrong.append(error)
