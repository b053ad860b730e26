"""`FundBasins`: who pays for a loss, in order: five basins, each a step lower, each spilling into the next.

Public: `BasinFigure`, `FundBasins(figures)`, `set_figures(figures, history)`, `set_room(room)` for a low, usual or
high window, `anchor(place)`, signal `basin_activated(place)` by click, Return or Space; the arrows go from basin to
basin. `history` draws the fund's level over the run into its basin, as steps of (share of the time, height from 0 to
1). An active basin has a 2 px edge; one that was never used says so in secondary text; the ADL basin shows lights
instead of water.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.drawing.margin_bar import paint_adl_lights
from ui.drawing.painting import (
    CENTRE,
    NO_BRUSH,
    color,
    crisp,
    draw_arrow_head,
    draw_focus_ring,
    draw_hatch,
    draw_text,
    stroke,
    text_width,
)
from ui.theme.fonts import REGULAR, SEMIBOLD
from ui.theme.tokens import Tokens, active

SIDE_PX = 12
GAP_PX = 6.0
# How much lower each basin stands than the one before, and how deep they are, in a window of each height.
DROPS_PX = {"low": 5.0, "usual": 9.0, "high": 12.0}
DEPTHS_PX = {"low": 40.0, "usual": 50.0, "high": 92.0}
TOP_PX = 6.0
TEXT_PX = 46.0
LIGHTS = 5
HISTORY_SHARE = 0.52
PRESSING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
# Tone -> token of the water and of its surface.
FILLS = {
    "water": ("water", "surf"),
    "loss": ("loss_bg", "loss"),
    "fund": ("fund_bg", "fund"),
    "warn": ("warn_bg", "warn"),
}


class BasinFigure(Struct, frozen=True):
    """One basin: two-line title, value ("12.48 M", "not used"), level and level at the start (shares from 0 to 1).

    `lights` (0 to 5) replaces the water; `is_spilling` draws the red overflow into the next basin.
    """

    title: tuple[str, str]
    value_text: str
    level: float = 0.0
    start_level: float | None = None
    tone: str = "water"
    is_active: bool = False
    is_spilling: bool = False
    is_used: bool = True
    lights: int | None = None
    tooltip: str = ""


class FundBasins(QWidget):
    """The safety net as a cascade of basins."""

    basin_activated = Signal(int)

    def __init__(self, figures: Sequence[BasinFigure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = tuple(figures)
        self._history: tuple[tuple[float, float], ...] = ()
        self._place = 0
        self._drop, self._depth = DROPS_PX["usual"], DEPTHS_PX["usual"]
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the pointer leaves Space to play and pause
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    @property
    def figures(self) -> tuple[BasinFigure, ...]:
        """The basins shown last, first payer first."""
        return self._figures

    @property
    def history(self) -> tuple[tuple[float, float], ...]:
        """The fund's level over the run, as it is drawn."""
        return self._history

    def set_figures(self, figures: Sequence[BasinFigure], history: tuple[tuple[float, float], ...] = ()) -> None:
        """Show other values."""
        if tuple(figures) != self._figures or history != self._history:
            self._figures, self._history = tuple(figures), history
            self._describe()
            self.update()

    def set_room(self, room: str) -> None:
        """Take the height of a "low", "usual" or "high" window."""
        self._drop, self._depth = DROPS_PX[room], DEPTHS_PX[room]
        self.updateGeometry()
        self.update()

    def anchor(self, place: int) -> QPoint:
        """Return the point of a basin where money flows begin and end."""
        rect = self._basin_rect(place)
        return QPoint(round(rect.center().x()), round(rect.top() + 12))

    def words(self) -> list[QRect]:
        """Return where the words below the basins stand."""
        rects = [self._basin_rect(place) for place in range(len(self._figures))]
        return [QRectF(one.left(), one.bottom() + 4, one.width(), TEXT_PX - 6).toAlignedRect() for one in rects]

    def sizeHint(self) -> QSize:
        """Ask for the right column's width and room for the lowest basin's words."""
        return QSize(332, round(TOP_PX + self._drop * (max(1, len(self._figures)) - 1) + self._depth + TEXT_PX))

    def minimumSizeHint(self) -> QSize:
        """Give up width, never height."""
        return QSize(280, self.sizeHint().height())

    def _basin_rect(self, place: int) -> QRectF:
        count = max(1, len(self._figures))
        width = (self.width() - 2 * SIDE_PX - GAP_PX * (count - 1)) / count
        x = round(SIDE_PX + place * (width + GAP_PX))
        return QRectF(x, TOP_PX + place * self._drop, round(width), self._depth)

    def _describe(self) -> None:
        self.setAccessibleName("Safety net")
        told = ", ".join(f"{' '.join(basin.title)} {basin.value_text}" for basin in self._figures)
        if told != self.accessibleDescription():
            self.setAccessibleDescription(told)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all basins, then what spills."""
        tokens = active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, basin in enumerate(self._figures):
            self._paint_basin(painter, tokens, place, basin)
        for place, basin in enumerate(self._figures[:-1]):
            self._paint_spill(painter, tokens, self._basin_rect(place), basin, self._drop + 2)
        if self.hasFocus() and self._figures:
            rect = self._basin_rect(self._place)
            draw_focus_ring(painter, rect.adjusted(-2, -2, 2, TEXT_PX - 4), tokens, 4)
        painter.end()

    def _paint_basin(self, painter: QPainter, tokens: Tokens, place: int, basin: BasinFigure) -> None:
        rect = self._basin_rect(place)
        last = place == len(self._figures) - 1
        self._paint_water(painter, tokens, rect, basin)
        if basin.tone == "fund":
            self._paint_history(painter, tokens, rect)
        if basin.lights is not None:
            width = LIGHTS * 9 - 2
            paint_adl_lights(
                painter, QPointF(rect.center().x() - width / 2, rect.center().y() - 8), basin.lights, tokens, 16
            )
        lip = self._drop + 2
        edge = QPainterPath(rect.topLeft())
        edge.lineTo(rect.bottomLeft())
        edge.lineTo(rect.bottomRight())
        edge.lineTo(rect.right(), rect.top() + (0 if last else lip))
        ink = FILLS[basin.tone][1] if basin.tone == "fund" else "loss"
        painter.setBrush(NO_BRUSH)
        pen = stroke(tokens.color_of(ink) if basin.is_active else tokens.wall, 2.2 if basin.is_active else 1.8)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(edge)
        self._paint_words(painter, tokens, rect, basin)

    def _paint_water(self, painter: QPainter, tokens: Tokens, rect: QRectF, basin: BasinFigure) -> None:
        painter.fillRect(rect, color(tokens.well))
        fill, surface = (tokens.color_of(token) for token in FILLS[basin.tone])
        if basin.level > 0:
            y = round(rect.bottom() - min(1.0, basin.level) * rect.height())
            water = QRectF(rect.left(), y, rect.width(), rect.bottom() - y)
            painter.fillRect(water, color(fill))
            if basin.is_active and basin.tone == "loss":
                draw_hatch(painter, water, tokens.loss, gap=6, opacity=0.4)
            with crisp(painter):
                painter.fillRect(QRectF(rect.left(), y, rect.width(), 2), color(surface))
        if basin.start_level is not None and basin.start_level > basin.level:
            row = round(rect.bottom() - min(1.0, basin.start_level) * rect.height()) + 0.5
            painter.setPen(stroke(tokens.line3, dash=(2, 3)))
            painter.drawLine(QPointF(rect.left(), row), QPointF(rect.right(), row))

    def _paint_history(self, painter: QPainter, tokens: Tokens, rect: QRectF) -> None:
        """Draw the fund over the run in the lower part of its basin."""
        if len(self._history) < 2:
            return
        box = rect.adjusted(4, rect.height() * (1 - HISTORY_SHARE), -4, -4)
        points = [QPointF(box.left() + x * box.width(), box.bottom() - y * box.height()) for x, y in self._history]
        painter.setBrush(NO_BRUSH)
        painter.setPen(stroke(tokens.fund, 1.3))
        painter.drawPolyline(QPolygonF(points))

    def _paint_spill(self, painter: QPainter, tokens: Tokens, rect: QRectF, basin: BasinFigure, lip: float) -> None:
        y = rect.top() + lip
        painter.setPen(stroke(tokens.loss if basin.is_spilling else tokens.wall, 2.5 if basin.is_spilling else 1.5))
        painter.drawLine(QPointF(rect.right(), y), QPointF(rect.right() + GAP_PX, y))
        if basin.is_spilling:
            painter.setPen(stroke(tokens.loss, 2.5, dash=(3, 3)))
            x = rect.right() + GAP_PX + 1.5
            end = QPointF(x, y + self._depth * 0.42)
            painter.drawLine(QPointF(x, y + 1), end)
            draw_arrow_head(painter, end + QPointF(0, 4), end, tokens.loss)

    def _paint_words(self, painter: QPainter, tokens: Tokens, rect: QRectF, basin: BasinFigure) -> None:
        x, base = rect.center().x(), rect.bottom() + 14
        ink = tokens.tx1 if basin.is_active else tokens.tx2
        weight = SEMIBOLD if basin.is_active else REGULAR
        for row, text in enumerate(basin.title):
            draw_text(painter, (x, base + 13 * row), text, ink, weight=weight, align=CENTRE)
        value_ink = tokens.tx1 if basin.is_used else tokens.tx2
        value_weight = (
            SEMIBOLD if basin.is_used and text_width(basin.value_text, weight=SEMIBOLD) < rect.width() + 4 else REGULAR
        )
        draw_text(painter, (x, base + 28), basin.value_text, value_ink, weight=value_weight, align=CENTRE)

    def _place_at(self, x: float) -> int | None:
        for place in range(len(self._figures)):
            rect = self._basin_rect(place)
            if rect.left() - GAP_PX / 2 <= x <= rect.right() + GAP_PX / 2:
                return place
        return None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the details of the basin below the pointer."""
        place = self._place_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._place = place
            self.update()
            self.basin_activated.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from basin to basin, Return or Space open the details."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self._place = min(max(0, self._place + step), len(self._figures) - 1)
            self.update()
        elif event.key() in PRESSING_KEYS:
            self.basin_activated.emit(self._place)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show the sums of the basin below the pointer; keep the net's own keys from the window's."""
        own = (*PRESSING_KEYS, Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in own:
            event.accept()
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            column = QPointF(event.pos()).x()
            texts = [
                basin.tooltip or f"{' '.join(basin.title)}: {basin.value_text}"
                for place, basin in enumerate(self._figures)
                if self._basin_rect(place).left() <= column <= self._basin_rect(place).right()
            ]
            QToolTip.showText(event.globalPos(), texts[0] if texts else "", self)
            return True
        return super().event(event)
