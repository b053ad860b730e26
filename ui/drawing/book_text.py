"""`BookText`: a rulebook as text with line numbers, and a mark beside every line that a check speaks of.

Public: `BookText()`, `show_marks(marks)` with {line: (tone, words)}, `go_to(line)`. A line that cannot be used has a
square, a doubtful one a triangle; the words are the mark's tooltip, and the line carries a tint.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from ui.theme.fonts import CAPTION_PX, mono_font
from ui.theme.tokens import active

MARK_PX, PAD_PX = 8, 8
ERROR, DOUBT = "loss", "warn"
Marks = Mapping[int, tuple[str, str]]


class BookText(QPlainTextEdit):
    """The text; the gutter is a widget of its own beside the viewport."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFont(mono_font(CAPTION_PX + 1))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.marks: Marks = {}
        self.gutter = _Gutter(self)
        self.blockCountChanged.connect(lambda _: self._make_room())
        self.updateRequest.connect(self._on_update_requested)
        self._make_room()

    def show_marks(self, marks: Marks) -> None:
        """Mark these lines and no others."""
        self.marks = marks
        self._tint()
        self.gutter.update()

    def go_to(self, line: int) -> None:
        """Put the cursor at a line and show it."""
        block = self.document().findBlockByNumber(max(0, line - 1))
        self.setTextCursor(QTextCursor(block if block.isValid() else self.document().lastBlock()))
        self.centerCursor()
        self.setFocus()

    def gutter_px(self) -> int:
        """Return the width of numbers and marks."""
        digits = len(str(max(1, self.blockCount())))
        return PAD_PX * 4 + MARK_PX + self.fontMetrics().horizontalAdvance("9") * digits

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the gutter beside the text."""
        super().resizeEvent(event)
        inside, seen = self.contentsRect(), self.viewport().geometry()
        self.gutter.setGeometry(QRect(inside.left(), seen.top(), seen.left() - inside.left(), seen.height()))

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange) and hasattr(self, "gutter"):
            self._tint()

    def paint_gutter(self, event: QPaintEvent) -> None:
        """Paint the numbers of the lines that are seen, and their marks."""
        painter, tokens = QPainter(self.gutter), active()
        painter.fillRect(event.rect(), QColor(tokens.bg1))
        painter.setFont(self.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line, top, height in self._seen_lines():
            mark = self.marks.get(line)
            painter.setPen(QColor(tokens.color_of(mark[0]) if mark else tokens.tx3))
            place = QRectF(0, top, self.gutter.width() - PAD_PX, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line))
            if mark is not None:
                _paint_mark(painter, QRectF(PAD_PX, top + (height - MARK_PX) / 2, MARK_PX, MARK_PX), mark[0])
        painter.end()

    def mark_at(self, y: float) -> str:
        """Return the words of the mark at a height of the gutter, "" where there is none."""
        for line, top, height in self._seen_lines():
            if top <= y < top + height:
                return self.marks.get(line, ("", ""))[1]
        return ""

    def _seen_lines(self) -> list[tuple[int, float, float]]:
        block = self.firstVisibleBlock()
        found: list[tuple[int, float, float]] = []
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > self.viewport().height():
                break
            found.append((block.blockNumber() + 1, place.top(), self.fontMetrics().height()))
            block = block.next()
        return found

    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter_px(), 0, 0, 0)

    def _on_update_requested(self, place: QRect, moved: int) -> None:
        if moved:
            self.gutter.scroll(0, moved)
        else:
            self.gutter.update(0, place.y(), self.gutter.width(), place.height())

    def _tint(self) -> None:
        selections = []
        for line, (tone, _) in self.marks.items():
            block = self.document().findBlockByNumber(line - 1)
            if block.isValid():
                one = QTextEdit.ExtraSelection()
                one.format.setBackground(QColor(active().color_of(f"{tone}_bg")))
                one.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                one.cursor = QTextCursor(block)
                selections.append(one)
        self.setExtraSelections(selections)


def _paint_mark(painter: QPainter, place: QRectF, tone: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(active().color_of(tone)))
    if tone == ERROR:
        painter.drawRect(place)
    else:
        top = QPointF(place.center().x(), place.top())
        painter.drawPolygon(QPolygonF([top, place.bottomRight(), place.bottomLeft()]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


class _Gutter(QWidget):
    """Numbers and marks; decoration for screen readers, which read the findings as a list."""

    def __init__(self, text: BookText) -> None:
        super().__init__(text)
        self._text = text

    def sizeHint(self) -> QSize:
        """Ask for the numbers' width."""
        return QSize(self._text.gutter_px(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Leave it to the text, which knows its lines."""
        self._text.paint_gutter(event)

    def event(self, event: QEvent) -> bool:
        """Tell the words of the mark under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self._text.mark_at(event.pos().y())
            QToolTip.showText(event.globalPos(), words, self) if words else QToolTip.hideText()
            return True
        return super().event(event)
