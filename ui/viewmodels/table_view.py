"""Rows and cells of the dock's tables as plain values: text, tone and a key to sort by. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

SortKey = int | str | Fraction


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, whether figures stand at the right, its width in pixels (0: takes what is left)."""

    title: str
    is_figure: bool = False
    width_px: int = 0
    tooltip: str = ""
    has_actions: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `second` is a smaller line below, `ratio` a margin bar, `lights` a place in the ADL queue.

    Tones are those of the theme: plain, neutral, caption, gain, loss, warn, accent, fund. `lead` stands before
    `second` in its own tone ("▲ Long"). `steps` are those of a liquidation: (state, label).
    """

    text: str = ""
    second: str = ""
    tone: str = "plain"
    second_tone: str = "caption"
    lead: str = ""
    lead_tone: str = "plain"
    is_strong: bool = False
    sort: SortKey = 0
    tooltip: str = ""
    ratio: Fraction | None = None
    is_alarm: bool = False
    lights: int | None = None
    steps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `key` tells it from others for ever."""

    key: str
    cells: tuple[Cell, ...]
    is_alarm: bool = False


def cell(
    text: str, sort: SortKey | None = None, *, tone: str = "plain", tooltip: str = "", strong: bool = False
) -> Cell:
    """Make a cell of one line; it sorts by its text where no key is given."""
    return Cell(text, tone=tone, sort=text if sort is None else sort, tooltip=tooltip, is_strong=strong)
