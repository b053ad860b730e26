"""`ReachBars`: per wallet and asset what a loss can reach of what is there; bars of an asset stand end to end and sum.

Public: `ReachBarFigure`, `ReachBars()`, `set_figures(figures)`. Reachable money is hatched, the rest is water.
"""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.drawing.painting import NO_PEN, RIGHT, color, draw_hatch, draw_text, text_width
from ui.theme.fonts import BODY_PX, MEDIUM, REGULAR, SEMIBOLD
from ui.theme.tokens import Tokens, active

ROW_PX = 28
TITLE_PX = 104
BAR_PX = 10
BAR_WIDTH_MIN_PX = 60


class ReachBarFigure(Struct, frozen=True):
    """A row: title, amount in words, and where its bar starts and how much of it can go (shares 0 to 1)."""

    title: str
    amount_text: str
    start_share: float
    worst_share: float
    rest_share: float
    is_sum: bool = False
    tooltip: str = ""


class ReachBars(QWidget):
    """A table of bars, painted."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._figures: tuple[ReachBarFigure, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def figures(self) -> tuple[ReachBarFigure, ...]:
        """The rows shown."""
        return self._figures

    def set_figures(self, figures: tuple[ReachBarFigure, ...]) -> None:
        """Show other rows."""
        if figures != self._figures:
            self._figures = figures
            self.setAccessibleDescription(". ".join(f"{one.title}: {one.amount_text}" for one in figures))
            self.setToolTip("\n".join(one.tooltip for one in figures if one.tooltip))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for one line a row."""
        return QSize(420, ROW_PX * len(self._figures))

    def minimumSizeHint(self) -> QSize:
        """Give up width, never a row."""
        return QSize(320, ROW_PX * len(self._figures))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        tokens = active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        texts_px = max((text_width(one.amount_text, BODY_PX, SEMIBOLD) for one in self._figures), default=0.0)
        bar_px = max(BAR_WIDTH_MIN_PX, self.width() - TITLE_PX - texts_px - 16)
        for place, one in enumerate(self._figures):
            self._paint_row(painter, tokens, one, place * ROW_PX, bar_px)
        painter.end()

    def _paint_row(self, painter: QPainter, tokens: Tokens, one: ReachBarFigure, top: float, bar_px: float) -> None:
        weight = SEMIBOLD if one.is_sum else REGULAR
        baseline = top + ROW_PX / 2 + 4
        ink = tokens.tx1 if one.is_sum else tokens.tx2
        draw_text(painter, (0, baseline), one.title, ink, size_px=BODY_PX, weight=weight)
        bar = QRectF(TITLE_PX, top + (ROW_PX - BAR_PX) / 2, bar_px, BAR_PX)
        painter.setPen(NO_PEN)
        painter.setBrush(color(tokens.well))
        painter.drawRoundedRect(bar, 2, 2)
        left = bar.left() + one.start_share * bar_px
        worst, rest = one.worst_share * bar_px, one.rest_share * bar_px
        if rest > 0:
            painter.setBrush(color(tokens.water2))
            painter.drawRoundedRect(QRectF(left + worst, bar.top(), max(2.0, rest), BAR_PX), 2, 2)
        if worst > 0:
            part = QRectF(left, bar.top(), max(3.0, worst), BAR_PX)
            painter.fillRect(part, color(tokens.loss_bg))
            draw_hatch(painter, part, tokens.loss, gap=5, width=1.3)
            painter.fillRect(QRectF(round(part.right()) - 1, bar.top() - 2, 2, BAR_PX + 4), color(tokens.tx1))
        reached = one.worst_share > 0
        ink = tokens.loss if reached else tokens.tx2
        draw_text(
            painter,
            (self.width(), baseline),
            one.amount_text,
            ink,
            size_px=BODY_PX,
            weight=SEMIBOLD if one.is_sum else MEDIUM if reached else REGULAR,
            align=RIGHT,
        )
