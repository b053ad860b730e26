"""`ReachMap`: wallets as compartments in a hull, doors between them, each with the shape of what a loss can do there.

Public: `MapFigure` and its parts, `ReachMap()`, `set_figure(figure)`, `chosen(key)`, `choose(key)`. A bar in line pays
now, a chain can be pulled, a padlock is locked, a bar across with a shield is sealed; colour only says it again.
"""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.drawing.painting import (
    CENTRE,
    NO_BRUSH,
    NO_PEN,
    RIGHT,
    color,
    draw_focus_ring,
    draw_hatch,
    draw_text,
    elided,
    rounded_path,
    stroke,
)
from ui.drawing.reach_map_layout import MapLayout, layout_of
from ui.theme.fonts import BODY_PX, CAPTION_PX, MEDIUM, SEMIBOLD
from ui.theme.icons import draw_icon
from ui.theme.tokens import Tokens, active

GLYPH_PX = 11.0
BAR_PX = 8.0
LINE_PX = 30.0
SMALLEST = QSize(560, 420)
PAYS, PULLED, LOCKED, SEALED = "pays", "pulled", "locked", "sealed"
WETNESS = (SEALED, LOCKED, PULLED, PAYS)
MOVES = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class MapAmountFigure(Struct, frozen=True):
    """An asset: its words, and the share that can go."""

    asset: str
    text: str
    share: float


class MapNodeFigure(Struct, frozen=True):
    """A compartment: `key` is a wallet, "pool" or "part:<position>"."""

    key: str
    title: str
    icon: str
    state: str
    state_text: str
    amounts: tuple[MapAmountFigure, ...]
    is_locked: bool = False


class MapDoorFigure(Struct, frozen=True):
    """A door between two compartments."""

    key: str
    source: str
    target: str
    state: str
    text: str


class MapFigure(Struct, frozen=True):
    """All that is drawn."""

    nodes: tuple[MapNodeFigure, ...]
    doors: tuple[MapDoorFigure, ...]
    hull_text: str
    outside_text: str


def state_ink(state: str, tokens: Tokens) -> str:
    """Return the colour that says a state again."""
    return {PAYS: tokens.loss, PULLED: tokens.warn, LOCKED: tokens.tx1}.get(state, tokens.accent)


def draw_glyph(painter: QPainter, centre: QPointF, state: str, tokens: Tokens) -> None:
    """Draw the shape of a state in a disc, as the valves have it."""
    ink = state_ink(state, tokens)
    fill = {PAYS: tokens.loss_bg, PULLED: tokens.warn_bg, SEALED: tokens.accent_bg}.get(state, tokens.bg3)
    painter.setPen(stroke(ink, 1.5))
    painter.setBrush(color(fill))
    painter.drawEllipse(centre, GLYPH_PX, GLYPH_PX)
    if state == PAYS:
        pen = stroke(ink, 3)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(centre - QPointF(5.5, 0), centre + QPointF(5.5, 0))
        return
    name = {PULLED: "chain", LOCKED: "lock-solid"}.get(state, "shield")
    draw_icon(painter, QRectF(centre.x() - 7, centre.y() - 7, 14, 14), name, ink)


