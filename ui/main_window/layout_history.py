"""Undo for the layout: each change of a splitter is one step back; the layout of the first start can be had again."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtWidgets import QSplitter

SETTLE_MS = 400  # a drag is one change: it counts once the splitter has rested this long
STEPS_MAX = 50


class LayoutHistory:
    """Remembers the states of some splitters, step by step."""

    def __init__(self, splitters: tuple[QSplitter, ...], timer: QTimer) -> None:
        self._splitters = splitters
        self._first = self._states()
        self._now = self._first
        self._past: list[tuple[QByteArray, ...]] = []
        self._future: list[tuple[QByteArray, ...]] = []
        self._timer = timer
        timer.setSingleShot(True)
        timer.setInterval(SETTLE_MS)
        timer.timeout.connect(self.settle)
        for splitter in splitters:
            splitter.splitterMoved.connect(lambda *_: timer.start())

    def start_from_here(self) -> None:
        """Take the present layout (restored from the settings) as the one to begin from."""
        self._now = self._states()

    def settle(self) -> None:
        """Count what changed as one step."""
        self._timer.stop()
        states = self._states()
        if states != self._now:
            self._past = [*self._past[-STEPS_MAX + 1 :], self._now]
            self._future.clear()
            self._now = states

    def undo(self) -> bool:
        """Go one change back; False where there is none."""
        self.settle()
        return self._go(self._past, self._future)

    def redo(self) -> bool:
        """Go one change forward again; False where there is none."""
        return self._go(self._future, self._past)

    def reset(self) -> None:
        """Show the layout of the first start; that is a change like any other."""
        self.settle()
        self._restore(self._first)
        self.settle()

    def _go(self, source: list[tuple[QByteArray, ...]], target: list[tuple[QByteArray, ...]]) -> bool:
        if not source:
            return False
        target.append(self._now)
        self._now = source.pop()
        self._restore(self._now)
        return True

    def _states(self) -> tuple[QByteArray, ...]:
        return tuple(splitter.saveState() for splitter in self._splitters)

    def _restore(self, states: tuple[QByteArray, ...]) -> None:
        for splitter, state in zip(self._splitters, states, strict=True):
            splitter.restoreState(state)
