"""Sizes and places inside a wallet tank: pure geometry from a figure and a widget size."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QRectF

from ui.drawing.painting import text_width
from ui.drawing.tank_figure import TankFigure

GUTTER_PX = 38
WALL_PX = 4.0
COLUMN_PX = 304
COLUMN_MIN_PX = 280
RIGHT_MARGIN_PX = 10
HEADER_PX = 28
CAPTIONS_PX = 40
TRUNK_X = 18
WATER_ONE_PX = 40
WATER_TWO_PX = 62
WATER_CONTRACT_PX = 150
# How much lower the water stands at least where the window is low, and how much higher it may where it is high.
LESS_PX, LESS_CONTRACT_PX, MORE_CONTRACT_PX = 8, 46, 200
# Room between a text and a level line above and below it, and between two rows of text.
LINE_ABOVE_PX = 3.0
LINE_BELOW_PX = 3.0
ROW_GAP_PX = 4.0
# Height of capitals and figures as a share of the size of the type (Inter).
CAP_SHARE = 0.73
# Available, one older and one newer position, as in a contract tank with two positions; while one of several is sold
# in slices it takes the widest place, because every slice has a sum.
THREE_SHARES = (0.27, 0.31, 0.42)


def floating_baselines(
    defaults: Sequence[float], caps: Sequence[float], lines_y: Sequence[float], highest: float
) -> tuple[float, ...]:
    """Return baselines for rows of text in a tank, lowest row first, so that no level line crosses one.

    A row that a line would cross stands on the line instead, and the rows above it move up with it; none goes above
    `highest`. `caps` are the heights of the letters.
    """
    found: list[float] = []
    for default, cap in zip(defaults, caps, strict=True):
        baseline = default
        if found:
            baseline = min(default, found[-1] - ROW_GAP_PX - (caps[len(found) - 1]))
        for line in sorted(lines_y, reverse=True):
            if baseline - cap - LINE_ABOVE_PX <= line <= baseline + LINE_BELOW_PX:
                baseline = line - LINE_BELOW_PX - 1
        found.append(max(highest + cap, baseline))
    return tuple(found)


def kept_together(
    defaults: Sequence[float], caps: Sequence[float], lines_y: Sequence[float], highest: float
) -> tuple[float, ...]:
    """Return baselines like `floating_baselines`, with no level line between the rows where there is room above it."""
    found = floating_baselines(defaults, caps, lines_y, highest)
    between = [line for line in lines_y if found[-1] < line < found[0]]
    if not between:
        return found
    lifted = (min(between) - LINE_BELOW_PX - 1, *defaults[1:])
    moved = floating_baselines(lifted, caps, lines_y, highest)
    torn = any(moved[-1] < line < moved[0] for line in lines_y)
    return found if torn or moved[-1] - caps[-1] < highest else moved


def tank_height(figure: TankFigure) -> int:
    """Return the height a figure usually has."""
    if figure.compartments:
        return HEADER_PX + 2 + (CAPTIONS_PX if figure.captions else 0) + WATER_CONTRACT_PX
    return HEADER_PX + 2 + (WATER_TWO_PX if len(figure.amounts) > 1 else WATER_ONE_PX)


def height_limits(figure: TankFigure) -> tuple[int, int]:
    """Return the least and the greatest height a figure can be drawn at."""
    usual = tank_height(figure)
    if figure.compartments:
        return usual - LESS_CONTRACT_PX, usual + MORE_CONTRACT_PX
    return usual - LESS_PX, usual


class TankLayout(Struct, frozen=True):
    """Rectangles of a tank in a widget of this size."""

    figure: TankFigure
    width: int
    height: int

    @property
    def card(self) -> QRectF:
        """The card right of the gutter."""
        return QRectF(GUTTER_PX, 0, self.width - GUTTER_PX - RIGHT_MARGIN_PX, self.height)

    @property
    def water(self) -> QRectF:
        """The inside of the tank below header and captions."""
        top = HEADER_PX + (CAPTIONS_PX if self.figure.captions and self.figure.compartments else 0)
        return self.card.adjusted(1, 1 + top, -1, -1)

    @property
    def action(self) -> QRectF:
        """The button in the header."""
        width = text_width(self.figure.action_text) + 32
        return QRectF(self.card.right() - width - 4, 4, width, 22)

    def _shares(self, count: int) -> tuple[float, ...]:
        first, other, widest = THREE_SHARES
        sold = [place for place, part in enumerate(self.figure.compartments) if part.slices]
        if count >= len(THREE_SHARES) and sold:
            weights = [widest if place in sold else other if place else first for place in range(count)]
            return tuple(weight / sum(weights) for weight in weights)
        if self.figure.compartments and count == len(THREE_SHARES):
            return THREE_SHARES
        return tuple(1 / count for _ in range(count))

    def parts(self) -> list[tuple[str, QRectF]]:
        """Return key and rectangle of every asset or compartment, left to right."""
        keys = [part.key for part in self.figure.compartments] or [part.asset for part in self.figure.amounts]
        if not keys:
            return []
        water = self.water
        shares = self._shares(len(keys))
        room = water.width() - WALL_PX * (len(keys) - 1)
        widths = [float(round(room * share)) for share in shares[:-1]]
        widths.append(room - sum(widths))
        rects, x = [], water.left()
        for key, width in zip(keys, widths, strict=True):
            rects.append((key, QRectF(x, water.top(), width, water.height())))
            x += width + WALL_PX
        return rects
