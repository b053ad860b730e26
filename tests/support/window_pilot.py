"""Opens the real window offscreen over a folder of its own, with clocks that a test moves."""

from collections.abc import Callable
from pathlib import Path

from ui.bridge.presentation_clock import PresentationClock
from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.main_window.window import MainWindow

FRAME_NS = 16_000_000


class WallClock:
    """A wall clock that a test moves."""

    def __init__(self) -> None:
        self.now_ns = 0

    def __call__(self) -> int:
        return self.now_ns


class Pilot:
    """A window, the folder it keeps things in, and its clock."""

    def __init__(self, qtbot: object, folder: Path, scenario: str | None = "gap-through-bankruptcy") -> None:
        self.qtbot, self.folder, self.wall = qtbot, folder, WallClock()
        self.window = self.open()
        if scenario is not None:
            assert self.window.files.start_scenario(scenario)

    def open(self, size: tuple[int, int] = (1440, 900)) -> MainWindow:
        """Open a window over the folder."""
        window = MainWindow(SessionHost(self.wall), WindowSettings(self.folder), PresentationClock(self.wall))
        self.qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        window.prepare_chart()
        self.window = window
        return window

    def frames(self, count: int = 1) -> None:
        """Let frames pass."""
        for _ in range(count):
            self.wall.now_ns += FRAME_NS
            self.window.on_timer_timeout()

    def frames_until(self, done: Callable[[], bool], at_most: int = 4_000) -> None:
        """Let frames pass until something holds."""
        for _ in range(at_most):
            if done():
                return
            self.frames()
        raise AssertionError("it never came")
