"""`TimelineBar`: the whole run along the lower edge: the price so far, and a hatched rest that has not been played yet.

Public: `TimelineFigure`, `TimelineMarker`, `TimelineBar(figure)`, `set_figure(figure)`, signals `seek_requested(float)`
with seconds since 1970, `step_requested(int)` and `end_requested()`. Prices beyond what was played are cut off here as
well, whatever the figure holds.
"""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.drawing.painting import (
    CENTRE,
    NO_BRUSH,
    NO_PEN,
    color,
    crisp,
    diamond,
    draw_focus_ring,
    draw_hatch,
    draw_text,
    stroke,
    text_width,
)
from ui.theme.fonts import SEMIBOLD
from ui.theme.tokens import Tokens, active

HEIGHT_PX = 56
SIDE_PX = 28
RAIL_Y = 40.5
LABEL_GAP_PX = 70.0
STEPS_S = (10, 30, 60, 300, 600, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800, 2592000)
PAGE_SHARE = 0.1
FUTURE_TEXT = "Not played yet · prices hidden"


class TimelineMarker(Struct, frozen=True):
    """One marker: funding (diamond), crowd (bar), own (cross), bookmark (flag), caption (small flag), buy, sell."""

    time_s: float
    kind: str
    size: float = 8.0
    tooltip: str = ""


class TimelineFigure(Struct, frozen=True):
    """The run in seconds since 1970, where the playhead stands, and the prices played so far as (seconds, price).

    `played_s` is how far was played: the playhead itself, or beyond it while the past is looked at.
    """

    start_s: float
    end_s: float
    now_s: float
    played_s: float
    clock_text: str
    prices: tuple[tuple[float, float], ...] = ()
    markers: tuple[TimelineMarker, ...] = ()
    future_text: str = FUTURE_TEXT
    value_text: str = ""


