"""`PipeValve`: the piece of pipe with a valve between two wallet tanks, 25 to 28 px high, with its state in words.

Public: `PipeFigure`, `ValveState`, `PipeValve(figure)`, `set_figure(figure, presentation_ns=None)` (with a time the
valve turns in 180 ms, without it stands at once), `advance(presentation_ns)`, `valve_point()`, signal
`valve_activated(key)`. The trunk at x = 18 joins the trunk that the tanks above and below draw in their gutter; the
branch leads into the tank below. Open: bar in line and a wet pipe. Closed: bar across, dry pipe. Locked: padlock and
the reason. Linked: chain, amber pipe.
"""

from __future__ import annotations

from enum import Enum
from math import cos, pi, sin

from msgspec import Struct
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.drawing.motion import VALVE_NS, out_cubic, share_of
from ui.drawing.painting import NO_BRUSH, color, draw_text, elided, stroke, text_width
from ui.drawing.tank_layout import COLUMN_MIN_PX, COLUMN_PX, TRUNK_X
from ui.theme.fonts import MEDIUM, SEMIBOLD
from ui.theme.icons import draw_icon
from ui.theme.tokens import Tokens, active

HEIGHT_PX, LEAST_PX = 28, 25
HULL_EXTRA_PX = 6
VALVE_X = 38
BRANCH_X = 56
TEXT_X = 70
VALVE_RADIUS = 9.0
HIT_PX = 24
LOCK_DROP_PX = 8.0
PRESSING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ValveState(Enum):
    """Whether money passes: each state has a shape of its own."""

    OPEN = "open"
    CLOSED = "closed"
    LOCKED = "locked"
    LINKED = "linked"


class PipeFigure(Struct, frozen=True):
    """One valve: `state_text` ("Open", "Locked:"), then the reason ("BTCUSDT liquidation in progress").

    `short_text` stands in for a reason the width has no room for. `is_last` ends the trunk here; `has_hull_line` draws
    the dotted line of the exchange's hull above the valve.
    """

    key: str
    state: ValveState
    state_text: str
    reason_text: str = ""
    is_last: bool = False
    has_hull_line: bool = False
    tooltip: str = ""
    short_text: str = ""


