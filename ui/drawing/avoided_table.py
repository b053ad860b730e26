"""`AvoidedTable`: what would have avoided a liquidation, painted: each change, its result, when, and what it cost."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from ui.drawing.painted_view import PaintedView
from ui.drawing.painting import RIGHT, TONE_TEXT, crisp, draw_text, elided, stroke, text_width
from ui.theme.fonts import BODY_PX, CAPTION_PX, MEDIUM, SEMIBOLD
from ui.theme.icons import draw_icon
from ui.theme.tokens import Tokens
from ui.viewmodels import autopsy_texts as texts
from ui.viewmodels.autopsy_records import AvoidedRow, AvoidedView

PAD_PX, GAP_PX = 14.0, 10.0
HEAD_PX, ROW_PX, ICON_PX = 26, 46, 13.0
RESULT_PX, TIME_PX, CHANGE_PX = 84.0, 58.0, 96.0


class AvoidedTable(PaintedView[AvoidedView]):
    """The table of one liquidation."""

    def __init__(self) -> None:
        super().__init__(texts.AVOIDED)
        self.setToolTip(texts.AVOIDED_TIP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_view(self, view: AvoidedView | None) -> None:
        """Show other answers."""
        super().show_view(view)
        self.setFixedHeight(HEAD_PX + ROW_PX * len(view.rows) if view else 0)

    def minimumSizeHint(self) -> QSize:
        """Ask for the four columns."""
        return QSize(400, self.height())

    def paint_view(self, painter: QPainter, tokens: Tokens, view: AvoidedView) -> None:
        """Draw the rows."""
        change = self.width() - PAD_PX
        time = change - CHANGE_PX
        result = time - TIME_PX - RESULT_PX
        columns = (PAD_PX, result, time, change)
        for place, text in enumerate(view.head):
            align = RIGHT if place > 1 else Qt.AlignmentFlag.AlignLeft
            draw_text(painter, (columns[place], 16), text, tokens.tx3, align=align)
        for place, row in enumerate(view.rows):
            top = HEAD_PX + place * ROW_PX
            with crisp(painter):
                painter.setPen(stroke(tokens.line))
                painter.drawLine(QPointF(0, top), QPointF(self.width(), top))
            _paint_row(painter, tokens, top, columns, row)


def _paint_row(
    painter: QPainter, tokens: Tokens, top: float, columns: tuple[float, float, float, float], row: AvoidedRow
) -> None:
    left, result, time, change = columns
    first, second = top + 19, top + 35
    room = result - left - GAP_PX
    size = BODY_PX if text_width(row.title, BODY_PX, SEMIBOLD) <= room else CAPTION_PX
    draw_text(
        painter, (left, first), elided(row.title, room, size, SEMIBOLD), tokens.tx1, size_px=size, weight=SEMIBOLD
    )
    draw_text(painter, (left, second), elided(row.note, room), tokens.tx3)
    ink = tokens.color_of(TONE_TEXT[row.result_tone])
    at = result
    if row.icon:
        draw_icon(painter, QRectF(at, top + 14, ICON_PX, ICON_PX), row.icon, ink)
        at += ICON_PX + 5
    draw_text(painter, (at, top + 25), row.result_text, ink, size_px=BODY_PX, weight=MEDIUM)
    draw_text(painter, (time, top + 25), row.time_text, tokens.tx1, size_px=BODY_PX, align=RIGHT)
    ink = tokens.color_of(TONE_TEXT[row.change_tone])
    draw_text(painter, (change, first), row.change_text, ink, size_px=BODY_PX, weight=SEMIBOLD, align=RIGHT)
    draw_text(painter, (change, second), row.change_note, tokens.tx3, align=RIGHT)
