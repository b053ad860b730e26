"""Work that would hold up a frame, such as verifying a long session: done in Qt's thread pool, answered by a signal."""

from __future__ import annotations

from collections.abc import Callable

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


def run_in_background(work: Callable[[], object], owner: QObject) -> Job:
    """Start work that touches no widget; connect to `finished` of the returned job before the event loop goes on."""
    job = Job(owner)
    QThreadPool.globalInstance().start(_Runner(job, work))
    return job
