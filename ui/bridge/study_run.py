"""A study that runs beside the window: progress comes by a signal, and it ends between two slices when called off."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ui.bridge.background import run_in_background

Progress = Callable[[float], None]


class CalledOffError(Exception):
    """The person no longer waits for this study."""


class StudyRun(QObject):
    """One study; `finished` carries its answer or what went wrong, and nothing once it was called off."""

    progressed = Signal(float)
    finished = Signal(object)

    def __init__(self, study: Callable[[Progress], object], parent: QObject) -> None:
        super().__init__(parent)
        self._stopped = threading.Event()
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
        self.deleteLater()
