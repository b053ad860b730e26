"""Finds a place for words that lie over the chart, so that they cover no other words and not the newest candles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize


def free_place(size: QSize, wanted: Sequence[QPoint], taken: Iterable[QRect]) -> QPoint:
    """Return the first corner where a rectangle of this size lies on nothing taken.

    Where every place lies on something, the one that covers least of it, the earlier one of two equal ones.
    """
    held = list(taken)

    def covered(corner: QPoint) -> int:
        rect = QRect(corner, size)
        common = (rect.intersected(other) for other in held)
        return sum(one.width() * one.height() for one in common if not one.isEmpty())

    return min(wanted, key=covered)
