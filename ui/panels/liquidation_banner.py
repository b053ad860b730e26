"""The banner of a running liquidation: one sentence and its steps, over the chart's top edge, pushing nothing."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.drawing.motion import BANNER_NS, out_cubic, share_of
from ui.drawing.painting import draw_hatch
from ui.drawing.stage_cells import StageCells, StageFigure
from ui.panels.controls import label, set_text
from ui.theme.tokens import active
from ui.viewmodels.records import BannerView


class LiquidationBanner(QFrame):
    """One sentence over the chart's top edge."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "banner")
        self._text = label()
        self._text.setWordWrap(True)
        self._step = label(look="figure")
        self._cells = StageCells()
        self._place = QRect()
        self._came_ns: int | None = None
        self.moving: tuple[QWidget, ...] = ()
        side = QVBoxLayout()
        side.setSpacing(2)
        side.addStretch(1)
        side.addWidget(self._step, 0, Qt.AlignmentFlag.AlignRight)
        side.addWidget(self._cells, 0, Qt.AlignmentFlag.AlignRight)
        side.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(26, 6, 14, 6)
        row.setSpacing(16)
        row.addWidget(self._text, 1)
        row.addLayout(side)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown."""
        return self._text.text()

    @property
    def cells(self) -> StageCells:
        """The steps."""
        return self._cells

    def show_view(self, view: BannerView | None, presentation_ns: int | None = None) -> None:
        """Show a running liquidation, or hide; with a presentation time it comes down in 160 ms and a step burns."""
        if view is not None and not self.isVisible():
            self._came_ns = presentation_ns
        if presentation_ns is None:
            self._came_ns = None
        self.setVisible(view is not None)
        if view is None:
            return
        set_text(self._text, view.text)
        set_text(self._step, view.step_text)
        self._cells.setVisible(bool(view.steps))
        self._cells.set_figures([StageFigure(state) for state in view.steps], presentation_ns)
        if self.accessibleName() != view.text:
            self.setAccessibleName(view.text)

    def place(self, place: QRect, presentation_ns: int | None = None) -> None:
        """Take a place over the chart; while it comes down it stands above it."""
        self._place = place
        self._put(presentation_ns)

    def advance(self, presentation_ns: int) -> bool:
        """Move to where it stands at a presentation time; True while it or a step still moves."""
        is_moving = self._came_ns is not None or self._cells.is_burning
        self.moving = (self,) if is_moving and self.isVisible() else ()
        burning = self._cells.advance(presentation_ns)
        if self._came_ns is None:
            return burning
        if presentation_ns - self._came_ns >= BANNER_NS:
            self._came_ns = None
        self._put(presentation_ns)
        return burning or self._came_ns is not None

    def _put(self, presentation_ns: int | None) -> None:
        share = 1.0
        if self._came_ns is not None and presentation_ns is not None:
            share = out_cubic(share_of(presentation_ns - self._came_ns, BANNER_NS))
        shown = max(1, round(self._place.height() * share))
        self.setGeometry(self._place)
        if shown < self._place.height():
            self.setMask(QRect(0, 0, self._place.width(), shown))
        else:
            self.clearMask()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hatch the left edge: a loss is running."""
        super().paintEvent(event)
        painter = QPainter(self)
        draw_hatch(painter, QRectF(0, 0, 12, self.height() - 1), active().loss, gap=6, width=3, opacity=1.0)
        painter.end()
