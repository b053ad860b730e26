"""Small meters of a position row: the margin ratio bar, ADL lights, and item delegates that draw them in tables.

Public: `paint_margin_bar`, `paint_adl_lights`, `paint_cell_base`, `MarginBarDelegate` (text of DisplayRole, ratio
0..1 as float of `METER_ROLE`, True of `ALARM_ROLE` while the position is liquidated), `AdlLightsDelegate` (count
0..5 as int of `METER_ROLE`).
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.drawing.painting import NO_PEN, color, draw_text, stroke
from ui.theme.fonts import BODY_PX, REGULAR, SEMIBOLD
from ui.theme.tokens import Tokens, active

METER_ROLE = Qt.ItemDataRole.UserRole + 101
ALARM_ROLE = Qt.ItemDataRole.UserRole + 102
BAR_PX = 6.0
WARN_RATIO = 0.8
LIGHTS = 5
AnyIndex = QModelIndex | QPersistentModelIndex


def paint_margin_bar(painter: QPainter, rect: QRectF, ratio: float, tokens: Tokens, *, alarm: bool = False) -> None:
    """Draw a margin ratio as a rounded bar: water, amber from 80 %, red at 100 % or while liquidated."""
    ink = tokens.loss if alarm or ratio >= 1 else tokens.warn_fill if ratio >= WARN_RATIO else tokens.surf
    radius = rect.height() / 2
    painter.setPen(NO_PEN)
    painter.setBrush(color(tokens.bg1 if alarm else tokens.bg4))
    painter.drawRoundedRect(rect, radius, radius)
    share = min(1.0, max(0.0, ratio))
    if share > 0:
        painter.setBrush(color(ink))
        painter.drawRoundedRect(
            QRectF(rect.left(), rect.top(), max(rect.height(), rect.width() * share), rect.height()), radius, radius
        )


def paint_adl_lights(painter: QPainter, at: QPointF, count: int, tokens: Tokens, height: float = 11.0) -> None:
    """Draw five lights from a top left point, the first `count` of them lit."""
    for place in range(LIGHTS):
        lit = place < count
        painter.setPen(stroke(tokens.warn if lit else tokens.line3))
        painter.setBrush(color(tokens.warn_fill) if lit else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(round(at.x()) + place * 9 + 0.5, round(at.y()) + 0.5, 6, height - 1), 1.5, 1.5)


def paint_cell_base(
    delegate: QStyledItemDelegate, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex
) -> None:
    """Draw background, hover, selection and hairline of a cell as the style wants them, without its text."""
    base = QStyleOptionViewItem(option)
    delegate.initStyleOption(base, index)
    base.text = ""
    widget = base.widget
    style = widget.style() if widget is not None else QApplication.style()
    style.drawControl(QStyle.ControlElement.CE_ItemViewItem, base, painter, widget)


class MarginBarDelegate(QStyledItemDelegate):
    """Draws the ratio as text with the bar below it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw one cell."""
        tokens = active()
        ratio = index.data(METER_ROLE)
        if ratio is None:
            super().paint(painter, option, index)
            return
        paint_cell_base(self, painter, option, index)
        alarm = bool(index.data(ALARM_ROLE))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect).adjusted(6, 0, -10, 0)
        middle = rect.center().y()
        ink = tokens.loss if alarm or float(ratio) >= 1 else tokens.tx1
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        draw_text(painter, (rect.left(), middle - 1), text, ink, size_px=BODY_PX, weight=SEMIBOLD if alarm else REGULAR)
        paint_margin_bar(
            painter, QRectF(rect.left(), middle + 5, rect.width(), BAR_PX), float(ratio), tokens, alarm=alarm
        )
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Ask for the width of the bar and two lines."""
        return QSize(96, 44)


class AdlLightsDelegate(QStyledItemDelegate):
    """Draws the place in the ADL queue as five lights."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw one cell."""
        paint_cell_base(self, painter, option, index)
        count = index.data(METER_ROLE)
        if count is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        paint_adl_lights(painter, QPointF(rect.left() + 6, rect.center().y() - 5.5), int(count), active())
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Ask for the width of five lights."""
        return QSize(58, 24)