class PipeValve(QWidget):
    """A valve in the pipe from Spot to the tank below."""

    valve_activated = Signal(str)

    def __init__(self, figure: PipeFigure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = figure
        self._turned_ns: int | None = None
        self._now_ns = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the pointer leaves Space to play and pause
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._describe()

    @property
    def figure(self) -> PipeFigure:
        """The figure shown last."""
        return self._figure

    def set_figure(self, figure: PipeFigure, presentation_ns: int | None = None) -> None:
        """Show another state; with a presentation time the valve turns from there on, without one it stands at once."""
        if presentation_ns is None:
            self._turned_ns = None
            self.update()
        if figure != self._figure:
            if figure.state is not self._figure.state:
                self._turned_ns = presentation_ns
                self._now_ns = presentation_ns or 0
            self._figure = figure
            self._describe()
            self.updateGeometry()
            self.update()

    @property
    def is_moving(self) -> bool:
        """Whether the valve still turns."""
        return self._turned_ns is not None

    def advance(self, presentation_ns: int) -> bool:
        """Turn the valve to where it stands at a presentation time; True while it still turns."""
        if self._turned_ns is None:
            return False
        self._now_ns = presentation_ns
        if presentation_ns - self._turned_ns >= VALVE_NS:
            self._turned_ns = None
        self.update()
        return self._turned_ns is not None

    @property
    def _turn(self) -> float:
        """How far the valve has turned into its state, from 0 to 1."""
        return 1.0 if self._turned_ns is None else out_cubic(share_of(self._now_ns - self._turned_ns, VALVE_NS))

    def valve_point(self) -> QPoint:
        """Return the middle of the valve: where refused money stops."""
        return QPoint(VALVE_X, round(self._middle()))

    def sizeHint(self) -> QSize:
        """Ask for the column width and one row."""
        return QSize(COLUMN_PX, HEIGHT_PX + (HULL_EXTRA_PX if self._figure.has_hull_line else 0))

    def minimumSizeHint(self) -> QSize:
        """Give up width, and a little height in a low window."""
        return QSize(COLUMN_MIN_PX, self.sizeHint().height() - HEIGHT_PX + LEAST_PX)

    def _middle(self) -> float:
        row = min(HEIGHT_PX, self.height())
        return self.height() - row / 2

    def _describe(self) -> None:
        figure = self._figure
        self.setAccessibleName(f"Valve to {figure.key}")
        told = f"{figure.state_text} {figure.reason_text}".strip()
        if told != self.accessibleDescription():
            self.setAccessibleDescription(told)
        self.setToolTip(figure.tooltip or told)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw trunk, branch, valve and words."""
        tokens = active()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._figure.has_hull_line:
            painter.setPen(stroke(tokens.line3, dash=(1, 4)))
            painter.drawLine(QPointF(4, 6.5), QPointF(self.width() - 4, 6.5))
        self._paint_pipe(painter, tokens)
        self._paint_valve(painter, tokens)
        self._paint_words(painter, tokens)
        painter.end()

    def _paint_pipe(self, painter: QPainter, tokens: Tokens) -> None:
        state, middle = self._figure.state, self._middle()
        end = middle if self._figure.is_last else float(self.height())
        trunk = QPainterPath(QPointF(TRUNK_X, 0))
        trunk.lineTo(TRUNK_X, end)
        branch = QPainterPath(QPointF(TRUNK_X, middle))
        branch.lineTo(BRANCH_X, middle)
        branch.lineTo(BRANCH_X, self.height() + 1)
        wet = state in (ValveState.OPEN, ValveState.LINKED)
        painter.setBrush(NO_BRUSH)
        for path in (trunk, branch):
            pen = stroke(tokens.pipe, 9)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            pen.setCapStyle(
                Qt.PenCapStyle.SquareCap if self._figure.is_last and path is trunk else Qt.PenCapStyle.FlatCap
            )
            painter.setPen(pen)
            painter.drawPath(path)
        for path, ink in ((branch, tokens.pipe_wet if wet else tokens.pipe_in), (trunk, tokens.pipe_wet)):
            painter.setPen(stroke(ink, 5))
            painter.drawPath(path)
        if not wet:
            painter.setPen(stroke(tokens.pipe_wet, 5))
            painter.drawLine(QPointF(TRUNK_X - 2.5, middle), QPointF(VALVE_X - 4, middle))
        if state is ValveState.LINKED:
            branch = QPainterPath(QPointF(TRUNK_X + 2.5, middle))
            branch.lineTo(BRANCH_X, middle)
            branch.lineTo(BRANCH_X, self.height() + 1)
            painter.setPen(stroke(tokens.warn_fill, 5))
            painter.drawPath(branch)
            painter.setPen(stroke(tokens.on_warn, 1.5, dash=(2, 6)))
            painter.drawPath(branch)

    def _paint_valve(self, painter: QPainter, tokens: Tokens) -> None:
        state = self._figure.state
        centre = QPointF(VALVE_X, self._middle())
        edge = {ValveState.LINKED: tokens.warn, ValveState.LOCKED: tokens.tx1}.get(state, tokens.tx2)
        if self.hasFocus():
            painter.setPen(stroke(tokens.accent, 2))
            painter.setBrush(NO_BRUSH)
            painter.drawEllipse(centre, VALVE_RADIUS + 2.5, VALVE_RADIUS + 2.5)
        fill = tokens.warn_bg if state is ValveState.LINKED else tokens.bg3 if self.underMouse() else tokens.bg2
        painter.setPen(stroke(edge, 1.5))
        painter.setBrush(color(fill))
        painter.drawEllipse(centre, VALVE_RADIUS, VALVE_RADIUS)
        if state in (ValveState.OPEN, ValveState.CLOSED):
            pen = stroke(tokens.surf if state is ValveState.OPEN else tokens.tx2, 3)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            quarter = self._turn if state is ValveState.CLOSED else 1 - self._turn
            arm = QPointF(5 * sin(quarter * pi / 2), 5 * cos(quarter * pi / 2))
            painter.drawLine(centre - arm, centre + arm)
        elif state is ValveState.LOCKED:
            drop = LOCK_DROP_PX * (1 - self._turn)
            draw_icon(painter, QRectF(centre.x() - 6.5, centre.y() - 7.2 - drop, 13, 13), "lock-solid", tokens.tx1)
        else:
            draw_icon(painter, QRectF(centre.x() - 6.6, centre.y() - 6.6, 13.2, 13.2), "chain", tokens.warn)

    def _paint_words(self, painter: QPainter, tokens: Tokens) -> None:
        figure, base = self._figure, self._middle() + 4
        strong = figure.state in (ValveState.LOCKED, ValveState.LINKED)
        ink = {ValveState.LINKED: tokens.warn, ValveState.LOCKED: tokens.tx1}.get(figure.state, tokens.tx2)
        x = (
            TEXT_X
            + draw_text(painter, (TEXT_X, base), figure.state_text, ink, weight=SEMIBOLD if strong else MEDIUM)
            + 6
        )
        room, reason = self.width() - x - 6, figure.reason_text
        if figure.short_text and text_width(reason) > room:
            reason = figure.short_text
        draw_text(painter, (x, base), elided(reason, room), tokens.tx3)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press the valve."""
        offset = event.position() - QPointF(VALVE_X, self._middle())
        if event.button() == Qt.MouseButton.LeftButton and max(abs(offset.x()), abs(offset.y())) <= HIT_PX / 2:
            self.valve_activated.emit(self._figure.key)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that press the valve from the window's shortcuts; show where the pointer is."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in PRESSING_KEYS and not event.modifiers():
                event.accept()
                return True
        elif event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return or Space press the valve."""
        if event.key() in PRESSING_KEYS:
            self.valve_activated.emit(self._figure.key)
        else:
            super().keyPressEvent(event)
