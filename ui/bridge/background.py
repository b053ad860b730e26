"""Work that would hold up a frame, such as verifying a long session: done in Qt's thread pool, answered by a signal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal


class Job(QObject):
    """One piece of work; `finished` carries what it returned, or the exception it raised."""

    finished = Signal(object)


class _Runner(QRunnable):
    def __init__(self, job: Job, work: Callable[[], object]) -> None:
        super().__init__()
        self._job, self._work = job, work

    def run(self) -> None:
        """Do the work; an exception is an answer too, because nobody else would see it."""
        try:
            answer = self._work()
        except Exception as error:
            answer = error
        self._job.finished.emit(answer)


def run_in_background(work: Callable[[], object], owner: QObject, finished: Callable[[Any], None]) -> Job:
    """Start work that touches no widget; `finished` gets its answer on the thread of the owner.

    It is connected before the work starts: an answer that comes at once would find nobody otherwise.
    """
    job = Job(owner)
    job.finished.connect(finished)
    QThreadPool.globalInstance().start(_Runner(job, work))
    return job
