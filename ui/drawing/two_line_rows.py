"""Rows of a list that have a title and words about it: the title stands out, the words flow below it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.drawing.painting import NO_PEN, color, draw_text, elided
from ui.drawing.wrapping import wrapped
from ui.theme.fonts import BODY_PX, CAPTION_PX, MEDIUM, SEMIBOLD
from ui.theme.tokens import active

SIDE_PX, TOP_PX, TITLE_PX, LINE_PX, RADIUS_PX, TITLES_MAX, LINES_MAX = 10, 7, 18, 16, 5, 2, 4
Index = QModelIndex | QPersistentModelIndex


class TwoLineRows(QStyledItemDelegate):
    """Draws an item's text: its first line as a title, the rest below; a title alone is a plain line."""

    def __init__(self, rows: QListWidget) -> None:
        super().__init__(rows)
        self._rows = rows

    def _words(self, index: Index) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        """Return the lines of the title, those below it, and the weight of the title."""
        title, _, about = str(index.data(Qt.ItemDataRole.DisplayRole)).partition("\n")
        room, weight = self._rows.viewport().width() - 2 * SIDE_PX, SEMIBOLD if about else MEDIUM
        return wrapped(title, room, BODY_PX, weight)[:TITLES_MAX], wrapped(about, room)[:LINES_MAX], weight

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Ask for the title and every line below it."""
        titles, lines, _ = self._words(index)
        height = 2 * TOP_PX + TITLE_PX * len(titles) + LINE_PX * len(lines)
        return QSize(self._rows.viewport().width() - 2, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        tokens, rect = active(), QRectF(option.rect)
        state = option.state
        titles, lines, weight = self._words(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(NO_PEN)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(color(tokens.bg4 if state & QStyle.StateFlag.State_HasFocus else tokens.bg3))
            painter.drawRoundedRect(rect, RADIUS_PX, RADIUS_PX)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(color(tokens.bg2))
            painter.drawRoundedRect(rect, RADIUS_PX, RADIUS_PX)
        left, baseline, room = rect.left() + SIDE_PX, rect.top() + TOP_PX + 13, rect.width() - 2 * SIDE_PX
        for title in titles:
            words = elided(title, room, BODY_PX, weight)
            draw_text(painter, (left, baseline), words, tokens.tx1, size_px=BODY_PX, weight=weight)
            baseline += TITLE_PX
        for place, line in enumerate(lines):
            at = (left, baseline - 1 + LINE_PX * place)
            draw_text(painter, at, line, tokens.tx2, size_px=CAPTION_PX)
        painter.restore()


def show_in_two_lines(rows: QListWidget) -> None:
    """Let a list draw its rows this way."""
    rows.setItemDelegate(TwoLineRows(rows))
    rows.setMouseTracking(True)
    rows.setResizeMode(QListWidget.ResizeMode.Adjust)
    rows.setSpacing(1)
    rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
