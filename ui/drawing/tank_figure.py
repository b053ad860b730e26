"""What a wallet tank shows, as plain values: texts are ready to print, levels are shares from 0 to 1. Qt-free.

A level is a share of the tank's height. The window decides the scale (mock-ups: the level at the start stands at 0.78;
in the contract tank the margin put in stands at 1/1.8). `start_level` is drawn dashed.
"""

from __future__ import annotations

from msgspec import Struct


class ChipFigure(Struct, frozen=True):
    """A chip in the header; tones: neutral, accent, gain, loss, warn, fund.

    `short_text` stands in where room is short.
    """

    text: str
    tone: str = "neutral"
    icon: str = ""
    short_text: str = ""


class AmountFigure(Struct, frozen=True):
    """One asset of a wallet; several assets stand side by side with a wall between them."""

    asset: str
    amount_text: str
    level: float
    start_level: float | None = None


class SliceFigure(Struct, frozen=True):
    """One step of a running liquidation inside a compartment; states: paid, burning, left."""

    number_text: str
    amount_text: str
    state: str


class CompartmentFigure(Struct, frozen=True):
    """One compartment of the contract tank: "available", or the margin of one isolated position.

    Between `start_level` and `level` lost money is hatched "/" and gained money "\\"; `maintenance_level` is a red
    line. `slices` (first step first, drawn from top to bottom in equal parts) replace the water while the position
    is liquidated. `is_linked`: its wall has a chain, money may come through it from what is available. The short texts
    stand in where the compartment is narrow.
    """

    key: str
    title: str
    subtitle: str = ""
    subtitle_tone: str = "neutral"
    amount_text: str = ""
    of_text: str = ""
    level: float = 0.0
    start_level: float | None = None
    maintenance_level: float | None = None
    slices: tuple[SliceFigure, ...] = ()
    tooltip: str = ""
    is_linked: bool = False
    short_title: str = ""
    short_amount: str = ""
    short_of: str = ""


class CaptionFigure(Struct, frozen=True):
    """A small label above a value in the row below the header of the contract tank."""

    label: str
    value: str
    tone: str = "plain"
    short_value: str = ""


class TankFigure(Struct, frozen=True):
    """Everything a wallet tank shows.

    `trunk` says how the pipe runs in the gutter at the left: start (begins at this tank), through, none.
    `action_text` is the button in the header ("Transfer", "Locked"); empty leaves it out.
    """

    key: str
    title: str
    icon: str
    amounts: tuple[AmountFigure, ...] = ()
    compartments: tuple[CompartmentFigure, ...] = ()
    captions: tuple[CaptionFigure, ...] = ()
    chips: tuple[ChipFigure, ...] = ()
    note_text: str = ""
    action_text: str = "Transfer"
    is_locked: bool = False
    is_liquidating: bool = False
    is_offline: bool = False
    trunk: str = "through"
    tooltip: str = ""
