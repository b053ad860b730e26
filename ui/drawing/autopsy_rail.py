"""`AutopsyRail`: what happened in a liquidation as points on a rail, painted; long words flow, the list may scroll."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from ui.drawing.painted_view import PaintedView
from ui.drawing.painting import CENTRE, NO_PEN, color, diamond, draw_text, stroke
from ui.drawing.wrapping import wrapped
from ui.theme.fonts import BODY_PX, CAPTION_PX, MEDIUM, SEMIBOLD
from ui.theme.tokens import Tokens
from ui.viewmodels import autopsy_texts as texts
from ui.viewmodels.autopsy_records import HappenedView

LEFT_PX, RAIL_PX, TEXT_PX, RIGHT_PX = 14.0, 88.0, 104.0, 8.0
TITLE_LINE_PX, NOTE_LINE_PX, GAP_PX = 16.0, 15.0, 14.0
RING_PX, DIAMOND_PX = 5.0, 8.5
INKS = {"warn": "warn", "trigger": "loss", "step": "loss", "notice": "accent", "end": "tx3"}


Rows = tuple[HappenedView, ...]


class AutopsyRail(PaintedView[Rows]):
    """The time line of one liquidation."""

    def __init__(self) -> None:
        super().__init__(texts.HAPPENED)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_view(self, view: Rows | None) -> None:
        """Show another time line."""
        super().show_view(view)
        self._fit()

    def words_of(self, view: Rows) -> str:
        """Return the time line in words."""
        return ". ".join(f"{one.time_text} {one.title} {one.note}".strip() for one in view)

    def _fit(self) -> None:
        self.setFixedHeight(round(sum(self._height(one) for one in self._view or ()) + GAP_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the words anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Ask for a readable width."""
        return QSize(230, self.height())

    def _room(self) -> float:
        return max(80.0, self.width() - TEXT_PX - RIGHT_PX)

    def _height(self, one: HappenedView) -> float:
        titles = wrapped(one.title, self._room(), BODY_PX, SEMIBOLD)
        notes = wrapped(one.note, self._room(), CAPTION_PX)
        return len(titles) * TITLE_LINE_PX + len(notes) * NOTE_LINE_PX + GAP_PX

    def paint_view(self, painter: QPainter, tokens: Tokens, view: Rows) -> None:
        """Draw the points."""
        top = GAP_PX / 2
        marks: list[tuple[float, HappenedView]] = []
        for one in view:
            marks.append((top + TITLE_LINE_PX / 2, one))
            top = self._paint_words(painter, tokens, one, top)
        if marks:
            painter.setPen(stroke(tokens.line3))
            painter.drawLine(QPointF(RAIL_PX, marks[0][0]), QPointF(RAIL_PX, marks[-1][0]))
        for middle, one in marks:
            _paint_mark(painter, tokens, QPointF(RAIL_PX, middle), one)

    def _paint_words(self, painter: QPainter, tokens: Tokens, one: HappenedView, top: float) -> float:
        strong = one.kind == "trigger"
        draw_text(painter, (LEFT_PX, top + 12), one.time_text, tokens.tx1 if strong else tokens.tx3, weight=MEDIUM)
        for line in wrapped(one.title, self._room(), BODY_PX, SEMIBOLD):
            draw_text(painter, (TEXT_PX, top + 12), line, tokens.tx1, size_px=BODY_PX, weight=SEMIBOLD)
            top += TITLE_LINE_PX
        for line in wrapped(one.note, self._room(), CAPTION_PX):
            draw_text(painter, (TEXT_PX, top + 11), line, tokens.tx2)
            top += NOTE_LINE_PX
        return top + GAP_PX


def _paint_mark(painter: QPainter, tokens: Tokens, at: QPointF, one: HappenedView) -> None:
    """Draw a point's mark: a ring, filled inside for the trigger, a numbered diamond for a sale."""
    ink = tokens.color_of(INKS[one.kind])
    if one.kind == "step":
        painter.setPen(stroke(tokens.bg1, 2))
        painter.setBrush(color(ink))
        painter.drawPolygon(diamond(at, DIAMOND_PX))
        draw_text(painter, (at.x(), at.y() + 4), one.number, tokens.on_loss, weight=SEMIBOLD, align=CENTRE)
        return
    painter.setPen(stroke(ink, 2))
    painter.setBrush(color(tokens.bg1))
    painter.drawEllipse(at, RING_PX, RING_PX)
    if one.kind == "trigger":
        painter.setPen(NO_PEN)
        painter.setBrush(color(ink))
        painter.drawEllipse(at, 1.5, 1.5)
