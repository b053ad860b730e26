"""Started as a process by the speed tests: shows a window and prints when it was first painted, then when it was ready.

Usage: python start_probe.py empty|bulkhead, with START_NS (CLOCK_MONOTONIC, ns) in the environment. Prints JSON with
milliseconds since START_NS, and of processor time, which what else runs on the machine does not lengthen. Ready means:
the scenario is open and its chart was painted.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

GIVE_UP_MS = 20_000
STARTED_NS = int(os.environ["START_NS"])


Moment = tuple[float, float]


def moment() -> Moment:
    """Return the milliseconds since the process was started, on the wall and of the processor."""
    return (time.monotonic_ns() - STARTED_NS) / 1e6, time.process_time() * 1e3


def empty_window() -> None:
    """Show an empty main window: the floor."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    painted: list[Moment] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(moment())
            return False

    window, watch = QMainWindow(), Watch()
    window.resize(1440, 900)
    window.installEventFilter(watch)
    window.show()
    while not painted:
        app.processEvents()
    finish(painted[0], painted[0])


def bulkhead() -> None:
    """Start the application as a person does; the outline and the chart are watched, nothing else is slowed."""
    from ui.command import prepare_imports

    prepare_imports()  # before the first import of Qt, as the command does
    from PySide6.QtCore import QEvent, QObject, QTimer

    from ui import app as application

    begin, open_window = application.Start.begin, application.open_window
    first: list[Moment] = []
    watches: list[QObject] = []

    class Watch(QObject):
        def __init__(self, painted: Callable[[], None]) -> None:
            super().__init__()
            self.painted = painted
            watches.append(self)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                self.painted()
            return False

    def watched_begin(start: application.Start) -> None:
        QTimer.singleShot(GIVE_UP_MS, lambda: os._exit(1))
        start.outline.installEventFilter(Watch(lambda: first.append(moment())))
        begin(start)

    def watched_window(*arguments: Any) -> Any:
        window = open_window(*arguments)

        def painted() -> None:
            if window.model is not None:
                QTimer.singleShot(0, lambda: finish(first[0], moment()))

        window.body.chart.prepared.connect(lambda chart: chart.installEventFilter(Watch(painted)))
        return window

    application.Start.begin, application.open_window = watched_begin, watched_window
    application.main(["--scenario", "black-thursday"])


def finish(painted: Moment, ready: Moment) -> None:
    """Print and leave at once: what closing costs is not asked."""
    with open("/proc/self/statm", encoding="ascii") as pages:
        resident = int(pages.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    times = {"painted_ms": painted[0], "ready_ms": ready[0], "painted_cpu_ms": painted[1], "ready_cpu_ms": ready[1]}
    print(json.dumps({**times, "resident_mb": resident}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    {"empty": empty_window, "bulkhead": bulkhead}[sys.argv[1]]()
