"""Painters of the chart's lines, closing zone, chips, markers and price tags. Called by the chart's layers."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPolygonF

from ui.drawing.chart_figure import ChartLine, ChartMarker, LineKind, MarkerKind
from ui.drawing.chart_scale import ChartScale
from ui.drawing.painting import CENTRE, NO_PEN, TONE_TEXT, color, diamond, draw_hatch, draw_text, stroke, text_width
from ui.theme.fonts import BODY_PX, BOLD, MEDIUM, SEMIBOLD
from ui.theme.tokens import Tokens

CHIP_PX = 20.0
CHIP_GAP_PX = 4.0
CHIP_LEFT = 10.0
AWAY_MAX = 4
RIGHT_KINDS = (LineKind.ENTRY, LineKind.ORDER, LineKind.STRESS)
STAGE_STEP_PX = 26.0
STAGE_LEAD_PX = 20.0
ZONE_TEXT_PX = 16.0
# Kind -> token of the stroke, its width and its dashes.
STROKES: dict[LineKind, tuple[str, float, tuple[float, ...]]] = {
    LineKind.LAST: ("tx2", 1.0, (1, 3)),
    LineKind.ORDER: ("tx3", 1.0, (2, 3)),
    LineKind.STRESS: ("warn", 1.4, (10, 3)),
    LineKind.MARK: ("accent", 1.0, (1, 5)),
    LineKind.ENTRY: ("tx2", 1.0, (7, 4)),
    LineKind.LIQUIDATION: ("loss", 1.6, ()),
    LineKind.BANKRUPTCY: ("loss", 1.2, (8, 3, 2, 3)),
}


def zones_of(lines: Sequence[ChartLine]) -> tuple[tuple[float, float], ...]:
    """Return the closing zones: pairs of a liquidation and a bankruptcy price."""
    liquidation = [line.price for line in lines if line.kind is LineKind.LIQUIDATION]
    bankruptcy = [line.price for line in lines if line.kind is LineKind.BANKRUPTCY]
    return tuple(zip(liquidation, bankruptcy, strict=False))


def paint_zone(
    painter: QPainter, tokens: Tokens, scale: ChartScale, lines: Sequence[ChartLine], window: tuple[int, int]
) -> None:
    """Hatch the closing zone between liquidation and bankruptcy and tint what lies beyond bankruptcy.

    `window` is the first lattice column and the width of the part that is painted; the hatch hangs on the lattice.
    """
    offset, width = window
    painter.save()
    painter.translate(-offset, 0)
    for first, second in zones_of(lines):
        ys = sorted((_in_pane(scale, first), _in_pane(scale, second)))
        zone = QRectF(offset, ys[0], width, ys[1] - ys[0])
        if zone.height() > 0:
            painter.fillRect(zone, color(tokens.loss_bg, 0.75))
            draw_hatch(painter, zone, tokens.loss, gap=6, opacity=0.4)
        end = _in_pane(scale, second)
        beyond = QRectF(offset, end, width, scale.pane_px - end) if second <= first else QRectF(offset, 0, width, end)
        painter.fillRect(beyond, color(tokens.loss_bg, 0.28))
    painter.restore()


def zone_texts(scale: ChartScale, lines: Sequence[ChartLine]) -> list[tuple[QRectF, str]]:
    """Return what is left in a closing zone, and where that is written: where it is high enough for a line of text."""
    text = next((line.zone for line in lines if line.zone), "")
    found = []
    for first, second in zones_of(lines):
        ys = sorted((_in_pane(scale, first), _in_pane(scale, second)))
        if text and ys[1] - ys[0] >= ZONE_TEXT_PX:
            width = text_width(text) + 12
            found.append((QRectF((scale.width_px - width) / 2, (ys[0] + ys[1]) / 2 - 7, width, 14), text))
    return found


def paint_zone_text(painter: QPainter, tokens: Tokens, scale: ChartScale, lines: Sequence[ChartLine]) -> None:
    """Write into the closing zone what is left in it."""
    for place, text in zone_texts(scale, lines):
        painter.setPen(NO_PEN)
        painter.setBrush(color(tokens.loss_bg))
        painter.drawRoundedRect(place, 3, 3)
        draw_text(painter, (place.left() + 6, place.bottom() - 3), text, tokens.loss)


def _in_pane(scale: ChartScale, price: float) -> float:
    return min(max(scale.y(price), 0.0), scale.pane_px)


def is_in_view(scale: ChartScale, price: float) -> bool:
    """Say whether a price lies inside the pane."""
    return scale.bottom <= price <= scale.top


def paint_lines(painter: QPainter, tokens: Tokens, scale: ChartScale, lines: Sequence[ChartLine]) -> None:
    """Draw the strokes of all lines in view."""
    for line in lines:
        if not is_in_view(scale, line.price):
            continue
        token, width, dash = STROKES[line.kind]
        if line.kind is LineKind.LAST and line.tone in ("gain", "loss"):
            token = line.tone
        y = round(scale.y(line.price)) + 0.5
        painter.setPen(stroke(tokens.color_of(token), width, dash=dash))
        painter.drawLine(QPointF(0, y), QPointF(scale.width_px, y))


class Chip(Struct, frozen=True):
    """A chip and where it stands: beside its line, or with an arrow where its line is out of view."""

    rect: QRectF
    text: str
    line: ChartLine | None = None


def chips_of(scale: ChartScale, lines: Sequence[ChartLine], readout: QRectF, cover_px: int = 0) -> list[Chip]:
    """Return the chip of every labelled line, and arrow chips for lines out of view; none lies on the read-out.

    A line below a banner that covers the upper `cover_px` is out of view too.
    """
    chips: list[Chip] = []
    labelled = sorted((line for line in lines if line.label), key=lambda line: -line.price)
    hidden_above = scale.price_at(cover_px)
    for line in labelled:
        if scale.bottom <= line.price <= hidden_above:
            rect = _line_chip(scale, line, lines, [one.rect for one in chips], readout)
            chips.append(Chip(rect, line.label, line))
    # Chips of lines out of view stand in price order: the highest price on top, the lowest at the bottom.
    above, below = readout.bottom() + CHIP_GAP_PX, scale.pane_px - CHIP_PX - 6
    for line in [one for one in labelled if one.price > hidden_above][-AWAY_MAX:]:
        chips.append(_away_chip(above, f"\N{UPWARDS ARROW} {line.short_label or line.label} above view"))
        above += CHIP_PX + 4
    for line in [one for one in labelled if one.price < scale.bottom][:AWAY_MAX][::-1]:
        chips.append(_away_chip(below, f"\N{DOWNWARDS ARROW} {line.short_label or line.label} below view"))
        below -= CHIP_PX + 4
    return chips


def paint_chips(painter: QPainter, tokens: Tokens, chips: Sequence[Chip]) -> None:
    """Draw chips where they stand."""
    for chip in chips:
        line, rect = chip.line, chip.rect
        kind = line.kind if line is not None else None
        danger = kind in (LineKind.LIQUIDATION, LineKind.BANKRUPTCY)
        painter.setPen(stroke(tokens.loss if danger else tokens.line2))
        fill = tokens.loss_bg if kind is LineKind.LIQUIDATION else tokens.bg1 if danger else tokens.bg2
        painter.setBrush(color(fill))
        painter.drawRoundedRect(rect, 4, 4)
        x, base = rect.left() + 8, rect.center().y() + 4.5
        ink = tokens.loss if danger else tokens.tx2 if line is None else tokens.tx1
        x += draw_text(painter, (x, base), chip.text, ink, size_px=BODY_PX, weight=MEDIUM) + 6
        if line is not None and line.detail:
            tone = tokens.color_of(TONE_TEXT[line.tone])
            draw_text(painter, (x, base), line.detail, tone, size_px=BODY_PX, weight=SEMIBOLD)


def _away_chip(top: float, text: str) -> Chip:
    width = round(text_width(text, BODY_PX, MEDIUM)) + 16
    return Chip(QRectF(CHIP_LEFT + 0.5, round(top) + 0.5, width, CHIP_PX), text)


def _line_chip(
    scale: ChartScale, line: ChartLine, lines: Sequence[ChartLine], taken: Sequence[QRectF], readout: QRectF
) -> QRectF:
    detail_room = text_width(line.detail, BODY_PX, SEMIBOLD) + 6 if line.detail else 0.0
    width = round(text_width(line.label, BODY_PX, MEDIUM) + detail_room) + 16
    y = scale.y(line.price)
    if line.kind in RIGHT_KINDS:
        rect = QRectF(scale.width_px - width - 14, y - CHIP_PX / 2, width, CHIP_PX)
    else:
        rect = QRectF(CHIP_LEFT, y + _chip_side(line, lines) * (CHIP_PX / 2 + 2) - CHIP_PX / 2, width, CHIP_PX)
    rect.moveTop(min(max(rect.top(), 2.0), scale.pane_px - CHIP_PX - 2))
    if rect.intersects(readout):
        rect.moveTop(readout.bottom() + CHIP_GAP_PX)
    rect = QRectF(round(rect.left()) + 0.5, round(rect.top()) + 0.5, width, CHIP_PX)
    # Two chips on the same spot stand side by side.
    while any(rect.intersects(other) for other in taken):
        rect.translate(width + 6 if line.kind not in RIGHT_KINDS else -(width + 6), 0)
    return rect


def _chip_side(line: ChartLine, lines: Sequence[ChartLine]) -> int:
    """Return -1 for a chip above its line, +1 below: liquidation and bankruptcy chips stand outside the zone."""
    other_kind = LineKind.BANKRUPTCY if line.kind is LineKind.LIQUIDATION else LineKind.LIQUIDATION
    other = next((item.price for item in lines if item.kind is other_kind), None)
    if other is None:
        return -1 if line.kind is LineKind.LIQUIDATION else 1
    return -1 if line.price >= other else 1


def paint_markers(
    painter: QPainter,
    tokens: Tokens,
    scale: ChartScale,
    placed: Sequence[tuple[float, ChartMarker]],
) -> None:
    """Draw the markers; stages of one candle step to the right with a dotted lead back to their candle."""
    own_columns: dict[float, int] = {}
    for index, marker in placed:
        x, y = scale.x(index), scale.y(marker.price)
        if not (-20 <= x <= scale.width_px + 20 and 0 <= y <= scale.pane_px):
            continue
        if marker.kind in (MarkerKind.STAGE, MarkerKind.STAGE_NEXT):
            place = own_columns.get(index, 0)
            own_columns[index] = place + 1
            _paint_stage(painter, tokens, QPointF(x, y), place, marker)
        elif marker.kind is MarkerKind.CROWD:
            painter.setPen(stroke(tokens.warn, 1.3))
            painter.setBrush(color(tokens.bg1))
            painter.drawPolygon(diamond(QPointF(x, y), marker.size))
        else:
            _paint_trade(painter, tokens, QPointF(x, y), marker)


def _paint_stage(painter: QPainter, tokens: Tokens, candle: QPointF, place: int, marker: ChartMarker) -> None:
    at = QPointF(candle.x() + STAGE_LEAD_PX + place * STAGE_STEP_PX, candle.y())
    painter.setPen(stroke(tokens.tx2, 1, dash=(1, 2)))
    painter.drawLine(QPointF(candle.x() + 4, candle.y()), QPointF(at.x() - 7, at.y()))
    done = marker.kind is MarkerKind.STAGE
    painter.setPen(stroke(tokens.tx1, 1.4) if done else stroke(tokens.loss, 1.4, dash=(3, 2)))
    painter.setBrush(color(tokens.loss if done else tokens.bg1))
    painter.drawPolygon(diamond(at, 8.5))
    ink = tokens.on_loss if done else tokens.loss
    draw_text(painter, (at.x(), at.y() + 4), marker.text, ink, weight=BOLD, align=CENTRE)


def _paint_trade(painter: QPainter, tokens: Tokens, at: QPointF, marker: ChartMarker) -> None:
    side = 1 if marker.kind is MarkerKind.BUY else -1
    ink = tokens.gain if side > 0 else tokens.loss
    painter.setPen(stroke(tokens.bg1))
    painter.setBrush(color(ink))
    base = at.y() + side * 14
    painter.drawPolygon(
        QPolygonF([QPointF(at.x(), at.y() + side * 4), QPointF(at.x() + 5.5, base), QPointF(at.x() - 5.5, base)])
    )
    if marker.text:
        draw_text(painter, (at.x(), base + (12 if side > 0 else -4)), marker.text, tokens.tx2, align=CENTRE)


def tag_look(tokens: Tokens, line: ChartLine) -> tuple[str, str]:
    """Return fill and ink of a line's tag on the price axis."""
    if line.kind is LineKind.LIQUIDATION:
        return tokens.loss, tokens.on_loss
    if line.kind is LineKind.BANKRUPTCY:
        return tokens.loss_bg, tokens.loss
    if line.kind is LineKind.MARK:
        return tokens.accent_bg, tokens.accent
    if line.kind is LineKind.LAST:
        return (tokens.loss, tokens.on_loss) if line.tone == "loss" else (tokens.gain, tokens.on_gain)
    if line.kind is LineKind.STRESS:
        return tokens.warn_bg, tokens.warn
    return tokens.bg4, tokens.tx1
