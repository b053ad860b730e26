"""`CompareGrid`: regimes side by side, painted: map of wallets, small multiples, figures.

Public: `CompareGrid()`, `show_view(view)`, `picture()`. What was lost is hatched between the line and its dashed start;
an untouched wallet says so beside a shield.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.drawing.compare_line import END_ROOM_PX, paint_line
from ui.drawing.painting import CENTRE, NO_BRUSH, RIGHT, color, crisp, draw_hatch, draw_text, elided, stroke, text_width
from ui.drawing.wrapping import wrapped
from ui.theme.fonts import BODY_PX, CAPTION_PX, MEDIUM, PANEL_TITLE_PX, REGULAR, SEMIBOLD
from ui.theme.tokens import Tokens, active
from ui.viewmodels import compare_texts as texts
from ui.viewmodels.compare_view import CompareBox, CompareColumn, CompareRow, CompareView

TITLE_PX = 150
COLUMN_MIN_PX = 210
PAD_PX = 11
HEAD_PX, BOX_PX, BOXES_TOP_PX, WALL_LINE_PX = 126, 22, 72, 15
TALL_PX, LINE_PX, AXIS_PX, HEADING_PX, CELL_PX = 122, 62, 24, 30, 26
NAME_GAP_PX = 6.0
HEAD_SIZES_PX = (
    (PANEL_TITLE_PX + 1, PANEL_TITLE_PX + 2),
    (BODY_PX, PANEL_TITLE_PX + 1),
    (CAPTION_PX, BODY_PX),
)
TONES = {"plain": "tx1", "loss": "loss", "gain": "gain", "caption": "tx3"}


class CompareGrid(QWidget):
    """The grid of one comparison."""

    def __init__(self) -> None:
        super().__init__()
        self._view: CompareView | None = None
        self.setAccessibleName(texts.TITLE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def view(self) -> CompareView | None:
        """What is shown."""
        return self._view

    def show_view(self, view: CompareView | None) -> None:
        """Show other runs."""
        self._view = view
        self.setAccessibleDescription(view.description if view else "")
        self.setMinimumSize(self.minimumSizeHint())
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Ask for every row and a readable width a regime."""
        if self._view is None:
            return QSize(0, 0)
        width = TITLE_PX + COLUMN_MIN_PX * len(self._view.columns)
        return QSize(width, HEAD_PX + sum(_height(row) for row in self._view.rows) + AXIS_PX)

    def sizeHint(self) -> QSize:
        """Ask for what the rows need."""
        return self.minimumSizeHint()

    def picture(self) -> QPixmap:
        """Return the whole grid as a picture."""
        return self.grab()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the grid."""
        if self._view is None:
            return
        tokens = active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), color(tokens.bg1))
        lefts = [self._left(place) for place in range(len(self._view.columns) + 1)]
        painter.setPen(stroke(tokens.line))
        _paint_columns(painter, lefts, 0, HEAD_PX)
        self._paint_titles(painter, tokens, 0, CompareRow(texts.MODE_ROW, texts.MODE_NOTE))
        for place, column in enumerate(self._view.columns):
            _paint_head(painter, tokens, QRectF(lefts[place], 0, lefts[place + 1] - lefts[place], HEAD_PX), column)
        top = float(HEAD_PX)
        for number, row in enumerate(self._view.rows):
            self._paint_row(painter, tokens, top, row, lefts)
            top += _height(row)
            after = self._view.rows[number + 1] if number + 1 < len(self._view.rows) else None
            if row.lines and (after is None or not after.lines):
                self._paint_axis(painter, tokens, top, lefts)
                top += AXIS_PX
        painter.end()

    def _left(self, place: int) -> float:
        assert self._view is not None
        return round(TITLE_PX + (self.width() - TITLE_PX) * place / max(1, len(self._view.columns)))

    def _paint_row(self, painter: QPainter, tokens: Tokens, top: float, row: CompareRow, lefts: list[float]) -> None:
        height = _height(row)
        with crisp(painter):
            painter.setPen(stroke(tokens.line))
            if not row.lines and not row.cells:
                painter.fillRect(QRectF(0, top, self.width(), height), color(tokens.bg2))
            else:
                _paint_columns(painter, lefts, top, top + height)
            painter.drawLine(QPointF(0, top), QPointF(self.width(), top))
        self._paint_titles(painter, tokens, top, row)
        for place, line in enumerate(row.lines):
            width = lefts[place + 1] - lefts[place]
            paint_line(painter, tokens, QRectF(lefts[place] + PAD_PX, top + 8, width - 2 * PAD_PX, height - 16), line)
        for place, cell in enumerate(row.cells):
            room = lefts[place + 1] - lefts[place] - 2 * PAD_PX
            weight = SEMIBOLD if row.is_sum else MEDIUM if cell.tone != "caption" else REGULAR
            text = elided(cell.text, room, BODY_PX, weight)
            at = (lefts[place] + PAD_PX, top + height / 2 + 4)
            draw_text(painter, at, text, tokens.color_of(TONES[cell.tone]), size_px=BODY_PX, weight=weight)

    def _paint_titles(self, painter: QPainter, tokens: Tokens, top: float, row: CompareRow) -> None:
        is_table = bool(row.cells)
        weight = SEMIBOLD if row.is_sum or not is_table else REGULAR
        ink = tokens.tx2 if is_table and not row.is_sum else tokens.tx1
        baseline = top + (CELL_PX / 2 + 4 if is_table else 20)
        room = TITLE_PX - PAD_PX - 6 if is_table or row.lines or row.notes else self.width() - 2 * PAD_PX
        title = elided(row.title, room, BODY_PX, weight)
        draw_text(painter, (PAD_PX, baseline), title, ink, size_px=BODY_PX, weight=weight)
        for place, note in enumerate(row.notes):
            at = (PAD_PX, baseline + 17 + 15 * place)
            draw_text(painter, at, elided(note, room), tokens.tx3)

    def _paint_axis(self, painter: QPainter, tokens: Tokens, top: float, lefts: list[float]) -> None:
        assert self._view is not None
        painter.setPen(stroke(tokens.line))
        _paint_columns(painter, lefts, top, top + AXIS_PX)
        for place in range(len(self._view.columns)):
            left, room = lefts[place] + PAD_PX, lefts[place + 1] - lefts[place] - 2 * PAD_PX - END_ROOM_PX
            for x, text in _fitting_times(self._view.times, left, room):
                draw_text(painter, (x, top + 15), text, tokens.tx3)


def _fitting_times(times: Sequence[tuple[float, str]], left: float, room: float) -> list[tuple[float, str]]:
    """Return the left ends of the times that have room beside each other: the first and the last before all others."""
    placed: list[tuple[float, str]] = []
    for share, text in sorted(times, key=lambda one: min(one[0], 1 - one[0])):
        width = text_width(text)
        x = left + min(max(share * room - width / 2, 0.0), room - width)
        if all(x + width + NAME_GAP_PX <= at or at + text_width(word) + NAME_GAP_PX <= x for at, word in placed):
            placed.append((x, text))
    return placed


def _paint_columns(painter: QPainter, lefts: list[float], top: float, bottom: float) -> None:
    with crisp(painter):
        for left in lefts[:-1]:
            painter.drawLine(QPointF(left, top), QPointF(left, bottom))


def _height(row: CompareRow) -> int:
    if row.lines:
        return TALL_PX if row.is_tall else LINE_PX
    return CELL_PX if row.cells else HEADING_PX


def _paint_head(painter: QPainter, tokens: Tokens, rect: QRectF, column: CompareColumn) -> None:
    left, right = rect.left() + PAD_PX, rect.right() - PAD_PX
    size_px, cost_px = _head_sizes(column, right - left - NAME_GAP_PX)
    room = right - left - text_width(column.cost_text, cost_px, SEMIBOLD) - NAME_GAP_PX
    name = elided(column.name, room, size_px, SEMIBOLD)
    draw_text(painter, (left, 24), name, tokens.tx1, size_px=size_px, weight=SEMIBOLD)
    ink = tokens.color_of(TONES[column.cost_tone])
    draw_text(painter, (right, 24), column.cost_text, ink, size_px=cost_px, weight=SEMIBOLD, align=RIGHT)
    for place, line in enumerate(wrapped(column.wall, right - left)):
        draw_text(painter, (left, 43 + place * WALL_LINE_PX), line, tokens.tx3)
    _paint_boxes(painter, tokens, QRectF(left, BOXES_TOP_PX, right - left, BOX_PX), column.boxes)


def _head_sizes(column: CompareColumn, room: float) -> tuple[int, int]:
    """Return the largest sizes at which a regime's name and its sum stand side by side."""
    for sizes in HEAD_SIZES_PX:
        name, cost = sizes
        if text_width(column.name, name, SEMIBOLD) + text_width(column.cost_text, cost, SEMIBOLD) <= room:
            return sizes
    return HEAD_SIZES_PX[-1]