class ReachMap(QWidget):
    """The map; a click or the arrows choose a compartment or a door."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._figure = MapFigure((), (), "", "")
        self._key = ""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    @property
    def figure(self) -> MapFigure:
        """The figure shown last."""
        return self._figure

    @property
    def key(self) -> str:
        """The compartment or door that is chosen."""
        return self._key

    @property
    def keys(self) -> tuple[str, ...]:
        """Everything that can be chosen, in reading order: each compartment, then its door."""
        doors = {door.target if door.source == "pool" else door.source: door.key for door in self._figure.doors}
        order: list[str] = []
        for node in self._figure.nodes:
            order += [node.key, *([doors[node.key]] if node.key in doors else [])]
        return tuple(order)

    def set_figure(self, figure: MapFigure) -> None:
        """Show another figure; what was chosen stays where it is still there."""
        self._figure = figure
        told = (
            f"{one.title}: {one.state_text}, {', '.join(part.text for part in one.amounts)}" for one in figure.nodes
        )
        self.setAccessibleDescription(". ".join(told))
        if self._key not in self.keys and figure.nodes:
            self.choose(next((one.key for one in figure.nodes if one.state != SEALED), figure.nodes[0].key))
        self.update()

    def choose(self, key: str) -> None:
        """Choose a compartment or a door."""
        if key in self.keys:
            self._key = key
            self.update()
            self.chosen.emit(key)

    def sizeHint(self) -> QSize:
        """Ask for room for five compartments."""
        return QSize(700, 540)

    def minimumSizeHint(self) -> QSize:
        """Give up room, never a compartment."""
        return SMALLEST

    def _layout(self) -> MapLayout:
        return layout_of(
            [one.key for one in self._figure.nodes], [(one.key, one.source) for one in self._figure.doors], self.size()
        )

    # -- choosing

    def key_at(self, point: QPointF) -> str:
        """Return what lies under a point, "" where nothing does; a door goes before what is under it."""
        layout = self._layout()
        for key, centre in layout.doors.items():
            if abs(point.x() - centre.x()) <= GLYPH_PX + 3 and abs(point.y() - centre.y()) <= GLYPH_PX + 3:
                return key
        return next((key for key, box in layout.boxes.items() if box.contains(point)), "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked."""
        if event.button() == Qt.MouseButton.LeftButton and (key := self.key_at(event.position())):
            self.choose(key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that something can be clicked."""
        found = bool(self.key_at(event.position()))
        self.setCursor(Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        """Keep the arrows from the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in MOVES:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from one to the next."""
        step = MOVES.get(Qt.Key(event.key()))
        keys = self.keys
        if step is None or not keys:
            super().keyPressEvent(event)
            return
        place = keys.index(self._key) if self._key in keys else -step
        self.choose(keys[(place + step) % len(keys)])

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw hull, pipes, compartments, doors."""
        tokens, layout = active(), self._layout()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(stroke(tokens.wall, 2))
        painter.setBrush(color(tokens.bg1))
        painter.drawRoundedRect(layout.hull, 8, 8)
        at = (layout.hull.left() + 12, layout.hull.top() + 18)
        draw_text(painter, at, self._figure.hull_text, tokens.tx3, weight=MEDIUM)
        if "cold" in layout.boxes:
            cold = layout.boxes["cold"]
            draw_text(painter, (cold.right() + 12, cold.center().y() + 4), self._figure.outside_text, tokens.tx3)
        drawn = sorted(self._figure.doors, key=lambda door: WETNESS.index(door.state))
        for door in drawn:  # where pipes share a trunk, the one that carries most is seen
            self._paint_pipe(painter, tokens, layout, door)
        for node in self._figure.nodes:
            self._paint_node(painter, tokens, layout.boxes[node.key], node)
        for door in self._figure.doors:
            self._paint_door(painter, tokens, layout, door)
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), tokens)
        painter.end()

    def _paint_pipe(self, painter: QPainter, tokens: Tokens, layout: MapLayout, door: MapDoorFigure) -> None:
        way = QPolygonF(layout.pipes[door.key])
        inside = {PAYS: tokens.pipe_wet, PULLED: tokens.warn_fill}.get(door.state, tokens.pipe_in)
        pens = [stroke(tokens.pipe, 9), stroke(inside, 5)]
        if door.state == PULLED:
            pens.append(stroke(tokens.on_warn, 1.5, dash=(2, 6)))
        for pen in pens:
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(way)

    def _paint_door(self, painter: QPainter, tokens: Tokens, layout: MapLayout, door: MapDoorFigure) -> None:
        centre = layout.doors[door.key]
        if door.key == self._key:
            painter.setPen(stroke(tokens.accent, 2))
            painter.setBrush(NO_BRUSH)
            painter.drawEllipse(centre, GLYPH_PX + 3.5, GLYPH_PX + 3.5)
        draw_glyph(painter, centre, door.state, tokens)
        room = layout.words[door.key]
        ink = tokens.warn if door.state == PULLED else tokens.tx2
        words = elided(door.text, room.width(), CAPTION_PX, MEDIUM)
        if room.left() > centre.x():
            draw_text(painter, (room.left(), room.center().y() + 4), words, ink, weight=MEDIUM)
        else:
            draw_text(painter, (room.center().x(), room.bottom() - 4), words, ink, weight=MEDIUM, align=CENTRE)

    def _paint_node(self, painter: QPainter, tokens: Tokens, box: QRectF, node: MapNodeFigure) -> None:
        ink, chosen = state_ink(node.state, tokens), node.key == self._key
        painter.setPen(NO_PEN)
        painter.setBrush(color(tokens.bg2))
        painter.drawRoundedRect(box, 6, 6)
        edge = tokens.accent if chosen else tokens.line2 if node.state == SEALED else ink
        painter.setPen(stroke(edge, 2 if chosen else 1, dash=(3, 3) if node.key == "cold" and not chosen else ()))
        painter.setBrush(NO_BRUSH)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        draw_icon(painter, QRectF(box.left() + 9, box.top() + 8, 16, 16), node.icon, tokens.tx2)
        draw_glyph(painter, QPointF(box.right() - 18, box.top() + 17), node.state, tokens)
        left, room = box.left() + 31, box.width() - 31 - 36
        if node.is_locked:
            draw_icon(painter, QRectF(box.right() - 48, box.top() + 9, 14, 14), "lock-solid", tokens.tx1)
            room -= 18
        title = elided(node.title, room, BODY_PX, SEMIBOLD)
        draw_text(painter, (left, box.top() + 15), title, tokens.tx1, size_px=BODY_PX, weight=SEMIBOLD)
        draw_text(painter, (left, box.top() + 29), node.state_text, ink, weight=MEDIUM)
        shown = max(1, int((box.height() - 40) // LINE_PX))
        for place, amount in enumerate(node.amounts[:shown]):
            self._paint_amount(painter, tokens, box, box.top() + 40 + place * LINE_PX, amount)

    def _paint_amount(
        self, painter: QPainter, tokens: Tokens, box: QRectF, top: float, amount: MapAmountFigure
    ) -> None:
        left, right = box.left() + 10, box.right() - 10
        draw_text(painter, (left, top + 11), amount.asset, tokens.tx3)
        ink = tokens.loss if amount.share > 0 else tokens.tx2
        draw_text(painter, (right, top + 11), amount.text, ink, size_px=BODY_PX, weight=MEDIUM, align=RIGHT)
        bar = QRectF(left, top + 16, right - left, BAR_PX)
        painter.save()
        painter.setClipPath(rounded_path(bar, 2))
        painter.fillRect(bar, color(tokens.water2))
        if amount.share > 0:
            part = QRectF(bar.left(), bar.top(), max(3.0, bar.width() * amount.share), bar.height())
            painter.fillRect(part, color(tokens.loss_bg))
            draw_hatch(painter, part, tokens.loss, gap=5, width=1.3)
        painter.restore()
