"""`WalletTank`: one wallet as a painted tank, 304 px wide (38 px gutter for the pipe, 256 px card).

Public: `WalletTank(figure)`, `set_figure(figure, presentation_ns=None)` (with a time the level settles in 600 ms,
without it jumps), `advance(presentation_ns)`, `anchor(part="")` the point where flows begin and end, signals
`transfer_requested(key)` and `compartment_activated(wallet key, compartment key)`. Height follows the content; width
stretches from 280 to 360.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.drawing.motion import LevelTween
from ui.drawing.tank_figure import CompartmentFigure, TankFigure
from ui.drawing.tank_layout import COLUMN_MIN_PX, COLUMN_PX, TankLayout, tank_height
from ui.drawing.tank_painter import TankPainter
from ui.theme.tokens import active


class WalletTank(QWidget):
    """A wallet as a tank of water with a header."""

    transfer_requested = Signal(str)
    compartment_activated = Signal(str, str)

    def __init__(self, figure: TankFigure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = figure
        self._tweens: dict[str, LevelTween] = {}
        self._now_ns = 0
        self._hot_action = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(COLUMN_MIN_PX)
        self._describe()

    @property
    def figure(self) -> TankFigure:
        """The figure shown last."""
        return self._figure

    def set_figure(self, figure: TankFigure, presentation_ns: int | None = None) -> None:
        """Show new values; with a presentation time the levels settle from there on, without one they jump."""
        if figure == self._figure:
            return
        old_levels = self._levels(self._figure)
        if presentation_ns is None:
            self._tweens.clear()
        else:
            shown = {part: self._shown_level(part, level) for part, level in old_levels.items()}
            for part, level in self._levels(figure).items():
                if part in shown and shown[part] != level:
                    self._tweens[part] = LevelTween(shown[part], level, presentation_ns)
        height_changed = tank_height(figure) != tank_height(self._figure)
        self._figure = figure
        self._describe()
        if height_changed:
            self.updateGeometry()
        self.update()

    def advance(self, presentation_ns: int) -> bool:
        """Move settling levels to a presentation time; True while any still moves."""
        self._now_ns = presentation_ns
        if not self._tweens:
            return False
        self._tweens = {part: tween for part, tween in self._tweens.items() if not tween.is_done(presentation_ns)}
        self.update()
        return bool(self._tweens)

    def anchor(self, part: str = "") -> QPoint:
        """Return the point, in this widget, where money of an asset or a compartment leaves and arrives."""
        card, water = self._layout.card, self._layout.water
        if part:
            for key, rect in self._layout.parts():
                if key == part:
                    # At the outer wall money leaves sideways, so that it does not fly over the figures.
                    at_edge = rect.right() > water.right() - 2
                    return QPoint(round(rect.right() - 6 if at_edge else rect.center().x()), round(rect.center().y()))
        return QPoint(round(card.right() - 4), round(water.center().y()))

    def sizeHint(self) -> QSize:
        """Ask for the column width and the height of the content."""
        return QSize(COLUMN_PX, tank_height(self._figure))

    def minimumSizeHint(self) -> QSize:
        """Give up width, never height."""
        return QSize(COLUMN_MIN_PX, tank_height(self._figure))

    @property
    def _layout(self) -> TankLayout:
        return TankLayout(self._figure, self.width(), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tank as it is now."""
        levels = {part: tween.level_at(self._now_ns) for part, tween in self._tweens.items()}
        look = TankPainter(
            self._layout, levels, hot_action=self._hot_action, hovered=self.underMouse(), focused=self.hasFocus()
        )
        painter = QPainter(self)
        look.paint(painter, active())
        painter.end()

    # -- levels

    @staticmethod
    def _levels(figure: TankFigure) -> dict[str, float]:
        levels = {amount.asset: amount.level for amount in figure.amounts}
        levels.update({part.key: part.level for part in figure.compartments})
        return levels

    def _shown_level(self, part: str, level: float) -> float:
        tween = self._tweens.get(part)
        return tween.level_at(self._now_ns) if tween else level

    # -- interaction

    def _describe(self) -> None:
        figure = self._figure
        self.setAccessibleName(f"{figure.title} wallet")
        parts = [f"{amount.amount_text} {amount.asset}" for amount in figure.amounts]
        parts += [f"{part.title} {part.amount_text} {part.of_text}".strip() for part in figure.compartments]
        parts += [chip.text for chip in figure.chips]
        self.setAccessibleDescription(", ".join(parts))

    def _compartment_at(self, point: QPointF) -> CompartmentFigure | None:
        for (_, rect), part in zip(self._layout.parts(), self._figure.compartments or (), strict=False):
            if rect.contains(point):
                return part
        return None

    def event(self, event: QEvent) -> bool:
        """Show the tooltip of the compartment or wallet below the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            part = self._compartment_at(QPointF(event.pos()))
            text = part.tooltip if part and part.tooltip else self._figure.tooltip
            QToolTip.showText(event.globalPos(), text, self)
            return True
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._hot_action = False
            self.update()
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the header button below the pointer."""
        hot = bool(self._figure.action_text) and self._layout.action.contains(event.position())
        if hot != self._hot_action:
            self._hot_action = hot
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press the header button, or a compartment."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._figure.action_text and self._layout.action.contains(event.position()):
            self.transfer_requested.emit(self._figure.key)
            return
        part = self._compartment_at(event.position())
        if part is not None:
            self.compartment_activated.emit(self._figure.key, part.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return or Space press the header button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.transfer_requested.emit(self._figure.key)
        else:
            super().keyPressEvent(event)
