"""`ChartFront`: a see-through widget over the whole chart: lines, chips, markers, crosshair, read-out, both axes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.drawing.candle_columns import CLOSE, HIGH, LOW, OPEN, VOLUME
from ui.drawing.chart_content import AXIS_PX, TIME_PX, ChartContent
from ui.drawing.chart_figure import LineKind
from ui.drawing.chart_lines import (
    chips_of,
    paint_chips,
    paint_lines,
    paint_markers,
    paint_zone_text,
    tag_look,
    zone_texts,
)
from ui.drawing.chart_scale import (
    TAG_GAP_PX,
    kept_tags,
    moment_text,
    price_text,
    spread_tags,
    to_units,
)
from ui.drawing.painting import (
    CENTRE,
    NO_PEN,
    RIGHT,
    TONE_TEXT,
    color,
    crisp,
    draw_focus_ring,
    draw_text,
    stroke,
    text_width,
)
from ui.theme.fonts import BODY_PX, CAPTION_PX, MEDIUM, REGULAR, SEMIBOLD
from ui.theme.tokens import Tokens, active
from ui.viewmodels import chart_texts
from ui.viewmodels.number_text import volume_text

TAG_PX = 18.0
NOTHING_SHARE = 0.3
LABEL_HALF_PX = 18
READOUT_GROUND = 0.95
STRESS_LINE_PX = 17.0
# Text, ink, size, weight and the space after it.
Part = tuple[str, str, int, int, float]
# Which tags stay where more lines are in view than the axis has room for.
TAG_RANK = (
    LineKind.LAST,
    LineKind.STRESS,
    LineKind.LIQUIDATION,
    LineKind.BANKRUPTCY,
    LineKind.ENTRY,
    LineKind.MARK,
    LineKind.ORDER,
)


class ChartFront(QWidget):
    """Lines, chips, markers, crosshair and axes above the candles; lets the mouse through."""

    def __init__(self, content: ChartContent, parent: QWidget) -> None:
        super().__init__(parent)
        self._chart = parent
        self._content = content
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw everything that stands above the candles."""
        tokens, content = active(), self._content
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(QRectF(0, 0, content.scale.width_px, content.scale.pane_px))
        paint_lines(painter, tokens, content.scale, content.lines)
        told = self._readout(tokens)
        readout = self._readout_place(told)
        paint_zone_text(painter, tokens, content.scale, content.lines)
        paint_markers(painter, tokens, content.scale, content.placed_markers)
        paint_chips(painter, tokens, chips_of(content.scale, content.lines, readout, content.cover_px))
        painter.restore()
        if content.columns.count <= 1:
            place = (content.scale.width_px / 2, content.scale.pane_px * NOTHING_SHARE)
            draw_text(painter, place, chart_texts.NOTHING_YET, tokens.tx3, size_px=BODY_PX, align=CENTRE)
        self._paint_price_axis(painter, tokens)
        self._paint_time_axis(painter, tokens)
        self._paint_cross(painter, tokens)
        self._paint_stress(painter, tokens)
        self._paint_readout(painter, tokens, told, readout)
        if self._chart.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), tokens, 0)
        painter.end()

    def _paint_price_axis(self, painter: QPainter, tokens: Tokens) -> None:
        content = self._content
        scale = content.scale
        painter.fillRect(QRectF(scale.width_px, 0, AXIS_PX, self.height()), color(tokens.bg1))
        with crisp(painter):
            painter.fillRect(QRectF(scale.width_px, 0, 1, self.height() - TIME_PX), color(tokens.line))
        tags = self._tags(tokens)
        rows = self._spread(tags)
        right = self.width() - 8.0
        for price, text in content.price_ticks:
            y = scale.y(price)
            if 10 < y < scale.pane_px - 6 and not any(abs(row - y) < TAG_GAP_PX - 2 for row in rows):
                draw_text(painter, (right, y + 4), text, tokens.tx3, align=RIGHT)
        for row, (_, text, fill, ink) in zip(rows, tags, strict=True):
            y = round(row)
            painter.setPen(NO_PEN)
            painter.setBrush(color(fill))
            painter.drawRoundedRect(QRectF(scale.width_px + 1, y - TAG_PX / 2, AXIS_PX - 2, TAG_PX), 3, 3)
            draw_text(painter, (right, y + 4), text, ink, weight=SEMIBOLD, align=RIGHT)

    def taken(self) -> list[QRectF]:
        """Return where words stand over the candles: nothing else should lie on them."""
        content = self._content
        readout = self._readout_place(self._readout(active()))
        chips = chips_of(content.scale, content.lines, readout, content.cover_px)
        zones = (place for place, _ in zone_texts(content.scale, content.lines))
        return [readout, *zones, *(chip.rect for chip in chips)]

    def tag_rows(self) -> list[float]:
        """Return the rows of the price axis' tags, the crosshair's included: at least 19 px apart."""
        return self._spread(self._tags(active()))

    def _spread(self, tags: list[tuple[float, str, str, str]]) -> list[float]:
        content = self._content
        top, bottom = content.cover_px + TAG_PX / 2, content.scale.pane_px - TAG_PX / 2
        return spread_tags([tag[0] for tag in tags], top, bottom)

    def _tags(self, tokens: Tokens) -> list[tuple[float, str, str, str]]:
        content = self._content
        scale = content.scale
        crossed = content.cross is not None and content.cross.y() <= scale.pane_px
        top_price = scale.price_at(content.cover_px)
        shown = [line for line in content.lines if scale.bottom <= line.price <= top_price]
        shown.sort(key=lambda line: TAG_RANK.index(line.kind))
        tags = []
        for line in shown[: kept_tags(len(shown) + crossed, scale.pane_px - content.cover_px) - crossed]:
            fill, ink = tag_look(tokens, line)
            text = price_text(to_units(line.price, content.decimals), content.decimals)
            tags.append((scale.y(line.price), text, fill, ink))
        if content.cross is not None and crossed:
            price = scale.price_at(content.cross.y())
            text = price_text(to_units(price, content.decimals), content.decimals)
            tags.append((content.cross.y(), text, tokens.tx2, tokens.bg1))
        return tags

    def _paint_time_axis(self, painter: QPainter, tokens: Tokens) -> None:
        content = self._content
        top = self.height() - TIME_PX
        painter.fillRect(QRectF(0, top, self.width(), TIME_PX), color(tokens.bg1))
        with crisp(painter):
            painter.fillRect(QRectF(0, top, self.width(), 1), color(tokens.line))
        cross = content.cross_index()
        cross_x = float(content.column(cross)) if cross is not None else -1000.0
        for index, text in content.time_ticks:
            x = content.column(index)
            if abs(x - cross_x) >= 64 and 0 <= x <= content.scale.width_px - LABEL_HALF_PX:
                at = max(x, LABEL_HALF_PX)  # the first moment of a young chart keeps its label
                draw_text(painter, (at, self.height() - 7), text, tokens.tx3, align=CENTRE)
        if cross is not None:
            text = moment_text(int(content.columns.times_s[cross]))
            width = text_width(text, weight=SEMIBOLD) + 12
            left = min(max(cross_x - width / 2, 0), content.scale.width_px - width)
            painter.setPen(NO_PEN)
            painter.setBrush(color(tokens.tx2))
            painter.drawRoundedRect(QRectF(left, top + 2, width, 18), 3, 3)
            draw_text(painter, (left + 6, top + 15), text, tokens.bg1, weight=SEMIBOLD)

    def _paint_cross(self, painter: QPainter, tokens: Tokens) -> None:
        content = self._content
        if content.cross is None:
            return
        index = content.cross_index()
        x = (content.column(index) if index is not None else round(content.cross.x())) + 0.5
        y = round(content.cross.y()) + 0.5
        painter.setPen(stroke(tokens.tx3, 1, dash=(3, 3), opacity=0.85))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height() - TIME_PX))
        if y <= content.scale.pane_px:
            painter.drawLine(QPointF(0, y), QPointF(content.scale.width_px, y))

    def _readout(self, tokens: Tokens) -> list[Part]:
        """Return what is told of the candle below the crosshair, or of the newest."""
        content = self._content
        if not content.columns.count:
            return []
        index = content.cross_index()
        row = content.columns.row(content.columns.count - 1 if index is None else index)
        change = row[CLOSE] - row[OPEN]
        ink = tokens.tx1 if not change else tokens.gain if change > 0 else tokens.loss
        parts: list[Part] = []
        for name, place in (("O", OPEN), ("H", HIGH), ("L", LOW), ("C", CLOSE)):
            text = price_text(to_units(row[place], content.decimals), content.decimals)
            parts += [(name, tokens.tx3, BODY_PX, REGULAR, 4), (text, ink, BODY_PX, MEDIUM, 10)]
        parts.append((_change_text(row), ink, BODY_PX, MEDIUM, 10))
        if not content.columns.has_volume:
            parts.append((chart_texts.NO_VOLUME, tokens.tx3, CAPTION_PX, REGULAR, 0))
        else:
            volume = volume_text(row[VOLUME], content.volume_unit)
            parts += [("Vol", tokens.tx3, BODY_PX, REGULAR, 4), (volume, tokens.tx2, BODY_PX, REGULAR, 0)]
        return parts

    def _readout_place(self, parts: list[Part]) -> QRectF:
        width = sum(text_width(text, size_px, weight) + space for text, _, size_px, weight, space in parts)
        return QRectF(6.0, self._content.cover_px + 5.0, width + 8, 18)

    def _paint_readout(self, painter: QPainter, tokens: Tokens, parts: list[Part], place: QRectF) -> None:
        """Draw texts one after another on a ground that keeps candles behind them from being read as figures."""
        if not parts:
            return
        x = place.left() + 4
        painter.setPen(NO_PEN)
        painter.setBrush(color(tokens.bg1, READOUT_GROUND))
        painter.drawRoundedRect(place, 3, 3)
        for text, ink, size_px, weight, space in parts:
            x += draw_text(painter, (x, place.top() + 13), text, ink, size_px=size_px, weight=weight) + space
        self._paint_last_volume(painter, tokens)

    def _paint_last_volume(self, painter: QPainter, tokens: Tokens) -> None:
        content = self._content
        if content.volume_px:
            newest = content.columns.row(content.columns.count - 1)[VOLUME]
            y = content.scale.pane_px + 13
            width = draw_text(painter, (8, y), "Vol", tokens.tx3) + 4
            draw_text(painter, (8 + width, y), volume_text(newest, content.volume_unit), tokens.tx2)

    def _paint_stress(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw what the stress line would mean beside it: one line of text and its tone each."""
        content = self._content
        line = next((one for one in content.lines if one.kind is LineKind.STRESS), None)
        if line is None or not content.stress_text:
            return
        width = max(text_width(text, BODY_PX, MEDIUM) for text, _ in content.stress_text) + 20
        height = STRESS_LINE_PX * len(content.stress_text) + 12
        y = min(max(content.scale.y(line.price), 0.0), content.scale.pane_px)
        top = y + 14 if y + 14 + height < content.scale.pane_px - 4 else max(4.0, y - 14 - height)
        box = QRectF(round(max(4.0, content.scale.width_px - width - 14)) + 0.5, round(top) + 0.5, width, height)
        painter.setPen(stroke(tokens.warn))
        painter.setBrush(color(tokens.bg2))
        painter.drawRoundedRect(box, 5, 5)
        for place, (text, tone) in enumerate(content.stress_text):
            base = box.top() + 6 + STRESS_LINE_PX * place + 12.5
            ink = tokens.color_of(TONE_TEXT[tone])
            draw_text(painter, (box.left() + 10, base), text, ink, size_px=BODY_PX, weight=MEDIUM)


def _change_text(row: tuple[float, ...]) -> str:
    """Return the change within a candle with its arrow; one that rounds to nothing has neither arrow nor sign."""
    hundredths = round((row[CLOSE] - row[OPEN]) / row[OPEN] * 10_000) if row[OPEN] else 0
    if not hundredths:
        return "0.00\N{NO-BREAK SPACE}%"
    up = hundredths > 0
    arrow = "\N{BLACK UP-POINTING TRIANGLE} +" if up else "\N{BLACK DOWN-POINTING TRIANGLE} \N{MINUS SIGN}"
    return f"{arrow}{abs(hundredths) / 100:.2f}\N{NO-BREAK SPACE}%"
