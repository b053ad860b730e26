"""Markdown as Qt shows it, with room between its lines."""

from __future__ import annotations

from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from ui.theme.fonts import mono_font

LINE_PERCENT, PARAGRAPH_PX = 130, 6


def space_out(document: QTextDocument) -> None:
    """Give paragraphs room and code our fixed-width font; Markdown in Qt comes without either."""
    cursor = QTextCursor(document)
    room = QTextBlockFormat()
    room.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    room.setBottomMargin(PARAGRAPH_PX)
    fixed = QTextCharFormat()
    fixed.setFont(mono_font())
    block = document.begin()
    while block.isValid():
        cursor.setPosition(block.position())
        cursor.mergeBlockFormat(room)
        spans = [one.fragment() for one in block]
        for span in spans:
            if span.charFormat().fontFixedPitch():
                cursor.setPosition(span.position())
                cursor.setPosition(span.position() + span.length(), QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(fixed)
        block = block.next()
