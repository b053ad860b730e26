"""`FlowOverlay`: money in flight, painted over a cached picture of the window.

Public: `FlowOverlay(parent)` covers its parent; `start(figure, started_ns)`, `advance(presentation_ns)` once per frame,
`invalidate()` after the window below changed, `refresh_part(widget)` for what moves by itself, `refresh()` for an exact
picture, `clear()`, `is_active`, `reduced_motion`. It hides itself when idle, takes no mouse events, and owns no clock:
the window hands in presentation time (integer nanoseconds).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from ui.drawing.flow_path import FlowFigure, FlowKind, curve_of, dots_at, duration_ns, point_on
from ui.drawing.free_place import free_place
from ui.drawing.motion import BOUNCE_OUT_NS, MILLISECOND_NS
from ui.drawing.painting import CENTRE, NO_BRUSH, NO_PEN, color, diamond, draw_arrow_head, draw_text, stroke, text_width
from ui.theme.fonts import BODY_PX, SEMIBOLD
from ui.theme.tokens import Tokens, active

KIND_TOKENS = {
    FlowKind.TRANSFER: "accent",
    FlowKind.GAIN: "gain",
    FlowKind.LOSS: "loss",
    FlowKind.FEE: "warn",
    FlowKind.FUND: "fund",
    FlowKind.BOUNCE: "accent",
}
DIAMONDS = (FlowKind.LOSS,)
RINGS = (FlowKind.FUND,)
PILL_PX = 22
PILL_SHARES = (0.5, 0.56, 0.44, 0.62, 0.38, 0.68, 0.32, 0.74, 0.26, 0.8, 0.2, 0.86, 0.14)
PARTS_A_FRAME = 2
WAY_PX, CROWD_FROM = 1.5, 16
# Grabbing a window costs tens of milliseconds, so while dots fly the window below moves at ten pictures a second.
PICTURE_EVERY_NS = 100 * MILLISECOND_NS
# Sprites exist for radii in quarters of a pixel; finer steps cannot be seen.
RADIUS_STEPS = 4


class FlowOverlay(QWidget):
    """Paints running flows; while it is shown, the window below is a still picture."""

    def __init__(
        self, parent: QWidget, *, reduced_motion: bool = False, picture_every_ns: int = PICTURE_EVERY_NS
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self.reduced_motion = reduced_motion
        self._picture_every_ns = picture_every_ns
        self._picture_ns = self._shown_ns = 0
        self._stale = False
        self.words: Callable[[], list[QRect]] = lambda: []  # where words stand that amounts had better not cover
        self._words: list[QRect] | None = None  # those of the frame being painted, once asked for
        self._flows: dict[int, tuple[FlowFigure, int]] = {}
        self._next_key = 0
        self._now_ns = 0
        self._below: QPixmap | None = None
        self._parts: dict[QWidget, None] = {}
        self._grabbing = False
        self._is_painted = False  # whether what is on screen is the window, and all of it
        self._sprites: dict[tuple[str, str, int, float], QPixmap] = {}
        self._pills: dict[int, tuple[QRectF, QPixmap, tuple[str, float]]] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Money flows")
        self.hide()
        parent.installEventFilter(self)

    # -- what the window calls

    @property
    def is_active(self) -> bool:
        """Whether any flow is on screen."""
        return bool(self._flows)

    @property
    def figures(self) -> tuple[FlowFigure, ...]:
        """The flows on screen, oldest first."""
        return tuple(figure for figure, _ in self._flows.values())

    @property
    def picture(self) -> QPixmap | None:
        """The picture of the window below, None while there is none."""
        return self._below

    def start(self, figure: FlowFigure, started_ns: int) -> None:
        """Begin to show a flow that starts at a presentation time."""
        self._flows[self._next_key] = (figure, started_ns)
        self._next_key += 1
        self._now_ns = max(self._now_ns, started_ns)
        if not self.isVisible():
            self._cover()
            self._shown_ns = self._picture_ns = started_ns
            self._put_below(self._on_screen())
            self.show()
            self.raise_()
        self.update()

    def advance(self, presentation_ns: int) -> bool:
        """Draw the flows as they are at a presentation time; False (and hidden) once all have arrived."""
        self._now_ns = presentation_ns
        if not self._flows:
            return False
        self._flows = {
            key: (figure, started_ns)
            for key, (figure, started_ns) in self._flows.items()
            if presentation_ns - started_ns < duration_ns(figure, self.reduced_motion)
        }
        if not self._flows:
            self.clear()
            return False
        self._pills = {key: pill for key, pill in self._pills.items() if key in self._flows}
        if self._below is None and presentation_ns <= self._shown_ns:
            # The window was shown anew in this very frame; its picture can wait for the next one.
            self.update()
            return True
        waited = not 0 <= presentation_ns - self._picture_ns < self._picture_every_ns
        if self._below is None or (self._stale and waited):
            self.refresh()
        elif self._parts and not self._stale:
            self._refresh_parts()
        self.update()
        return True

    def invalidate(self) -> None:
        """Say that something below changed: a new picture is taken soon, at most ten times a second."""
        self._stale = True

    def invalidate_parts(self, parts: Iterable[QWidget]) -> None:
        """Say that these parts of the window changed; they alone are painted into the picture, two in a frame."""
        if self.is_active:
            self._parts.update(dict.fromkeys(parts))

    def _refresh_parts(self) -> None:
        """Paint the longest changed parts into the picture, and what lies above them."""
        parts = list(self._parts)[:PARTS_A_FRAME]
        for part in parts:
            del self._parts[part]
        layers = [child for child in self._window.children() if isinstance(child, QWidget)]
        for part in parts:
            self.refresh_part(part)
            place = QRect(part.mapTo(self._window, QPoint(0, 0)), part.size())
            under = next((at for at, layer in enumerate(layers) if layer.isAncestorOf(part) or layer is part), 0)
            for layer in layers[under + 1 :]:
                if layer is not self and layer.geometry().intersects(place):
                    self.refresh_part(layer)

    def refresh(self) -> None:
        """Take a new picture of the window now (a film or a screenshot wants it exact); never inside a paint event."""
        if not self.isVisible():
            return
        self._drop_picture()
        self._grabbing = True
        self._put_below(self._window.grab())
        self._grabbing = False
        self._picture_ns = self._now_ns
        self.update()

    def _put_below(self, picture: QPixmap | None) -> None:
        # Qt leaves out what lies below an opaque widget, so the overlay is opaque only while it has a picture.
        self._below = picture
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, picture is not None)

    def _on_screen(self) -> QPixmap | None:
        """Return the window as it was last painted: a copy takes 2 ms, a grab tens. None where it cannot be had."""
        window = self._window.window()
        store = window.backingStore() if self._is_painted else None
        image, ratio = store.paintDevice() if store is not None else None, self.devicePixelRatioF()
        if not isinstance(image, QImage) or image.size() != window.size() * ratio:
            return None
        corner, size = self._window.mapTo(window, QPoint(0, 0)), self._window.size()
        picture = QPixmap.fromImage(image.copy(QRect((QPointF(corner) * ratio).toPoint(), size * ratio)))
        picture.setDevicePixelRatio(ratio)
        return picture

    def refresh_part(self, part: QWidget) -> None:
        """Paint one part of the window anew into the picture, because it moves by itself while dots fly."""
        if self._below is None or not part.isVisible():
            return
        shown = QRect(QPoint(0, 0), part.size())
        above = part
        while (parent := above.parentWidget()) is not None and above is not self._window:
            shown = shown.intersected(QRect(part.mapFrom(parent, QPoint(0, 0)), parent.size()))
            above = parent
        painter = QPainter(self._below)
        part.render(painter, part.mapTo(self._window, shown.topLeft()), QRegion(shown))
        painter.end()

    def clear(self) -> None:
        """Drop all flows and hide."""
        self._flows.clear()
        self._drop_picture()
        self._sprites.clear()
        self._pills.clear()
        self._is_painted = self._is_painted and not self.isVisible()
        self.hide()

    # -- covering the parent

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the parent, and when it is painted."""
        if watched is self._window:
            kind = event.type()
            if kind == QEvent.Type.Resize:
                self._is_painted = False
                self._cover()
            elif kind == QEvent.Type.Paint and not self.isVisible():
                self._is_painted = True
        return False

    def _cover(self) -> None:
        self.setGeometry(self._window.rect())
        self._pills.clear()
        self._drop_picture()

    def _drop_picture(self) -> None:
        self._put_below(None)
        self._stale = False
        self._parts.clear()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture of the window (or let the window show through), then every flow."""
        if self._grabbing:
            return
        painter = QPainter(self)
        if self._below is not None:
            painter.drawPixmap(0, 0, self._below)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_flows(painter, active())
        painter.end()

    def paint_flows(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw the flows alone, for a picture that already shows the window."""
        self._words = None
        begun = [
            (key, figure, self._now_ns - started_ns)
            for key, (figure, started_ns) in self._flows.items()
            if self._now_ns >= started_ns
        ]
        # A stroke of one pixel is drawn eight times as fast as a wider one, and in a crowd a third of the dots will do.
        width, every = (WAY_PX, 1) if len(begun) <= CROWD_FROM else (1.0, 3)
        for _, figure, elapsed_ns in begun:
            self._paint_way(painter, tokens, figure, elapsed_ns, width)
            if not self.reduced_motion:
                self._paint_dots(painter, tokens, figure, elapsed_ns, every)
        for key, figure, _ in begun:
            if figure.amount_text:
                place, picture = self._pill(tokens, key, figure)
                painter.drawPixmap(place.topLeft(), picture)

    def _paint_way(self, painter: QPainter, tokens: Tokens, figure: FlowFigure, elapsed_ns: int, width: float) -> None:
        ink = tokens.color_of(KIND_TOKENS[figure.kind])
        curve = curve_of(figure)
        path = QPainterPath(QPointF(*curve[0]))
        path.cubicTo(QPointF(*curve[1]), QPointF(*curve[2]), QPointF(*curve[3]))
        bounced = figure.kind is FlowKind.BOUNCE and (self.reduced_motion or elapsed_ns > BOUNCE_OUT_NS)
        painter.setBrush(NO_BRUSH)
        painter.setPen(stroke(ink, width, dash=(3, 3) if bounced else (), opacity=0.75 if bounced else 0.4))
        painter.drawPath(path)
        if bounced:
            self._paint_cross(painter, tokens, QPointF(*curve[3]))
            draw_arrow_head(painter, QPointF(*curve[0]), QPointF(*point_on(curve, 0.06)), ink)
        else:
            draw_arrow_head(painter, QPointF(*curve[3]), QPointF(*point_on(curve, 0.94)), ink)

    def _paint_cross(self, painter: QPainter, tokens: Tokens, centre: QPointF) -> None:
        for ink, width in ((tokens.bg1, 5.0), (tokens.tx1, 2.2)):
            painter.setPen(stroke(ink, width))
            painter.drawLine(centre + QPointF(-5, -5), centre + QPointF(5, 5))
            painter.drawLine(centre + QPointF(5, -5), centre + QPointF(-5, 5))

    def _paint_dots(self, painter: QPainter, tokens: Tokens, figure: FlowFigure, elapsed_ns: int, every: int) -> None:
        ratio = self.devicePixelRatioF()
        for dot in reversed(dots_at(figure, elapsed_ns, every)):
            sprite = self._sprite(tokens, figure.kind, round(dot.radius * RADIUS_STEPS), ratio)
            half = sprite.width() / ratio / 2
            painter.setOpacity(dot.opacity)
            painter.drawPixmap(QPointF(dot.x - half, dot.y - half), sprite)
        painter.setOpacity(1.0)

    def _sprite(self, tokens: Tokens, kind: FlowKind, radius_steps: int, ratio: float) -> QPixmap:
        ink = tokens.color_of(KIND_TOKENS[kind])
        key = (ink, kind.value, radius_steps, ratio)
        if key not in self._sprites:
            self._sprites[key] = draw_sprite(ink, tokens.bg0, kind, radius_steps / RADIUS_STEPS, ratio)
        return self._sprites[key]

    def _pill(self, tokens: Tokens, key: int, figure: FlowFigure) -> tuple[QRectF, QPixmap]:
        """Return place and picture of a flow's amount; it stays where it stands until the flow has landed."""
        ink, ratio = tokens.color_of(KIND_TOKENS[figure.kind]), self.devicePixelRatioF()
        kept = self._pills.get(key)
        if kept is None or kept[2] != (ink, ratio):
            place = kept[0] if kept is not None else self._pill_place(figure)
            kept = self._pills[key] = (place, draw_pill(figure.amount_text, ink, tokens.bg0, ratio), (ink, ratio))
        return kept[0], kept[1]

    def _pill_place(self, figure: FlowFigure) -> QRectF:
        width = round(text_width(figure.amount_text, BODY_PX, SEMIBOLD)) + 24
        taken = [place for place, _, _ in self._pills.values()]
        curve, corners = curve_of(figure), []
        # Pills move along their way until they stand free of each other, and of the words below them.
        for share in PILL_SHARES:
            x, y = point_on(curve, share)
            left = round(min(max(4.0, x - width / 2), max(4.0, self.width() - width - 4)))
            top = round(min(max(4.0, y - PILL_PX / 2), self.height() - PILL_PX - 4.0))
            corners.append(QPoint(left, top))
        free = [one for one in corners if not any(QRectF(*one.toTuple(), width, PILL_PX).intersects(t) for t in taken)]
        if self._words is None:
            self._words = [] if len(self._flows) > CROWD_FROM else self.words()
        corner = free_place(QSize(width, PILL_PX), free or corners[-1:], self._words)
        place = QRectF(corner.x(), corner.y(), width, PILL_PX)
        while any(place.intersects(other) for other in taken) and place.bottom() + PILL_PX < self.height():
            place.translate(0, PILL_PX + 4)
        return place