class TimelineBar(QWidget):
    """The timeline; it asks for a moment and never jumps on its own."""

    seek_requested = Signal(float)
    step_requested = Signal(int)
    end_requested = Signal()

    def __init__(self, figure: TimelineFigure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = figure
        self._hover: float | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    @property
    def figure(self) -> TimelineFigure:
        """The figure shown last."""
        return self._figure

    def set_figure(self, figure: TimelineFigure) -> None:
        """Show another state of the run."""
        if figure != self._figure:
            self._figure = figure
            self._describe()
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for the full width and 56 px."""
        return QSize(1440, HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        """Give up width, never height."""
        return QSize(320, HEIGHT_PX)

    def _describe(self) -> None:
        figure = self._figure
        self.setAccessibleName("Timeline")
        self.setAccessibleDescription(figure.value_text or f"Played until {figure.clock_text}. {figure.future_text}")
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    # -- geometry

    def x_of(self, time_s: float) -> float:
        """Return the column of a moment."""
        figure = self._figure
        share = (time_s - figure.start_s) / max(1e-9, figure.end_s - figure.start_s)
        return SIDE_PX + min(1.0, max(0.0, share)) * (self.width() - 2 * SIDE_PX)

    def time_at(self, x: float) -> float:
        """Return the moment at a column, within the run."""
        share = min(1.0, max(0.0, (x - SIDE_PX) / max(1.0, self.width() - 2 * SIDE_PX)))
        return self._figure.start_s + share * (self._figure.end_s - self._figure.start_s)

    @property
    def seconds_per_px(self) -> float:
        """Return how much time one column is."""
        return (self._figure.end_s - self._figure.start_s) / max(1.0, self.width() - 2 * SIDE_PX)

    def _time_text(self, time_s: float, step_s: int = 1) -> str:
        moment = datetime.fromtimestamp(time_s, UTC)
        if step_s >= STEPS_S[-4] or (
            step_s > 1 and round(time_s) % 86400 == 0 and self._figure.end_s - self._figure.start_s > 172800
        ):
            return f"{moment.day} {moment:%b}"
        return f"{moment:%H:%M:%S}" if step_s < 60 else f"{moment:%H:%M}"

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axis, hatched future, price, markers and playhead."""
        tokens, figure = active(), self._figure
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(self.rect()), color(tokens.bg1))
        now_x, played_x, end_x = self.x_of(figure.now_s), self.x_of(figure.played_s), self.x_of(figure.end_s)
        self._paint_axis(painter, tokens)
        draw_hatch(painter, QRectF(played_x, 5, end_x - played_x, 35), tokens.line2, gap=6, width=1.1, opacity=0.45)
        self._paint_prices(painter, tokens)
        with crisp(painter):
            painter.fillRect(QRectF(SIDE_PX, RAIL_Y - 0.5, end_x - SIDE_PX, 1), color(tokens.line2))
            painter.fillRect(QRectF(SIDE_PX, RAIL_Y - 0.5, played_x - SIDE_PX, 2), color(tokens.line3))
            painter.fillRect(QRectF(SIDE_PX, RAIL_Y - 0.5, now_x - SIDE_PX, 2), color(tokens.accent))
            if played_x > now_x:
                painter.fillRect(QRectF(round(played_x) - 1, 18, 1, 26), color(tokens.line3))
        for marker in figure.markers:
            self._paint_marker(painter, tokens, marker)
        self._paint_future_text(painter, tokens, played_x, end_x)
        self._paint_playhead(painter, tokens, now_x)
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), tokens, 4)
        painter.end()

    def _paint_axis(self, painter: QPainter, tokens: Tokens) -> None:
        figure = self._figure
        span = max(1.0, figure.end_s - figure.start_s)
        room = max(1.0, self.width() - 2 * SIDE_PX)
        step = next((step for step in STEPS_S if step / span * room >= LABEL_GAP_PX), STEPS_S[-1])
        time_s = -(-int(figure.start_s) // step) * step
        painter.setPen(stroke(tokens.line3))
        while time_s <= figure.end_s:
            x = round(self.x_of(time_s)) + 0.5
            painter.setPen(stroke(tokens.line3))
            painter.drawLine(QPointF(x, 41), QPointF(x, 44))
            draw_text(painter, (x, 53.5), self._time_text(time_s, step), tokens.tx3, align=CENTRE)
            time_s += step

    def _paint_prices(self, painter: QPainter, tokens: Tokens) -> None:
        figure = self._figure
        points = [point for point in figure.prices if point[0] <= figure.played_s]
        if len(points) < 2:
            return
        low, high = min(price for _, price in points), max(price for _, price in points)
        span = (high - low) or 1.0
        shape = QPolygonF([QPointF(self.x_of(time_s), 35 - (price - low) / span * 27) for time_s, price in points])
        area = QPainterPath()
        area.addPolygon(shape)
        area.lineTo(self.x_of(points[-1][0]), 40)
        area.lineTo(self.x_of(points[0][0]), 40)
        area.closeSubpath()
        now_x = self.x_of(figure.now_s)
        seen, later = QRectF(0, 0, now_x, HEIGHT_PX), QRectF(now_x, 0, self.width() - now_x, HEIGHT_PX)
        for clip, fill, line in ((seen, 0.1, tokens.tx2), (later, 0.04, tokens.line3)):
            painter.save()
            painter.setClipRect(clip)
            painter.setPen(NO_PEN)
            painter.setBrush(color(tokens.accent, fill))
            painter.drawPath(area)
            painter.setPen(stroke(line, 1.2))
            painter.setBrush(NO_BRUSH)
            painter.drawPolyline(shape)
            painter.restore()

    def _paint_marker(self, painter: QPainter, tokens: Tokens, marker: TimelineMarker) -> None:
        x = self.x_of(marker.time_s)
        if marker.kind == "funding":
            painter.setPen(stroke(tokens.tx2, 1.3))
            painter.setBrush(color(tokens.bg1))
            painter.drawPolygon(diamond(QPointF(x, RAIL_Y), 5))
        elif marker.kind == "crowd":
            painter.fillRect(QRectF(x - 1, 40 - marker.size, 2, marker.size), color(tokens.warn, 0.85))
        elif marker.kind == "own":
            painter.setPen(stroke(tokens.loss, 2.5))
            painter.drawLine(QPointF(x - 5, RAIL_Y - 5), QPointF(x + 5, RAIL_Y + 5))
            painter.drawLine(QPointF(x + 5, RAIL_Y - 5), QPointF(x - 5, RAIL_Y + 5))
        elif marker.kind == "bookmark":
            painter.setPen(stroke(tokens.accent, 1.3))
            painter.setBrush(color(tokens.accent_bg))
            flag = [QPointF(x, 20), QPointF(x + 10, 20), QPointF(x + 7, 24), QPointF(x + 10, 28), QPointF(x, 28)]
            painter.drawPolygon(QPolygonF(flag))
            painter.drawLine(QPointF(x, 20), QPointF(x, 40))
        elif marker.kind == "caption":
            painter.setPen(stroke(tokens.tx3, 1.0))
            painter.setBrush(color(tokens.bg1))
            painter.drawPolygon(QPolygonF([QPointF(x, 29), QPointF(x + 6, 31.5), QPointF(x, 34)]))
            painter.drawLine(QPointF(x, 29), QPointF(x, 40))
        elif marker.kind == "buy":
            painter.setPen(stroke(tokens.bg1))
            painter.setBrush(color(tokens.gain))
            painter.drawPolygon(QPolygonF([QPointF(x, 23), QPointF(x + 5, 31), QPointF(x - 5, 31)]))
        elif marker.kind == "sell":
            painter.setPen(stroke(tokens.bg1))
            painter.setBrush(color(tokens.loss))
            painter.drawPolygon(QPolygonF([QPointF(x, 21), QPointF(x + 5, 13), QPointF(x - 5, 13)]))
        else:
            painter.setPen(stroke(tokens.accent, 1.5))
            painter.setBrush(color(tokens.bg1))
            painter.drawEllipse(QPointF(x, RAIL_Y), 4, 4)

    def _paint_future_text(self, painter: QPainter, tokens: Tokens, now_x: float, end_x: float) -> None:
        text = self._figure.future_text
        width = text_width(text) + 16
        if end_x - now_x < width + 80:
            return
        middle = (now_x + end_x) / 2
        painter.fillRect(QRectF(middle - width / 2, 13, width, 19), color(tokens.bg1))
        draw_text(painter, (middle, 26), text, tokens.tx2, align=CENTRE)

    def _paint_playhead(self, painter: QPainter, tokens: Tokens, now_x: float) -> None:
        if self._hover is not None:
            self._paint_tag(painter, self._hover, self._hover_text(), (tokens.bg4, tokens.tx1))
        painter.fillRect(QRectF(round(now_x) - 1, 4, 2, 40), color(tokens.tx1))
        self._paint_tag(painter, now_x, self._figure.clock_text, (tokens.tx1, tokens.bg1))

    def _paint_tag(self, painter: QPainter, x: float, text: str, look: tuple[str, str]) -> None:
        width = text_width(text, weight=SEMIBOLD) + 12
        left = min(max(2.0, x - width / 2), self.width() - width - 2)
        painter.setPen(NO_PEN)
        painter.setBrush(color(look[0]))
        painter.drawRoundedRect(QRectF(round(left), 1, width, 17), 3, 3)
        draw_text(painter, (round(left) + 6, 13.5), text, look[1], weight=SEMIBOLD)

    def _hover_text(self) -> str:
        return self._time_text(self.time_at(self._hover or 0.0))

    # -- interaction

    def event(self, event: QEvent) -> bool:
        """Show the tooltip of the marker below the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            near = [marker for marker in self._figure.markers if abs(self.x_of(marker.time_s) - event.pos().x()) <= 6]
            QToolTip.showText(event.globalPos(), near[-1].tooltip if near else "", self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the moment below the pointer; while pressed ask for it."""
        self._hover = event.position().x()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.seek_requested.emit(self.time_at(self._hover))
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the time tag away."""
        self._hover = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the moment below the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.seek_requested.emit(self.time_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows ask for the step before or after, pages for a tenth of what was played, Home and End for its ends."""
        figure, key = self._figure, event.key()
        page_s = (figure.played_s - figure.start_s) * PAGE_SHARE
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Down):
            self.step_requested.emit(-1)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
            self.step_requested.emit(1)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            wanted = figure.now_s + (page_s if key == Qt.Key.Key_PageUp else -page_s)
            self.seek_requested.emit(min(figure.played_s, max(figure.start_s, wanted)))
        elif key == Qt.Key.Key_Home:
            self.seek_requested.emit(figure.start_s)
        elif key == Qt.Key.Key_End:
            self.end_requested.emit()
        else:
            super().keyPressEvent(event)
