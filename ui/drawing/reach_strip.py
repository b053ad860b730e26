"""`ReachStrip`: the blast radius, always on screen: the sum, a bar of all wealth, and in words what a loss can reach.

Public: `ReachFigure`, `ReachStrip(figure)`, `set_figure(figure)`. Its wording never changes place. Paid money is solid,
exposed money hatched, a preview a ghost tick; linked wallets hatch amber.
"""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.drawing.painting import NO_PEN, RIGHT, color, draw_focus_ring, draw_hatch, draw_text, elided, stroke, text_width
from ui.theme.fonts import BODY_PX, CAPTION_PX, PANEL_TITLE_PX, REACH_PX, SEMIBOLD
from ui.theme.icons import draw_icon
from ui.theme.tokens import Tokens, active

HEIGHT_PX = 92
SIDE_PX = 12
WIDEST_USUAL_SUM = "\N{MINUS SIGN}0,000.00"  # the words beside it keep their place up to here


class ReachFigure(Struct, frozen=True):
    """The strip: sum, words beside it, shares of all wealth that are paid and exposed (0 to 1), words below.

    `preview_share` is where the bar would end after the order in the editor; None without an order.
    """

    sum_text: str
    detail_text: str
    reach_text: str
    caption_text: str = "worst case at any price"
    title: str = "Blast radius"
    paid_share: float = 0.0
    exposed_share: float = 0.0
    preview_share: float | None = None
    is_linked: bool = False
    tooltip: str = ""
    short_detail: str = ""


class ReachStrip(QWidget):
    """The blast radius strip at the foot of the wallets; a click, Return or Space asks for its details."""

    clicked = Signal()

    def __init__(self, figure: ReachFigure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = figure
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._describe()

    @property
    def figure(self) -> ReachFigure:
        """The figure shown last."""
        return self._figure

    def set_figure(self, figure: ReachFigure) -> None:
        """Show another reach."""
        if figure != self._figure:
            self._figure = figure
            self._describe()
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for the column width and four rows."""
        return QSize(304, HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        """Give up width, never height."""
        return QSize(280, HEIGHT_PX)

    def _describe(self) -> None:
        figure = self._figure
        self.setAccessibleName(figure.title)
        self.setAccessibleDescription(f"{figure.sum_text} {figure.detail_text}. {figure.reach_text}")
        self.setToolTip(figure.tooltip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the details."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the details."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the four rows."""
        tokens, figure = active(), self._figure
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, self.width(), 1), color(tokens.line))
        right = self.width() - SIDE_PX
        draw_text(painter, (SIDE_PX, 22), figure.title, tokens.tx1, size_px=PANEL_TITLE_PX, weight=SEMIBOLD)
        draw_text(painter, (right, 22), figure.caption_text, tokens.tx3, align=RIGHT)
        ink = tokens.loss if figure.paid_share + figure.exposed_share > 0 else tokens.tx1  # red only where a loss is
        width = draw_text(painter, (SIDE_PX, 46), figure.sum_text, ink, size_px=REACH_PX, weight=SEMIBOLD)
        self._paint_detail(painter, tokens, width, right)
        self._paint_bar(painter, tokens, QRectF(SIDE_PX, 57, right - SIDE_PX, 8))
        draw_icon(
            painter,
            QRectF(SIDE_PX, 71, 14, 14),
            "chain" if figure.is_linked else "shield",
            tokens.warn if figure.is_linked else tokens.accent,
        )
        draw_text(painter, (SIDE_PX + 19, 82.5), self._fitting_reach(right - SIDE_PX - 19), tokens.tx1, size_px=BODY_PX)
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), tokens)
        painter.end()

    def _paint_detail(self, painter: QPainter, tokens: Tokens, sum_px: float, right: float) -> None:
        """Write what the sum is made of: where it always stands, else nearer, smaller, and last without cents."""
        long, short = self._figure.detail_text, self._figure.short_detail or self._figure.detail_text
        usual = SIDE_PX + max(sum_px, text_width(WIDEST_USUAL_SUM, REACH_PX, SEMIBOLD)) + 8
        near = SIDE_PX + sum_px + 6
        ways = ((usual, long, BODY_PX), (near, long, BODY_PX), (near, long, CAPTION_PX), (near, short, BODY_PX))
        fits = (way for way in ways if text_width(way[1], way[2]) <= right - way[0])
        x, text, size_px = next(fits, (near, short, CAPTION_PX))
        draw_text(painter, (x, 46), elided(text, right - x, size_px), tokens.tx2, size_px=size_px)

    def _fitting_reach(self, room: float) -> str:
        text = self._figure.reach_text
        return text if text_width(text, BODY_PX) <= room else elided(text, room, BODY_PX)

    def _paint_bar(self, painter: QPainter, tokens: Tokens, bar: QRectF) -> None:
        figure = self._figure
        painter.setPen(NO_PEN)
        painter.setBrush(color(tokens.accent_bg))
        painter.drawRoundedRect(bar, 2, 2)
        paid = min(1.0, max(0.0, figure.paid_share)) * bar.width()
        exposed = min(bar.width() - paid, max(0.0, figure.exposed_share) * bar.width())
        if paid > 0:
            painter.setBrush(color(tokens.loss))
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), paid, bar.height()), 1, 1)
        if exposed > 0:
            part = QRectF(bar.left() + paid, bar.top(), exposed, bar.height())
            painter.fillRect(part, color(tokens.warn_bg if figure.is_linked else tokens.loss_bg))
            draw_hatch(painter, part, tokens.warn if figure.is_linked else tokens.loss, gap=5, width=1.3, opacity=0.75)
        if paid + exposed > 0:
            x = bar.left() + paid + exposed
            painter.fillRect(QRectF(round(x) - 1, bar.top() - 1, 2, bar.height() + 2), color(tokens.tx1))
        if figure.preview_share is not None:
            x = bar.left() + min(1.0, max(0.0, figure.preview_share)) * bar.width()
            painter.setPen(stroke(tokens.tx2, 2, dash=(2, 2)))
            painter.drawLine(QPointF(x, bar.top() - 3), QPointF(x, bar.bottom() + 3))
