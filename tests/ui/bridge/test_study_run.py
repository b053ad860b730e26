"""A study beside the window: progress, answer, calling off, and who waits for it going away in the middle."""

import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject

from ui.bridge.study_run import Progress, StudyRun


class Gate:
    """A study that waits at a gate between two slices."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()

    def __call__(self, told: Progress) -> str:
        told(0.25)
        self.reached.set()
        assert self.open.wait(10)
        told(0.5)
        return "answer"


def test_progress_and_answer_arrive(qtbot: object) -> None:
    waiting, shares, answers = QObject(), [], []
    gate = Gate()
    run = StudyRun(gate, waiting)
    run.progressed.connect(shares.append)
    run.finished.connect(answers.append)
    gate.open.set()  # only now: what is told before somebody listens is lost
    qtbot.waitUntil(lambda: bool(answers), timeout=5_000)
    assert answers == ["answer"] and shares[-1:] == [0.5]


@pytest.mark.parametrize("times", range(5))
def test_who_waits_may_go_away_while_it_runs(qtbot: object, times: int) -> None:
    waiting, answers = QObject(), []
    gate = Gate()
    run = StudyRun(gate, waiting)
    run.finished.connect(answers.append)
    assert gate.reached.wait(5)
    waiting.deleteLater()
    del waiting
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gate.open.set()
    qtbot.waitUntil(lambda: run not in StudyRun._running, timeout=5_000)
    assert answers == []


def test_called_off_it_answers_nothing(qtbot: object) -> None:
    waiting, answers = QObject(), []
    gate = Gate()
    run = StudyRun(gate, waiting)
    run.finished.connect(answers.append)
    assert gate.reached.wait(5)
    run.call_off()
    gate.open.set()
    qtbot.waitUntil(lambda: run not in StudyRun._running, timeout=5_000)
    assert answers == []