def draw_pill(text: str, ink: str, ground: str, ratio: float) -> QPixmap:
    """Return the picture of an amount in flight, sharp at the screen's scale."""
    width = round(text_width(text, BODY_PX, SEMIBOLD)) + 24
    picture = QPixmap(round(width * ratio), round(PILL_PX * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(stroke(ink, 1.3))
    painter.setBrush(color(ground))
    place = QRectF(0.7, 0.7, width - 1.4, PILL_PX - 1.4)
    painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
    draw_text(painter, (width / 2, PILL_PX / 2 + 4.5), text, ink, size_px=BODY_PX, weight=SEMIBOLD, align=CENTRE)
    painter.end()
    return picture


def draw_sprite(ink: str, hole: str, kind: FlowKind, radius: float, ratio: float) -> QPixmap:
    """Return the picture of one dot: disc, diamond (loss) or ring (fund), sharp at the screen's scale."""
    side = 2 * (radius + 3)
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centre = QPointF(picture.width() / ratio / 2, picture.height() / ratio / 2)
    painter.setPen(NO_PEN)
    painter.setBrush(color(ink))
    if kind in DIAMONDS:
        painter.drawPolygon(diamond(centre, radius + 1))
    elif kind in RINGS:
        painter.setPen(stroke(ink, 2))
        painter.setBrush(color(hole))
        painter.drawEllipse(centre, radius, radius)
    else:
        painter.drawEllipse(centre, radius, radius)
    painter.end()
    return picture
