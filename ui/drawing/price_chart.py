"""`ChartView`: the live candlestick chart with price lines, markers, crosshair and axes of its own.

Public: what `ChartSurface` offers (`set_columns`, `append_candle`, `update_last`, `set_lines`, `set_markers`,
`set_stress`, `set_follow`, `zoom`, `pan`, `fit_all`), and the signals `stress_moved(float)`, `stress_removed()` and
`line_dropped(str, float)`.
Mouse: drag pans, the wheel zooms at the pointer, a double click fits all; a drag or the wheel on the price axis
stretches it, a double click there fits it again; the stress line is dragged, and lines with a grip are. Keys as in
`chart_texts.CHART_HELP`; Home and End belong to the timeline.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui.drawing.chart_content import TIME_PX
from ui.drawing.chart_lines import is_in_view
from ui.drawing.chart_surface import ChartSurface
from ui.viewmodels import chart_texts

WHEEL_STEP = 1.2
GRIP_PX = 6.0
STRETCH_DRAG_PX = 160.0
FINE_STEPS, COARSE_STEPS = 1, 10
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class ChartView(ChartSurface):
    """The price chart a person can move."""

    stress_moved = Signal(float)
    stress_removed = Signal()
    line_dropped = Signal(str, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pan_from: tuple[QPointF, float] | None = None
        self._stretch_from: float | None = None
        self._holds_stress = False
        self._grip = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(chart_texts.CHART_NAME)
        self.setWhatsThis(chart_texts.CHART_HELP)

    # -- mouse

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; over the price axis stretch the prices; sideways pan."""
        steps = event.angleDelta().y() / 120
        sideways = event.angleDelta().x() / 120
        if event.position().x() > self._content.scale.width_px:
            self.stretch_prices(WHEEL_STEP**-steps)
        elif sideways:
            self.pan(-sideways * self._visible * 0.05)
        else:
            self.zoom(WHEEL_STEP**steps, self._content.scale.index_at(event.position().x()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the stress line, the price axis or the view."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._is_on_stress(event.position()):
            self._holds_stress = True
        elif grip := self._grip_at(event.position()):
            self._grip = grip
        elif event.position().x() > self._content.scale.width_px:
            self._stretch_from = event.position().y()
        else:
            self._pan_from = (event.position(), self._right)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held; else move the crosshair."""
        at, scale = event.position(), self._content.scale
        if self._holds_stress:
            self.stress_moved.emit(scale.price_at(min(max(at.y(), 0.0), scale.pane_px)))
        elif self._grip:
            self.hold_line(self._grip, scale.price_at(min(max(at.y(), 0.0), scale.pane_px)))
        elif self._stretch_from is not None:
            self.stretch_prices(2 ** ((at.y() - self._stretch_from) / STRETCH_DRAG_PX))
            self._stretch_from = at.y()
        elif self._pan_from is not None:
            start, right = self._pan_from
            self.pan(right - (at.x() - start.x()) / scale.candle_px - self._right)
        inside = at.x() < scale.width_px and at.y() < self.height() - TIME_PX
        holds = self._holds_stress or bool(self._grip)
        self._content.cross = at if inside and not holds else None
        grip = holds or self._is_on_stress(at) or bool(self._grip_at(at)) or at.x() > scale.width_px
        self.setCursor(Qt.CursorShape.SizeVerCursor if grip else Qt.CursorShape.CrossCursor)
        self._front.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of what was held."""
        self._pan_from = self._stretch_from = None
        self._holds_stress = False
        grip, held, self._grip = self._grip, self._held, ""
        if grip:
            self.hold_line(grip, None)
            if held is not None:
                self.line_dropped.emit(*held)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the price axis (double click on it), else all candles."""
        if event.position().x() > self._content.scale.width_px:
            self.fit_price_axis()
        else:
            self.fit_all()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the crosshair away."""
        self._content.cross = None
        self._front.update()

    def _is_on_stress(self, at: QPointF) -> bool:
        scale, line = self._content.scale, self._stress
        return line is not None and is_in_view(scale, line.price) and abs(scale.y(line.price) - at.y()) <= GRIP_PX

    def _grip_at(self, at: QPointF) -> str:
        """Return the grip of the line below the pointer, the nearest where several are; empty where there is none."""
        scale = self._content.scale
        near = [
            (abs(scale.y(line.price) - at.y()), line.grip)
            for line in self._content.lines
            if line.grip and is_in_view(scale, line.price) and at.x() < scale.width_px
        ]
        distance, grip = min(near, default=(GRIP_PX + 1, ""))
        return grip if distance <= GRIP_PX else ""

    # -- keyboard

    def _action_of(self, event: QKeyEvent) -> Callable[[], object] | None:
        """Return what a key does in the chart, None for keys of the window."""
        step = self._visible * 0.1
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        if held == CONTROL:
            wide = {
                Qt.Key.Key_Home: lambda: self.pan(-float(self.candle_count)),
                Qt.Key.Key_End: lambda: self.set_follow(True),
            }
            return wide.get(key)
        if held not in (Qt.KeyboardModifier.NoModifier, SHIFT):
            return None
        steps = COARSE_STEPS if held == SHIFT else FINE_STEPS
        has_stress = self._stress is not None
        actions: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Left: lambda: self.pan(-step * steps),
            Qt.Key.Key_Right: lambda: self.pan(step * steps),
            Qt.Key.Key_Up: lambda: self._move_stress(steps) if has_stress else self.stretch_prices(1 / WHEEL_STEP),
            Qt.Key.Key_Down: lambda: self._move_stress(-steps) if has_stress else self.stretch_prices(WHEEL_STEP),
            Qt.Key.Key_Plus: lambda: self.zoom(WHEEL_STEP),
            Qt.Key.Key_Equal: lambda: self.zoom(WHEEL_STEP),
            Qt.Key.Key_Minus: lambda: self.zoom(1 / WHEEL_STEP),
            Qt.Key.Key_0: self.fit_price_axis,
            Qt.Key.Key_F8: self.fit_all,
        }
        if has_stress:
            actions[Qt.Key.Key_Escape] = self.stress_removed.emit
        return actions.get(key)

    def _move_stress(self, pixels: int) -> None:
        """Move the stress line by pixels, at least by one shown price unit."""
        if self._stress is not None:
            scale = self._content.scale
            per_pixel = max((scale.top - scale.bottom) / scale.pane_px, 10.0**-self._content.decimals)
            self.stress_moved.emit(self._stress.price + pixels * per_pixel)

    def event(self, event: QEvent) -> bool:
        """Keep the chart's keys from the window's shortcuts; show the tooltip of the marker below the pointer."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._action_of(event) is not None:
                event.accept()
                return True
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._marker_tooltip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pan, zoom, stretch and move the stress line by keyboard."""
        action = self._action_of(event)
        if action is None:
            super().keyPressEvent(event)
        else:
            action()

    def _marker_tooltip(self, at: QPointF) -> str:
        scale = self._content.scale
        for index, marker in reversed(self._content.placed_markers):
            offset = at - QPointF(scale.x(index), scale.y(marker.price))
            if marker.tooltip and abs(offset.x()) <= 10 and abs(offset.y()) <= 10:
                return marker.tooltip
        return ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring."""
        self._front.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus ring."""
        self._front.update()
