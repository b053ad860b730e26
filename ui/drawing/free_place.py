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
        common = (rect.intersected(other) for other in held if rect.intersects(other))
        return sum(one.width() * one.height() for one in common)

    least, place = None, wanted[0]
    for corner in wanted:
        area = covered(corner)
        if area == 0:  # the others need not be looked at: many are asked for within one frame
            return corner
        if least is None or area < least:
            least, place = area, corner
    return place
