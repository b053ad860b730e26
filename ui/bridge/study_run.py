"""A study that runs beside the window: progress comes by a signal, and it ends between two slices when called off."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QObject, Signal

from ui.bridge.background import run_in_background

Progress = Callable[[float], None]


class CalledOffError(Exception):
    """The person no longer waits for this study."""


class StudyRun(QObject):
    """One study; `finished` carries its answer or what went wrong, and nothing once it was called off.

    It is called off with the one who waits for it. It has no parent, and lives until its thread has come back: a thread
    that tells its progress to an object that was deleted meanwhile takes the program down.
    """

    progressed = Signal(float)
    finished = Signal(object)
    _running: ClassVar[set[StudyRun]] = set()

    def __init__(self, study: Callable[[Progress], object], waiting: QObject) -> None:
        super().__init__()
        self._stopped = threading.Event()
        self._running.add(self)
        waiting.destroyed.connect(self.call_off)
        run_in_background(lambda: study(self._tell), self, self._on_job_finished)

    def call_off(self) -> None:
        """Let it end at its next slice; its answer is not wanted."""
        self._stopped.set()

    def _tell(self, share: float) -> None:
        """Hear from the study's own thread how far it is."""
        if self._stopped.is_set():
            raise CalledOffError
        self.progressed.emit(share)

    def _on_job_finished(self, answer: object) -> None:
        if not self._stopped.is_set():
            self.finished.emit(answer)
        self._running.discard(self)
        self.deleteLater()
