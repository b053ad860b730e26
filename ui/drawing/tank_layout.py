"""Sizes and places inside a wallet tank: pure geometry from a figure and a widget size."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from ui.drawing.painting import text_width
from ui.drawing.tank_figure import TankFigure
from ui.drawing.tank_water import WALL_PX

GUTTER_PX = 38
COLUMN_PX = 304
COLUMN_MIN_PX = 280
RIGHT_MARGIN_PX = 10
HEADER_PX = 28
CAPTIONS_PX = 40
TRUNK_X = 18
WATER_ONE_PX = 40
WATER_TWO_PX = 62
WATER_CONTRACT_PX = 150
# Available, one older and one newer position, as in a contract tank with two positions.
THREE_SHARES = (0.27, 0.31, 0.42)


def tank_height(figure: TankFigure) -> int:
    """Return the height a figure needs."""
    if figure.compartments:
        return HEADER_PX + 2 + (CAPTIONS_PX if figure.captions else 0) + WATER_CONTRACT_PX
    return HEADER_PX + 2 + (WATER_TWO_PX if len(figure.amounts) > 1 else WATER_ONE_PX)


@dataclass(frozen=True, slots=True)
class TankLayout:
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

    def parts(self) -> list[tuple[str, QRectF]]:
        """Return key and rectangle of every asset or compartment, left to right."""
        keys = [part.key for part in self.figure.compartments] or [part.asset for part in self.figure.amounts]
        if not keys:
            return []
        water = self.water
        shares = tuple(1 / len(keys) for _ in keys)
        if self.figure.compartments and len(keys) == len(THREE_SHARES):
            shares = THREE_SHARES
        room = water.width() - WALL_PX * (len(keys) - 1)
        widths = [float(round(room * share)) for share in shares[:-1]]
        widths.append(room - sum(widths))
        rects, x = [], water.left()
        for key, width in zip(keys, widths, strict=True):
            rects.append((key, QRectF(x, water.top(), width, water.height())))
            x += width + WALL_PX
        return rects