def _paint_boxes(painter: QPainter, tokens: Tokens, rect: QRectF, boxes: tuple[CompareBox, ...]) -> None:
    """Draw a box for each wallet and asset, a wallet's name under its boxes; touched ones are hatched."""
    width = rect.width() / max(1, len(boxes))
    spans: list[tuple[str, float, float]] = []
    for place, box in enumerate(boxes):
        left, right = round(rect.left() + place * width), round(rect.left() + (place + 1) * width)
        part = QRectF(left, rect.top(), right - left, rect.height())
        painter.fillRect(part, color(tokens.loss_bg if box.is_touched else tokens.water))
        if box.is_touched:
            draw_hatch(painter, part, tokens.loss, opacity=0.45)
        with crisp(painter):
            painter.setPen(stroke(tokens.loss if box.is_touched else tokens.line3))
            painter.setBrush(NO_BRUSH)
            painter.drawRect(part.adjusted(0, 0, -1, -1))
        ink = tokens.tx1 if box.is_touched else tokens.tx2
        draw_text(painter, (part.center().x(), part.center().y() + 4), box.asset, ink, weight=MEDIUM, align=CENTRE)
        if spans and spans[-1][0] == box.wallet:
            spans[-1] = (box.wallet, spans[-1][1], right)
        else:
            spans.append((box.wallet, left, right))
    _paint_names(painter, tokens, rect, spans)


def _paint_names(painter: QPainter, tokens: Tokens, rect: QRectF, spans: list[tuple[str, float, float]]) -> None:
    """Write the wallets' names below their boxes; one that would touch the name before it stands a line lower."""
    ends = [rect.left(), rect.left()]  # where the words of the two lines end so far
    for name, left, right in spans:
        width = text_width(name, CAPTION_PX)
        x = min(max((left + right - width) / 2, rect.left()), rect.right() - width)
        line = 0 if x >= ends[0] else 1
        ends[line] = x + width + NAME_GAP_PX
        draw_text(painter, (x, rect.bottom() + 15 + 13 * line), name, tokens.tx3)
