"""Starts runs that are killed: `python -m tests.support.kill_server [window]` imports everything once, then forks.

Each line of its input is JSON: what to start, and after how many seconds to send SIGKILL. It answers with one line:
"killed", or "over" where the run ended first. A run writes the number of each committed step, at once, to a file.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.cli import run
from sandbox.messages.commands import TransferMoney
from sandbox.session.batch import Batch
from sandbox.session.session import Session
from sandbox.session.sqlite_journal import SqliteJournal

Order = dict[str, Any]
A_MOVE = TransferMoney(source="spot", target="funding", asset="USDT", atoms=1)
FIRST_STEP_SECONDS, LOOK_SECONDS = 20, 0.001


def tell_in(path: str) -> Callable[[Batch], None]:
    """Return a listener that writes down every committed step before anything else is done."""
    told = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return lambda batch: os.write(told, b"%d\n" % batch.step_number) and None


def run_command(order: Order) -> None:
    """Play a scenario with `bulkhead run --session`."""
    acknowledge, take = tell_in(order["told"]), run.Watch.take

    def told(watch: run.Watch, batch: Batch) -> None:
        acknowledge(batch)
        take(watch, batch)

    run.Watch.take = told  # type: ignore[method-assign]
    if order.get("careless"):
        _acknowledge_early()
    run.run([order["scenario"], "--session", order["session"]])


def _acknowledge_early() -> None:
    """Tell of steps that are not committed: what the check must find out."""
    SqliteJournal.append = lambda journal, record: None  # type: ignore[method-assign]


def run_window(order: Order) -> None:
    """Play a scenario in the window, at sixty times the speed, while somebody presses keys."""
    from PySide6.QtCore import QTimer

    from ui.app import make_application
    from ui.bridge.session_host import SessionHost
    from ui.bridge.window_settings import WindowSettings
    from ui.main_window.window import MainWindow

    app = make_application()
    window = MainWindow(SessionHost(), WindowSettings(Path(order["folder"])))
    host = window.host
    host.committed.connect(tell_in(order["told"]))
    window.files.open_file(Path(order["session"]))
    window.show()
    window.prepare_chart()
    host.set_speed(60)
    host.play()
    for every_ms, act in ((7, lambda: window.submit(A_MOVE)), (90, lambda: _bookmark(host.session))):
        timer = QTimer(window)
        timer.setInterval(every_ms)
        timer.timeout.connect(act)
        timer.start()
    app.exec()


def _bookmark(session: Session) -> None:
    session.journal.add_bookmark(session.step_number, session.now_ns, "here")


def serve(start: Callable[[Order], None]) -> None:
    """Fork a run for each order, kill it when its time has come, and say which came first."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    for line in sys.stdin:
        order = json.loads(line)
        started = time.monotonic()
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            start(order)
            os._exit(0)
        if order.get("from_first_step"):
            _wait_for(order["told"])
        signal.sigtimedwait([signal.SIGCHLD], order["seconds"])
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        while signal.sigtimedwait([signal.SIGCHLD], 0) is not None:
            continue
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print(json.dumps({"killed": killed, "seconds": time.monotonic() - started}), flush=True)


def _wait_for(path: str) -> None:
    """Wait until a run told of its first step."""
    given_up = time.monotonic() + FIRST_STEP_SECONDS
    while not (os.path.exists(path) and os.path.getsize(path)) and time.monotonic() < given_up:
        time.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    if sys.argv[1:] == ["window"]:
        import ui.drawing.price_chart
        import ui.main_window.window  # noqa: F401 - once, before any fork

        serve(run_window)
    else:
        import sandbox.session.file  # noqa: F401

        serve(run_command)
