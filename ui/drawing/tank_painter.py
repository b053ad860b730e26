"""`TankPainter`: paints a wallet tank from its figure, its layout and the state of the pointer and the focus."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui.drawing.painting import (
    NO_BRUSH,
    NO_PEN,
    RIGHT,
    TONE_TEXT,
    chip_width,
    color,
    draw_chip,
    draw_focus_ring,
    draw_text,
    rounded_path,
    stroke,
    text_width,
)
from ui.drawing.tank_figure import AmountFigure, TankFigure
from ui.drawing.tank_layout import (
    CAP_SHARE,
    GUTTER_PX,
    HEADER_PX,
    TRUNK_X,
    WALL_PX,
    TankLayout,
    floating_baselines,
)
from ui.drawing.tank_water import (
    inner_width,
    level_lines,
    paint_compartment,
    paint_gauge,
    paint_level_line,
    paint_underline,
    paint_wall,
    paint_water,
)
from ui.theme.fonts import AMOUNT_PX, BODY_PX, CAPTION_PX, MEDIUM, REGULAR, SEMIBOLD
from ui.theme.icons import draw_icon
from ui.theme.tokens import Tokens

CAPTION_GAP_PX, CAPTION_SIDE_PX = 7.0, 9


class TankPainter(Struct, frozen=True):
    """One painting of a tank; `levels` holds the heights shown now where they differ from the figure's."""

    layout: TankLayout
    levels: Mapping[str, float]
    hot_action: bool = False
    hovered: bool = False
    focused: bool = False
    changed: frozenset[str] = frozenset()
    burnt_share: float = 1.0
    left_levels: Mapping[str, float] = field(default_factory=dict)

    @property
    def figure(self) -> TankFigure:
        """The figure to paint."""
        return self.layout.figure

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw gutter, card, header and water."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = self.layout.card
        self._paint_trunk(painter, tokens)
        painter.setPen(NO_PEN)
        painter.setBrush(color(tokens.bg2))
        painter.drawRoundedRect(card, 6, 6)
        painter.save()
        painter.setClipPath(rounded_path(card.adjusted(0.5, 0.5, -0.5, -0.5), 5.5))
        self._paint_header(painter, tokens, card)
        if self.figure.captions:
            self._paint_captions(painter, tokens, card)
        if self.figure.compartments:
            self._paint_compartments(painter, tokens)
        else:
            self._paint_amounts(painter, tokens)
        painter.restore()
        self._paint_border(painter, tokens, card)
        for key, rect in self.layout.parts():
            if key in self.left_levels:
                paint_level_line(painter, rect, self.left_levels[key], tokens.accent)

    def _paint_trunk(self, painter: QPainter, tokens: Tokens) -> None:
        if self.figure.trunk == "none":
            return
        start = self.figure.trunk == "start"
        for ink, width in ((tokens.pipe, 9), (tokens.pipe_wet, 5)):
            painter.setPen(stroke(ink, width))
            top = self.layout.height - 22.0 if start else 0.0
            if start:
                corner = top - (width / 2)
                painter.drawLine(QPointF(GUTTER_PX + 1, top), QPointF(TRUNK_X - width / 2, top))
                painter.drawLine(QPointF(TRUNK_X, corner), QPointF(TRUNK_X, self.layout.height))
            else:
                painter.drawLine(QPointF(TRUNK_X, top), QPointF(TRUNK_X, self.layout.height))

    def _paint_header(self, painter: QPainter, tokens: Tokens, card: QRectF) -> None:
        figure, middle = self.figure, 15.0
        x = card.left() + 9
        draw_icon(painter, QRectF(x, middle - 8, 16, 16), figure.icon, tokens.tx2)
        x += 22
        x += draw_text(painter, (x, middle + 4), figure.title, tokens.tx1, size_px=BODY_PX, weight=SEMIBOLD) + 8
        end = self.layout.action.left() if figure.action_text else card.right()
        for chip in figure.chips:
            fits = not chip.short_text or x + chip_width(chip.text, chip.icon) <= end
            text = chip.text if fits else chip.short_text
            x = draw_chip(painter, x, middle, text, tokens, tone=chip.tone, icon=chip.icon) + 4
        if not figure.action_text:
            return
        rect = self.layout.action
        if self.hot_action and not figure.is_locked:
            painter.setPen(NO_PEN)
            painter.setBrush(color(tokens.bg3))
            painter.drawRoundedRect(rect, 4, 4)
        ink = tokens.tx3 if figure.is_locked else tokens.tx2
        draw_icon(painter, QRectF(rect.left() + 6, middle - 7, 14, 14), "lock" if figure.is_locked else "transfer", ink)
        draw_text(painter, (rect.left() + 25, middle + 4), figure.action_text, ink, weight=MEDIUM)

    def _paint_captions(self, painter: QPainter, tokens: Tokens, card: QRectF) -> None:
        top = HEADER_PX + 1.0
        painter.fillRect(QRectF(card.left(), top, card.width(), 1), color(tokens.line))
        values, size_px, widths = self._fitting_captions(card.width() - 2 * CAPTION_SIDE_PX)
        # Every caption gets what it needs, and what is left over stands between them in equal parts.
        room = card.width() - 2 * CAPTION_SIDE_PX - sum(widths)
        gap = max(CAPTION_GAP_PX, room / max(1, len(widths) - 1))
        x = card.left() + CAPTION_SIDE_PX
        for caption, value, width in zip(self.figure.captions, values, widths, strict=True):
            draw_text(painter, (x, top + 15), caption.label, tokens.tx3)
            ink = tokens.color_of(TONE_TEXT[caption.tone])
            draw_text(painter, (x, top + 31), value, ink, size_px=size_px, weight=MEDIUM)
            x += width + gap

    def _fitting_captions(self, room: float) -> tuple[list[str], int, list[float]]:
        """Return the captions' values, the size of their type and their widths: whole, smaller, or without cents."""
        captions = self.figure.captions
        long, short = [one.value for one in captions], [one.short_value or one.value for one in captions]
        for values, size_px in ((long, BODY_PX), (long, CAPTION_PX), (short, BODY_PX), (short, CAPTION_PX)):
            pairs = zip(captions, values, strict=True)
            widths = [max(text_width(one.label), text_width(value, size_px, MEDIUM)) for one, value in pairs]
            if sum(widths) + CAPTION_GAP_PX * (len(widths) - 1) <= room:
                break
        return values, size_px, widths

    def _paint_amounts(self, painter: QPainter, tokens: Tokens) -> None:
        figure = self.figure
        rects = self.layout.parts()
        for (_, rect), amount in zip(rects, figure.amounts, strict=True):
            level = self.levels.get(amount.asset, amount.level)
            paint_water(painter, rect, tokens, level, start_level=amount.start_level, frozen=figure.is_offline)
            paint_gauge(painter, rect, tokens)
        for _, rect in rects[1:]:
            paint_wall(painter, rect, rect.left() - WALL_PX, tokens)
        if len(rects) == 1:
            self._paint_single_amount(painter, tokens, rects[0][1])
            return
        for place, ((_, rect), amount) in enumerate(zip(rects, figure.amounts, strict=True)):
            x, align = (rect.left() + 12, Qt.AlignmentFlag.AlignLeft) if place == 0 else (rect.right() - 10, RIGHT)
            caps = (CAPTION_PX * CAP_SHARE, AMOUNT_PX * CAP_SHARE)
            defaults, lines = (rect.bottom() - 9, rect.bottom() - 24), self._lines(rect, amount)
            asset_y, amount_y = floating_baselines(defaults, caps, lines, rect.top() + 2)
            asset_x = x
            if any(amount_y - caps[1] < line < asset_y for line in lines):  # a level would part them: both in one row
                (amount_y,) = floating_baselines(defaults[:1], caps[1:], lines, rect.top() + 2)
                aside = text_width(amount.amount_text if align != RIGHT else amount.asset, *self._size_of(align)) + 5
                asset_x, x = (x, x - aside) if align == RIGHT else (x + aside, x)
                asset_y = amount_y
            self._paint_amount(painter, tokens, amount, (x, amount_y), align)
            draw_text(painter, (asset_x, asset_y), amount.asset, tokens.tx2, align=align)

    @staticmethod
    def _size_of(align: Qt.AlignmentFlag) -> tuple[int, int]:
        """Return size and weight of the text that stands at the wall when amount and asset share a row."""
        return (CAPTION_PX, REGULAR) if align == RIGHT else (AMOUNT_PX, SEMIBOLD)

    def _paint_amount(
        self,
        painter: QPainter,
        tokens: Tokens,
        amount: AmountFigure,
        at: tuple[float, float],
        align: Qt.AlignmentFlag,
    ) -> None:
        width = draw_text(painter, at, amount.amount_text, tokens.tx1, size_px=AMOUNT_PX, weight=SEMIBOLD, align=align)
        if amount.asset in self.changed:
            paint_underline(painter, at[0] - (width if align == RIGHT else 0), at[1], width, tokens.accent)

    def _lines(self, rect: QRectF, amount: AmountFigure) -> list[float]:
        start = None if self.figure.is_offline else amount.start_level
        return level_lines(rect, self.levels.get(amount.asset, amount.level), start)

    def _paint_single_amount(self, painter: QPainter, tokens: Tokens, rect: QRectF) -> None:
        amount = self.figure.amounts[0]
        lines, cap = self._lines(rect, amount), AMOUNT_PX * CAP_SHARE
        (base,) = floating_baselines((rect.bottom() - 11,), (cap,), lines, rect.top() + 1)
        unit = draw_text(painter, (rect.right() - 10, base), amount.asset, tokens.tx2, align=RIGHT)
        right = rect.right() - 14 - unit
        self._paint_amount(painter, tokens, amount, (right, base), RIGHT)
        draw_text(painter, (rect.left() + 12, base), self.figure.note_text, tokens.tx2)

    def _paint_compartments(self, painter: QPainter, tokens: Tokens) -> None:
        rects = self.layout.parts()
        pairs = list(zip((rect for _, rect in rects), self.figure.compartments, strict=True))
        # Where one title is too long all are short, so that they stay alike.
        short = any(text_width(part.title, weight=SEMIBOLD) > inner_width(rect) for rect, part in pairs)
        for rect, part in pairs:
            level, changed = self.levels.get(part.key, part.level), part.key in self.changed
            paint_compartment(
                painter, rect, tokens, part, level, short=short, changed=changed, burnt_share=self.burnt_share
            )
        paint_gauge(painter, rects[0][1], tokens)
        for (_, rect), part in zip(rects[1:], self.figure.compartments[1:], strict=True):
            sign = "lock-solid" if self.figure.is_liquidating else "chain" if part.is_linked else ""
            paint_wall(painter, rect, rect.left() - WALL_PX, tokens, sign)

    def _paint_border(self, painter: QPainter, tokens: Tokens, card: QRectF) -> None:
        painter.setBrush(NO_BRUSH)
        if self.focused:
            draw_focus_ring(painter, card, tokens, 5)
            return
        if self.figure.is_liquidating:
            painter.setPen(stroke(tokens.loss, 2))
            painter.drawRoundedRect(card.adjusted(1, 1, -1, -1), 5, 5)
            return
        ink = tokens.line3 if self.hovered else tokens.line2
        painter.setPen(stroke(ink, 1, dash=(3, 3) if self.figure.is_offline else ()))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 5.5, 5.5)
