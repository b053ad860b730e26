"""`CellDelegate`: paints a table's cell: two lines, margin bar, ADL lights, steps of a liquidation."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from ui.drawing.margin_bar import BAR_PX, paint_adl_lights, paint_margin_bar
from ui.drawing.painting import RIGHT, TONE_TEXT, color, crisp, draw_text, elided, text_width
from ui.drawing.stage_cells import GAP_PX, StageFigure, paint_stage_cells
from ui.models.rows_model import CELL_ROLE, ROW_ALARM_ROLE, AnyIndex, RowsModel
from ui.theme.fonts import BODY_PX, CAPTION_PX, MEDIUM, REGULAR, SEMIBOLD
from ui.theme.icons import draw_icon
from ui.theme.tokens import Tokens, active
from ui.viewmodels.table_view import Cell

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyle

SIDE_PX = 6
RING_PX = 2
ICON_PX = 14
LIGHTS_PX = 46
STEP_PX = 32


class CellDelegate(QStyledItemDelegate):
    """One delegate for every table of the dock; the cell says what it holds."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw background, hairline and content of one cell."""
        one = index.data(CELL_ROLE)
        if not isinstance(one, Cell):
            return
        tokens = active()
        painter.save()
        rect = QRectF(option.rect)
        state = option.state
        alarm = bool(index.data(ROW_ALARM_ROLE))
        self._paint_ground(painter, tokens, rect, state, alarm)
        self._paint_focus(painter, tokens, rect, option.widget, index)
        if alarm and index.column() == 0:
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height() - 1), color(tokens.loss))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        model = index.model()
        is_figure = isinstance(model, RowsModel) and model.columns[index.column()].is_figure
        self._paint_content(painter, tokens, rect.adjusted(SIDE_PX, 0, -SIDE_PX, -1), one, is_figure)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, tokens: Tokens, rect: QRectF, state: QStyle.StateFlag, alarm: bool
    ) -> None:
        from PySide6.QtWidgets import QStyle  # its enumerations take longer to make than an empty table

        with crisp(painter):
            if state & QStyle.StateFlag.State_Selected:
                painter.fillRect(rect, color(tokens.bg3))
            elif alarm:
                painter.fillRect(rect, color(tokens.loss_bg))
            elif state & QStyle.StateFlag.State_MouseOver:
                painter.fillRect(rect, color(tokens.bg2))
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), color(tokens.line))

    def _paint_focus(self, painter: QPainter, tokens: Tokens, rect: QRectF, table: object, index: AnyIndex) -> None:
        """Draw the row's part of the ring round the current row of the table that has the focus."""
        if not isinstance(table, QTableView) or not table.hasFocus() or table.currentIndex().row() != index.row():
            return
        columns = [i for i in range(index.model().columnCount()) if not table.isColumnHidden(i)]
        accent = color(tokens.accent)
        with crisp(painter):
            painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), RING_PX), accent)
            painter.fillRect(QRectF(rect.left(), rect.bottom() - RING_PX, rect.width(), RING_PX), accent)
            if index.column() == columns[0]:
                painter.fillRect(QRectF(rect.left(), rect.top(), RING_PX, rect.height()), accent)
            if index.column() == columns[-1]:
                painter.fillRect(QRectF(rect.right() - RING_PX, rect.top(), RING_PX, rect.height()), accent)

    def _paint_content(self, painter: QPainter, tokens: Tokens, rect: QRectF, one: Cell, is_figure: bool) -> None:
        middle = rect.center().y()
        if one.steps:
            paint_stage_cells(painter, rect, [StageFigure(state, label) for state, label in one.steps], tokens)
            return
        if one.lights is not None:
            paint_adl_lights(painter, QPointF(rect.left(), middle - 5.5), one.lights, tokens)
            return
        if one.ratio is not None:
            ink = tokens.loss if one.is_alarm or one.ratio >= 1 else tokens.tx1
            draw_text(painter, (rect.left(), middle - 2), one.text, ink, size_px=BODY_PX, weight=MEDIUM)
            bar = QRectF(rect.left(), middle + 5, rect.width(), BAR_PX)
            paint_margin_bar(painter, bar, float(one.ratio), tokens, alarm=one.is_alarm)
            return
        if one.icon:
            ink = tokens.color_of(TONE_TEXT[one.tone] if one.text else "tx2")
            draw_icon(painter, QRectF(rect.left(), middle - ICON_PX / 2, ICON_PX, ICON_PX), one.icon, ink)
            rect = rect.adjusted(ICON_PX + 5, 0, 0, 0)
        two_lines = bool(one.second or one.lead)
        base = middle - 3 if two_lines else middle + 4
        weight = SEMIBOLD if one.is_strong else MEDIUM if is_figure else REGULAR
        self._line(painter, tokens, (rect, base), one.text, one.tone, BODY_PX, weight, is_figure)
        if not two_lines:
            return
        second = QRectF(rect)
        if one.lead:
            ink = tokens.color_of(TONE_TEXT[one.lead_tone])
            draw_text(painter, (rect.left(), middle + 13), one.lead, ink, size_px=CAPTION_PX, weight=SEMIBOLD)
            second.setLeft(rect.left() + text_width(one.lead, CAPTION_PX, SEMIBOLD) + 4)
        self._line(painter, tokens, (second, middle + 13), one.second, one.second_tone, CAPTION_PX, REGULAR, is_figure)

    def _line(
        self,
        painter: QPainter,
        tokens: Tokens,
        place: tuple[QRectF, float],
        text: str,
        tone: str,
        size_px: int,
        weight: int,
        right: bool,
    ) -> None:
        rect, base = place
        ink = tokens.color_of(TONE_TEXT.get(tone, "tx1"))
        shown = elided(text, rect.width() + 2, size_px, weight)
        if right:
            draw_text(painter, (rect.right(), base), shown, ink, size_px=size_px, weight=weight, align=RIGHT)
        else:
            draw_text(painter, (rect.left(), base), shown, ink, size_px=size_px, weight=weight)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Give a row's buttons the whole cell; the style would take its text's padding off."""
        editor.setGeometry(option.rect)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Ask for room for the text; rows have a height of their own."""
        one = index.data(CELL_ROLE)
        if not isinstance(one, Cell):
            return QSize(40, 28)
        width = max(text_width(one.text, BODY_PX, SEMIBOLD), text_width(one.second, CAPTION_PX))
        if one.lead:
            lead = text_width(one.lead, CAPTION_PX, SEMIBOLD) + 4
            width = max(width, lead + text_width(one.second, CAPTION_PX))
        if one.steps:
            width = len(one.steps) * (STEP_PX + GAP_PX) - GAP_PX
        if one.lights is not None:
            width = LIGHTS_PX
        if one.icon:
            width += ICON_PX + 5
        return QSize(ceil(width) + 2 * SIDE_PX, 28)
