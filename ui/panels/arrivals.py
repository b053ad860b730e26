"""How drawer and popovers come into sight: over the window from one edge, in 160 ms, pushing nothing.

A part that is shown is uncovered by a mask; its place and size are those it keeps from the first moment on.
Presentation time comes in from the window; where nothing is to move (less motion, a still picture) a part is there.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QWidget

from ui.drawing.motion import BANNER_NS, out_cubic, share_of

RIGHT, BELOW = Qt.Edge.RightEdge, Qt.Edge.BottomEdge


class Arrivals(QObject):
    """Uncovers the parts it watches whenever they are shown."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.begin: Callable[[], int | None] = lambda: None  # presentation time, None where nothing moves
        self._edges: dict[QWidget, Qt.Edge] = {}
        self._came_ns: dict[QWidget, int] = {}

    def watch(self, part: QWidget, edge: Qt.Edge) -> None:
        """Let a part come from an edge of its own whenever it is shown."""
        self._edges[part] = edge
        part.installEventFilter(self)

    @property
    def moving(self) -> tuple[QWidget, ...]:
        """The parts that are on their way."""
        return tuple(self._came_ns)

    def advance(self, presentation_ns: int) -> bool:
        """Uncover more of what comes; True while anything does."""
        for part, came_ns in list(self._came_ns.items()):
            share = share_of(presentation_ns - came_ns, BANNER_NS)
            if share >= 1.0:
                del self._came_ns[part]
                part.clearMask()
            else:
                part.setMask(uncovered(part.rect(), self._edges[part], out_cubic(share)))
        return bool(self._came_ns)

    def finish(self) -> None:
        """Have everything in sight at once."""
        for part in self._came_ns:
            part.clearMask()
        self._came_ns.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin when a part is shown, forget it when it is hidden."""
        if isinstance(watched, QWidget) and not event.spontaneous():
            if event.type() == QEvent.Type.Show and (now_ns := self.begin()) is not None:
                self._came_ns[watched] = now_ns
                watched.setMask(uncovered(watched.rect(), self._edges[watched], 0.0))
            elif event.type() == QEvent.Type.Hide and self._came_ns.pop(watched, None) is not None:
                watched.clearMask()
        return False


def uncovered(whole: QRect, edge: Qt.Edge, share: float) -> QRect:
    """Return the share of a part that is in sight, at least one pixel of it, at the edge it comes from."""
    shown = QRect(whole)
    if edge == RIGHT:
        shown.setLeft(whole.right() - max(1, round(whole.width() * share)) + 1)
    else:
        shown.setTop(whole.bottom() - max(1, round(whole.height() * share)) + 1)
    return shown
