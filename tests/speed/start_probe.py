"""Started as a process by the speed tests: shows a window and prints when it was first painted, then when it was ready.

Usage: python start_probe.py empty|bulkhead, with START_NS (CLOCK_MONOTONIC, ns) in the environment. Prints JSON with
milliseconds since START_NS. Ready means: the scenario is open and its chart was painted.
"""

import json
import os
import sys
import time

GIVE_UP_MS = 20_000
STARTED_NS = int(os.environ["START_NS"])


def milliseconds() -> float:
    """Return the milliseconds since the process was started."""
    return (time.monotonic_ns() - STARTED_NS) / 1e6


def empty_window() -> None:
    """Show an empty main window: the floor."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    painted: list[float] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(milliseconds())
            return False

    window, watch = QMainWindow(), Watch()
    window.resize(1440, 900)
    window.installEventFilter(watch)
    window.show()
    while not painted:
        app.processEvents()
    finish(painted[0], painted[0])


def bulkhead() -> None:
    """Start the application as a person does."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    from ui.bridge.feature_scan import end_feature_scan

    end_feature_scan()
    from ui import app as application

    make = application.make_application
    first: list[float] = []
    watches: list[QObject] = []

    def chart_is_ready(watched: QObject) -> bool:
        for window in QApplication.topLevelWidgets():
            model, body = getattr(window, "model", None), getattr(window, "body", None)
            chart = body.chart.chart if body is not None else None
            if chart is not None and model is not None:
                return watched is chart or (isinstance(watched, QWidget) and chart.isAncestorOf(watched))
        return False

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                if not first:
                    first.append(milliseconds())
                if chart_is_ready(watched):
                    QTimer.singleShot(0, lambda: finish(first[0], milliseconds()))
            return False

    def watched_application() -> QApplication:
        app = make()
        watches.append(Watch())
        app.installEventFilter(watches[0])
        QTimer.singleShot(GIVE_UP_MS, lambda: os._exit(1))
        return app

    application.make_application = watched_application
    application.main(["--scenario", "black-thursday"])


def finish(painted: float, ready: float) -> None:
    """Print and leave at once: what closing costs is not asked."""
    with open("/proc/self/statm", encoding="ascii") as pages:
        resident = int(pages.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    print(json.dumps({"painted_ms": painted, "ready_ms": ready, "resident_mb": resident}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    {"empty": empty_window, "bulkhead": bulkhead}[sys.argv[1]]()
