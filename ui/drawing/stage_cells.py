"""`StageCells`: the steps of a running liquidation as cells: done with a tick, burning hatched, left filled with water.

Public: `StageFigure`, `paint_stage_cells(painter, rect, figures, tokens, burnt_share=1.0)`, `StageCells(figures)` with
`set_figures(figures, presentation_ns=None)` (with a time a step burns down in 400 ms) and `advance(presentation_ns)`.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.drawing.motion import BURN_NS, share_of
from ui.drawing.painting import CENTRE, NO_BRUSH, NO_PEN, color, draw_hatch, draw_text, rounded_path, stroke
from ui.theme.fonts import REGULAR, SEMIBOLD
from ui.theme.tokens import Tokens, active

CELL_PX = 16.0
LABEL_PX = 14.0
GAP_PX = 4.0
CELL_WIDTH_MAX = 34.0


class StageFigure(Struct, frozen=True):
    """One step: state `done`, `burning` or `left`, and the word below it ("7,418", "next")."""

    state: str
    label: str = ""


def paint_stage_cells(
    painter: QPainter, rect: QRectF, figures: Sequence[StageFigure], tokens: Tokens, *, burnt_share: float = 1.0
) -> None:
    """Draw the cells from the left edge of a rectangle; `burnt_share` is how far the burning one is hatched."""
    if not figures:
        return
    width = min(CELL_WIDTH_MAX, (rect.width() - GAP_PX * (len(figures) - 1)) / len(figures))
    has_labels = any(figure.label for figure in figures)
    top = rect.center().y() - (CELL_PX + (LABEL_PX if has_labels else 0)) / 2
    for place, figure in enumerate(figures):
        cell = QRectF(round(rect.left() + place * (width + GAP_PX)) + 0.5, round(top) + 0.5, width - 1, CELL_PX - 1)
        _paint_cell(painter, cell, figure, tokens, burnt_share)
        if figure.label:
            burning = figure.state == "burning"
            ink, weight = (tokens.loss, SEMIBOLD) if burning else (tokens.tx3, REGULAR)
            draw_text(
                painter, (cell.center().x(), cell.bottom() + 12.5), figure.label, ink, weight=weight, align=CENTRE
            )


def _paint_cell(painter: QPainter, cell: QRectF, figure: StageFigure, tokens: Tokens, burnt_share: float) -> None:
    fill, edge, dash = {
        "done": (tokens.well, tokens.line2, (2, 2)),
        "burning": (tokens.loss_bg, tokens.loss, ()),
    }.get(figure.state, (tokens.water2, tokens.surf, ()))
    painter.setPen(NO_PEN)
    painter.setBrush(color(fill))
    painter.drawRoundedRect(cell, 2.5, 2.5)
    if figure.state == "burning":
        painter.save()
        painter.setClipPath(rounded_path(cell, 2.5))
        draw_hatch(
            painter,
            QRectF(cell.left(), cell.top(), cell.width() * burnt_share, cell.height()),
            tokens.loss,
            gap=5,
            width=1.3,
        )
        painter.restore()
    painter.setPen(stroke(edge, 1, dash=dash))
    painter.setBrush(NO_BRUSH)
    painter.drawRoundedRect(cell, 2.5, 2.5)
    if figure.state == "done":
        x, y = cell.center().x(), cell.center().y()
        painter.setPen(stroke(tokens.tx3, 1.5))
        painter.drawPolyline(QPolygonF([QPointF(x - 4.5, y), QPointF(x - 1.5, y + 3), QPointF(x + 4, y - 3)]))


class StageCells(QWidget):
    """The cells as a widget, for the banner and the event card."""

    def __init__(self, figures: Sequence[StageFigure] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = tuple(figures)
        self._burning_ns: int | None = None
        self._now_ns = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Steps of the liquidation")
        self._describe()

    def advance(self, presentation_ns: int) -> bool:
        """Burn the step down to where it is at a presentation time; True while it burns."""
        if self._burning_ns is None:
            return False
        self._now_ns = presentation_ns
        if presentation_ns - self._burning_ns >= BURN_NS:
            self._burning_ns = None
        self.update()
        return self._burning_ns is not None

    def set_figures(self, figures: Sequence[StageFigure], presentation_ns: int | None = None) -> None:
        """Show other steps; without a presentation time the step that burns has burnt down at once."""
        if presentation_ns is None:
            self._burning_ns = None
        if tuple(figures) != self._figures:
            before, after = (
                [place for place, one in enumerate(some) if one.state == "burning"] for some in (self._figures, figures)
            )
            if after and after != before:
                self._burning_ns = presentation_ns
                self._now_ns = presentation_ns or 0
            self._figures = tuple(figures)
            self._describe()
            self.updateGeometry()
            self.update()

    @property
    def is_burning(self) -> bool:
        """Whether a step still burns down."""
        return self._burning_ns is not None

    @property
    def burnt_share(self) -> float:
        """How far the step that burns has burnt down, from 0 to 1."""
        return 1.0 if self._burning_ns is None else share_of(self._now_ns - self._burning_ns, BURN_NS)

    def _describe(self) -> None:
        words = ", ".join(f"step {place + 1} {figure.state}" for place, figure in enumerate(self._figures))
        self.setAccessibleDescription(words)
        self.setToolTip(words)

    def sizeHint(self) -> QSize:
        """Ask for all cells, and their words if there are any."""
        labels = LABEL_PX if any(figure.label for figure in self._figures) else 0
        return QSize(round(max(1, len(self._figures)) * (CELL_WIDTH_MAX + GAP_PX)), round(CELL_PX + labels + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_stage_cells(painter, QRectF(self.rect()), self._figures, active(), burnt_share=self.burnt_share)
        painter.end()
