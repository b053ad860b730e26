"""`LeverageSlider`: the leverage on a logarithmic scale with marks, the largest size above each bracket's mark.

Public: `LeverageSlider()`, `show_scale(marks, limit, caption)`, and what a QSlider has (`setMaximum`, `setValue`,
`valueChanged`). Marks above `limit` (what the size's bracket allows) are hollow. Arrows move by one, Page Up and Page
Down to the next mark, Home and End to the ends; the wheel goes from mark to mark. A screen reader meets a slider.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from ui.drawing.painting import NO_BRUSH, NO_PEN, color, draw_text, stroke, text_width
from ui.theme.fonts import CAPTION_PX, REGULAR, SEMIBOLD
from ui.theme.tokens import Tokens, active
from ui.viewmodels.number_text import TIMES
from ui.viewmodels.ticket_records import LeverageMark

HEIGHT_PX = 45
SIDE_PX = 8.0
TRACK_Y = 22.5
SIZES_BASE = 11.0
LABELS_BASE = 42.0
LABEL_GAP_PX = 9.0
MARK_PX = 3.0
THUMB_PX = 7.0
SNAP_PX = 4.0


class LeverageSlider(QSlider):
    """A slider from 1 to the highest leverage of a contract."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(1, 125)
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._marks: tuple[LeverageMark, ...] = ()
        self._limit = 125
        self._caption = ""

    def show_scale(self, marks: Sequence[LeverageMark], limit: int, caption: str) -> None:
        """Show other marks, another limit, other words above the scale."""
        if (tuple(marks), limit, caption) != (self._marks, self._limit, self._caption):
            self._marks, self._limit, self._caption = tuple(marks), limit, caption
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for the marks and both rows of words."""
        return QSize(260, HEIGHT_PX)

    # -- the scale

    def x_of(self, leverage: int) -> float:
        """Return where a leverage stands, in this widget."""
        span = self.width() - 2 * SIDE_PX
        return SIDE_PX + span * (log(max(1, leverage)) / log(self.maximum()) if self.maximum() > 1 else 0.0)

    def leverage_at(self, x: float) -> int:
        """Return the leverage at a place; near a mark the mark's."""
        near = [one.leverage for one in self._marks if abs(self.x_of(one.leverage) - x) <= SNAP_PX]
        if near:
            return min(near, key=lambda leverage: abs(self.x_of(leverage) - x))
        share = (x - SIDE_PX) / max(1.0, self.width() - 2 * SIDE_PX)
        return min(self.maximum(), max(1, round(exp(min(1.0, max(0.0, share)) * log(max(1, self.maximum()))))))

    def _next_mark(self, up: bool) -> int:
        marks = [one.leverage for one in self._marks]
        if up:
            return min((one for one in marks if one > self.value()), default=self.maximum())
        return max((one for one in marks if one < self.value()), default=1)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track, marks, words and thumb."""
        tokens = active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_track(painter, tokens)
        self._paint_marks(painter, tokens)
        self._paint_sizes(painter, tokens)
        self._paint_leverages(painter, tokens)
        self._paint_thumb(painter, tokens)
        painter.end()

    def _paint_track(self, painter: QPainter, tokens: Tokens) -> None:
        end, limit = self.width() - SIDE_PX, self.x_of(min(self._limit, self.maximum()))
        painter.setPen(NO_PEN)
        painter.setBrush(color(tokens.line2))
        painter.drawRoundedRect(QRectF(SIDE_PX, TRACK_Y - 2, limit - SIDE_PX, 4), 2, 2)
        if limit < end:
            painter.setPen(stroke(tokens.line3, 1, dash=(2, 3)))
            painter.drawLine(QPointF(limit + 2, TRACK_Y), QPointF(end, TRACK_Y))
            painter.setPen(NO_PEN)
        painter.setBrush(color(tokens.accent if self.value() <= self._limit else tokens.loss))
        painter.drawRoundedRect(QRectF(SIDE_PX, TRACK_Y - 2, self.x_of(self.value()) - SIDE_PX, 4), 2, 2)

    def _paint_marks(self, painter: QPainter, tokens: Tokens) -> None:
        for one in self._marks:
            at = QPointF(self.x_of(one.leverage), TRACK_Y)
            passed = one.leverage <= self.value()
            painter.setPen(stroke(tokens.line3 if one.leverage > self._limit else tokens.bg1, 1))
            fill = tokens.bg1 if one.leverage > self._limit else tokens.accent if passed else tokens.line3
            painter.setBrush(color(fill))
            painter.drawEllipse(at, MARK_PX, MARK_PX)

    def _paint_sizes(self, painter: QPainter, tokens: Tokens) -> None:
        """Write the largest sizes from right to left, as many as there is room for, and the caption at the left."""
        free = float(self.width())
        caption_end = text_width(self._caption) + LABEL_GAP_PX
        for one in reversed(self._marks):
            width = text_width(one.size_text)
            left = min(self.width() - 1 - width, self.x_of(one.leverage) - width / 2)
            if not one.size_text or left + width > free or left < caption_end:
                continue
            ink = tokens.tx3 if one.leverage > self._limit else tokens.tx2
            self._write(painter, left, SIZES_BASE, one.size_text, ink)
            free = left - LABEL_GAP_PX
        self._write(painter, 0.0, SIZES_BASE, self._caption, tokens.tx3)

    def _paint_leverages(self, painter: QPainter, tokens: Tokens) -> None:
        taken: list[tuple[float, float]] = []
        ordered = sorted(self._marks, key=lambda one: (one.leverage != self.value(), -bool(_is_round(one.leverage))))
        for one in ordered:
            text = f"{one.leverage}{TIMES}"
            here = one.leverage == self.value()
            weight = SEMIBOLD if here else REGULAR
            width = text_width(text, CAPTION_PX, weight)
            left = min(self.width() - width, max(0.0, self.x_of(one.leverage) - width / 2))
            if any(left < end + LABEL_GAP_PX and start < left + width + LABEL_GAP_PX for start, end in taken):
                continue
            taken.append((left, left + width))
            self._write(painter, left, LABELS_BASE, text, tokens.tx1 if here else tokens.tx3, weight)

    def _write(self, painter: QPainter, left: float, base: float, text: str, ink: str, weight: int = REGULAR) -> None:
        draw_text(painter, (left, base), text, ink, weight=weight)

    def _paint_thumb(self, painter: QPainter, tokens: Tokens) -> None:
        at = QPointF(self.x_of(self.value()), TRACK_Y)
        radius = THUMB_PX + (1 if self.underMouse() else 0)
        painter.setPen(stroke(tokens.bg1, 2))
        painter.setBrush(color(tokens.tx1))
        painter.drawEllipse(at, radius, radius)
        if self.hasFocus():
            painter.setPen(stroke(tokens.accent, 2))
            painter.setBrush(NO_BRUSH)
            painter.drawEllipse(at, radius + 1.5, radius + 1.5)

    # -- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to where it was pressed."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self.leverage_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse while it is pressed."""
        if self.isSliderDown():
            self.setValue(self.leverage_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go from mark to mark."""
        delta = event.angleDelta().y()
        if delta:
            self.setValue(self._next_mark(delta > 0))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Up and Page Down go to the next mark; the rest is a slider's."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.setValue(self._next_mark(event.key() == Qt.Key.Key_PageUp))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Repaint the thumb when the mouse comes or goes."""
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)


def _is_round(leverage: int) -> bool:
    return leverage in (1, 5, 10, 20, 50, 100, 125)
