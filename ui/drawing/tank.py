"""`WalletTank`: one wallet as a painted tank, 304 px wide (38 px gutter for the pipe, 256 px card).

Public: `WalletTank(figure)`, `set_figure(figure, presentation_ns=None, settle_from_ns=None)` (with a time the level
settles in 600 ms from `settle_from_ns` on, when the first dot of a flow lands; without it jumps),
`advance(presentation_ns)`, `anchor(part="")` the point where flows begin and end, `reduced_motion`, signals
`transfer_requested(key)` and `compartment_activated(wallet key, compartment key)`, and while money is dragged out of it
`drag_moved(key, part, global point)`, `drag_dropped(key, part, global point)`, `drag_cancelled()`. Height follows the
content within limits; width stretches from 280 to 360.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from ui.drawing.motion import BURN_NS, CHANGED_NS, STILL_NS, LevelTween, share_of
from ui.drawing.tank_figure import CompartmentFigure, TankFigure
from ui.drawing.tank_layout import COLUMN_MIN_PX, COLUMN_PX, TankLayout, height_limits, tank_height
from ui.drawing.tank_painter import TankPainter
from ui.theme.tokens import active

PRESSING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class WalletTank(QWidget):
    """A wallet as a tank of water with a header."""

    transfer_requested = Signal(str)
    compartment_activated = Signal(str, str)
    drag_moved = Signal(str, str, QPoint)
    drag_dropped = Signal(str, str, QPoint)
    drag_cancelled = Signal()

    def __init__(self, figure: TankFigure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = figure
        self._tweens: dict[str, LevelTween] = {}
        self._changed_ns: dict[str, int] = {}
        self._burning_ns: int | None = None
        self._left_levels: dict[str, tuple[float, int]] = {}
        self.reduced_motion = False
        self._now_ns = 0
        self._hot_action = False
        self._pressed_at: QPointF | None = None
        self._dragged_part: str | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the pointer leaves Space to play and pause
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(COLUMN_MIN_PX)
        self.setMaximumHeight(height_limits(figure)[1])
        self._describe()

    @property
    def figure(self) -> TankFigure:
        """The figure shown last."""
        return self._figure

    def set_figure(
        self, figure: TankFigure, presentation_ns: int | None = None, settle_from_ns: int | None = None
    ) -> None:
        """Show new values; with a presentation time changes are marked and the levels settle, without one they jump."""
        if figure == self._figure:
            if presentation_ns is None and self.is_moving:
                self._stand()
            return
        old_levels = self._levels(self._figure)
        if presentation_ns is None:
            self._stand()
        else:
            self._now_ns = max(self._now_ns, presentation_ns)
            self._mark_changes(figure, presentation_ns)
            shown = {part: self._shown_level(part, level) for part, level in old_levels.items()}
            for part, level in self._levels(figure).items():
                if part in shown and shown[part] != level and self.reduced_motion:
                    self._left_levels[part] = (shown[part], presentation_ns)
                elif part in shown and shown[part] != level:
                    self._tweens[part] = LevelTween(shown[part], level, settle_from_ns or presentation_ns)
        height_changed = tank_height(figure) != tank_height(self._figure)
        self._figure = figure
        self._describe()
        if height_changed:
            self.setMaximumHeight(height_limits(figure)[1])
            self.updateGeometry()
        self.update()

    def advance(self, presentation_ns: int) -> bool:
        """Move settling levels to a presentation time; True while any still moves."""
        self._now_ns = presentation_ns
        if not self.is_moving:
            return False
        self._tweens = {part: tween for part, tween in self._tweens.items() if not tween.is_done(presentation_ns)}
        self._changed_ns = {
            part: changed for part, changed in self._changed_ns.items() if presentation_ns - changed < CHANGED_NS
        }
        self._left_levels = {
            part: (level, left)
            for part, (level, left) in self._left_levels.items()
            if presentation_ns - left < STILL_NS
        }
        if self._burning_ns is not None and presentation_ns - self._burning_ns >= BURN_NS:
            self._burning_ns = None
        self.update()
        return self.is_moving

    @property
    def is_moving(self) -> bool:
        """Whether a level settles, a step burns, or a change is still marked."""
        return bool(self._tweens or self._changed_ns or self._left_levels) or self._burning_ns is not None

    def _stand(self) -> None:
        """Let everything stand where it belongs."""
        self._tweens.clear()
        self._changed_ns.clear()
        self._left_levels.clear()
        self._burning_ns = None
        self.update()

    def _mark_changes(self, figure: TankFigure, presentation_ns: int) -> None:
        """Note which figures changed, for an underline of 300 ms, and whether another slice began to burn."""
        before, after = _amount_texts(self._figure), _amount_texts(figure)
        for part, text in after.items():
            if part in before and before[part] != text:
                self._changed_ns[part] = presentation_ns
        burning = _burning(figure)
        if burning and burning != _burning(self._figure) and not self.reduced_motion:
            self._burning_ns = presentation_ns

    def shown_level(self, part: str) -> float:
        """Return the level of an asset or a compartment as it is drawn now."""
        return self._shown_level(part, self._levels(self._figure)[part])

    @property
    def left_levels(self) -> dict[str, float]:
        """Levels that were left less than two seconds ago, with less motion."""
        return {part: level for part, (level, _) in self._left_levels.items()}

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
        """Give up width, and as much height as leaves every figure readable."""
        return QSize(COLUMN_MIN_PX, height_limits(self._figure)[0])

    @property
    def _layout(self) -> TankLayout:
        return TankLayout(self._figure, self.width(), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tank as it is now."""
        levels = {part: tween.level_at(self._now_ns) for part, tween in self._tweens.items()}
        burnt = 1.0 if self._burning_ns is None else share_of(self._now_ns - self._burning_ns, BURN_NS)
        look = TankPainter(
            self._layout,
            levels,
            hot_action=self._hot_action,
            hovered=self.underMouse(),
            focused=self.hasFocus(),
            changed=frozenset(self._changed_ns),
            burnt_share=burnt,
            left_levels=self.left_levels,
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
        self.setAccessibleName(f"{figure.title.removesuffix(' wallet')} wallet")
        parts = [f"{amount.amount_text} {amount.asset}" for amount in figure.amounts]
        parts += [f"{part.title} {part.amount_text} {part.of_text}".strip() for part in figure.compartments]
        parts += [chip.text for chip in figure.chips]
        told = ", ".join(parts)
        if told != self.accessibleDescription():
            self.setAccessibleDescription(told)

    def _compartment_at(self, point: QPointF) -> CompartmentFigure | None:
        for (_, rect), part in zip(self._layout.parts(), self._figure.compartments or (), strict=False):
            if rect.contains(point):
                return part
        return None

    def event(self, event: QEvent) -> bool:
        """Show the tooltip of the compartment or wallet below the pointer; keep its own keys from the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_own = event.key() in PRESSING_KEYS and not event.modifiers()
            if is_own or (event.key() == Qt.Key.Key_Escape and self._dragged_part is not None):
                event.accept()
                return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            part = self._compartment_at(QPointF(event.pos()))
            text = part.tooltip if part and part.tooltip else self._figure.tooltip
            QToolTip.showText(event.globalPos(), text, self)
            return True
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._hot_action = False
            self.update()
        return super().event(event)

    def _part_at(self, point: QPointF) -> str:
        return next((key for key, rect in self._layout.parts() if rect.contains(point)), "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of money, unless the header button is pressed."""
        on_action = bool(self._figure.action_text) and self._layout.action.contains(event.position())
        if event.button() == Qt.MouseButton.LeftButton and not on_action:
            self._pressed_at = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the header button below the pointer, or carry money along."""
        if self._pressed_at is not None and event.buttons() & Qt.MouseButton.LeftButton:
            moved = (event.position() - self._pressed_at).manhattanLength()
            if self._dragged_part is None and moved >= QApplication.startDragDistance():
                self._dragged_part = self._part_at(self._pressed_at)
            if self._dragged_part is not None:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.drag_moved.emit(self._figure.key, self._dragged_part, event.globalPosition().toPoint())
            return
        hot = bool(self._figure.action_text) and self._layout.action.contains(event.position())
        carries = not hot and self._layout.card.contains(event.position())
        self.setCursor(Qt.CursorShape.OpenHandCursor if carries else Qt.CursorShape.ArrowCursor)
        if hot != self._hot_action:
            self._hot_action = hot
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop what was carried, press the header button, or press a compartment."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        part, was_pressed = self._dragged_part, self._pressed_at is not None
        self._dragged_part = self._pressed_at = None
        if part is not None:
            self.unsetCursor()
            self.drag_dropped.emit(self._figure.key, part, event.globalPosition().toPoint())
            return
        if self._figure.action_text and self._layout.action.contains(event.position()):
            self.transfer_requested.emit(self._figure.key)
            return
        pressed = self._compartment_at(event.position()) if was_pressed else None
        if pressed is not None:
            self.compartment_activated.emit(self._figure.key, pressed.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return or Space press the header button; Esc puts back what is carried."""
        if event.key() == Qt.Key.Key_Escape and self._dragged_part is not None:
            self._dragged_part = self._pressed_at = None
            self.drag_cancelled.emit()
        elif event.key() in PRESSING_KEYS:
            self.transfer_requested.emit(self._figure.key)
        else:
            super().keyPressEvent(event)


def _amount_texts(figure: TankFigure) -> dict[str, str]:
    texts = {amount.asset: amount.amount_text for amount in figure.amounts}
    texts.update({part.key: part.amount_text for part in figure.compartments if not part.slices})
    return texts


def _burning(figure: TankFigure) -> tuple[tuple[str, str], ...]:
    """Return the slices that burn, as (compartment, number)."""
    return tuple(
        (part.key, one.number_text) for part in figure.compartments for one in part.slices if one.state == "burning"
    )
