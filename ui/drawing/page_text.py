"""Markdown as Qt shows it, with room between its lines."""

from __future__ import annotations

from PySide6.QtGui import (
    QColor,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)

from ui.theme.fonts import mono_font
from ui.theme.tokens import active

LINE_PERCENT, PARAGRAPH_PX, CELL_PX, INDENT_PX = 130, 6, 4, 22


def space_out(document: QTextDocument) -> None:
    """Give paragraphs room, code our fixed-width font and tables quiet lines; Markdown in Qt comes without all that."""
    cursor = QTextCursor(document)
    document.setIndentWidth(INDENT_PX)
    room = QTextBlockFormat()
    room.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    room.setBottomMargin(PARAGRAPH_PX)
    fixed = QTextCharFormat()
    fixed.setFont(mono_font())
    block = document.begin()
    while block.isValid():
        cursor.setPosition(block.position())
        cursor.mergeBlockFormat(room)
        spans = [one.fragment() for one in block]  # type: ignore[attr-defined]  # its stub has no __next__
        for span in spans:
            if span.charFormat().fontFixedPitch():
                cursor.setPosition(span.position())
                cursor.setPosition(span.position() + span.length(), QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(fixed)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _quiet(frame)


def _quiet(table: QTextTable) -> None:
    """Draw a table in the theme's hairlines, with room at the sides of its cells and none below."""
    look = table.format().toTableFormat()
    look.setBorderBrush(QColor(active().line2))
    look.setCellPadding(CELL_PX)
    look.setBorder(1)
    look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    look.setBorderCollapse(True)
    table.setFormat(look)
    tight = QTextBlockFormat()
    tight.setBottomMargin(0)
    tight.setLineHeight(100, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    for row in range(table.rows()):
        for column in range(table.columns()):
            table.cellAt(row, column).firstCursorPosition().mergeBlockFormat(tight)
