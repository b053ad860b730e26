"""Rows and cells of the dock's tables as plain values: text, tone and a key to sort by. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

SortKey = int | str | Fraction


class Column(Struct, frozen=True):
    """A column: its title, whether figures stand at the right, its width in pixels (0: takes what is left)."""

    title: str
    is_figure: bool = False
    width_px: int = 0
    tooltip: str = ""
    has_actions: bool = False


class Cell(Struct, frozen=True):
    """One cell; `second` is a smaller line below, `ratio` a margin bar, `lights` a place in the ADL queue.

    Tones are those of the theme: plain, neutral, caption, gain, loss, warn, accent, fund. `lead` stands before
    `second` in its own tone ("▲ Long"). `steps` are those of a liquidation: (state, label); `icon` stands before
    the text.
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
    icon: str = ""


class RowAction(Struct, frozen=True):
    """Something to do with a row; `key` names it ("margin", "close"), `subject` what it is done to."""

    key: str
    text: str
    subject: str
    icon: str = ""


class Row(Struct, frozen=True):
    """One row; `key` tells it from others for ever; `parent` is the key of the row it is a detail of.

    The first of `actions` is what Enter does.
    """

    key: str
    cells: tuple[Cell, ...]
    is_alarm: bool = False
    parent: str = ""
    actions: tuple[RowAction, ...] = ()


def cell(
    text: str, sort: SortKey | None = None, *, tone: str = "plain", tooltip: str = "", strong: bool = False
) -> Cell:
    """Make a cell of one line; it sorts by its text where no key is given."""
    return Cell(text, tone=tone, sort=text if sort is None else sort, tooltip=tooltip, is_strong=strong)


LIGHTS_TEXT = "{count} of 5"


def plain_text(one: Cell) -> str:
    """Return everything a cell shows as one text, for the clipboard, a search and a screen reader."""
    if one.lights is not None:
        return LIGHTS_TEXT.format(count=one.lights)
    if one.steps:
        return ", ".join(f"{state} {label}".strip() for state, label in one.steps)
    second = " ".join(part for part in (one.lead, one.second) if part)
    return f"{one.text} ({second})" if one.text and second else one.text or second


def search_text(row: Row) -> str:
    """Return a row's text in lower case, to search in."""
    return "\n".join(plain_text(one) for one in row.cells).lower()
