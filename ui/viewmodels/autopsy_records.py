"""What the autopsy page shows, as plain records. Shares are 0 to 1. Qt-free."""

from __future__ import annotations

from msgspec import Struct

from ui.viewmodels.records import SumLineView


class HappenedView(Struct, frozen=True):
    """A point of the time line; `kind` says its mark: "warn", "trigger", "step", "notice" or "end"."""

    time_text: str
    kind: str
    title: str
    note: str
    number: str = ""


class BarView(Struct, frozen=True):
    """A bar of the waterfall from one level to another, in shares of the scale (0 is where the scale ends below)."""

    label: str
    sublabel: str
    value_text: str
    start: float
    end: float
    tone: str


class WaterfallView(Struct, frozen=True):
    """Bars left to right; `zero` is the height of nothing, below it money that was not yours to pay."""

    bars: tuple[BarView, ...]
    zero: float
    description: str


class NodeView(Struct, frozen=True):
    """Who paid or received, and how much in all; `share` is its part of the height by square root."""

    title: str
    words: str
    amount_text: str
    tone: str
    share: float


class BandView(Struct, frozen=True):
    """Money from a payer (by place) to a receiver; widths are its parts of their heights."""

    source: int
    target: int
    amount_text: str
    tone: str
    source_share: float
    target_share: float


class FlowsView(Struct, frozen=True):
    """Payers left, receivers right, bands between; both sides add up to the same."""

    payers: tuple[NodeView, ...]
    receivers: tuple[NodeView, ...]
    bands: tuple[BandView, ...]
    adl_text: str
    socialised_text: str
    sums_text: str
    is_equal: bool
    description: str


class FillView(Struct, frozen=True):
    """A sale on the small chart: its number, its price, where it stands."""

    number: str
    price_text: str
    x: float
    y: float


class LevelView(Struct, frozen=True):
    """A level line of the small chart; `is_zone_edge` pairs the two lines between which it is hatched."""

    text: str
    y: float
    kind: str


class SecondsView(Struct, frozen=True):
    """The mark as steps of (share of the time, share of the height), with axes."""

    points: tuple[tuple[float, float], ...]
    fills: tuple[FillView, ...]
    levels: tuple[LevelView, ...]
    prices: tuple[tuple[float, str], ...]
    times: tuple[tuple[float, str], ...]
    description: str


class AutopsyView(Struct, frozen=True):
    """The page but for what would have avoided it."""

    chips: tuple[str, ...]
    sentence: str
    is_loss: bool
    happened: tuple[HappenedView, ...]
    went_title: str
    waterfall: WaterfallView
    flows: FlowsView
    untouched: tuple[SumLineView, ...]
    seconds: SecondsView
    watch_from_ns: int
    watch_text: str


class AvoidedRow(Struct, frozen=True):
    """One thing changed: title and note, the result in words with its tone and icon, when, and the change of money."""

    title: str
    note: str
    result_text: str
    result_tone: str
    icon: str
    time_text: str
    change_text: str
    change_tone: str
    change_note: str


class AvoidedView(Struct, frozen=True):
    """The table of what would have avoided it; the first row is what happened."""

    head: tuple[str, ...]
    rows: tuple[AvoidedRow, ...]
    description: str
