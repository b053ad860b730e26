"""Lines and markers of the price chart as plain values. Qt-free."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class LineKind(Enum):
    """What a horizontal line means; each has its own stroke."""

    LAST = "last"
    ORDER = "order"
    STRESS = "stress"
    MARK = "mark"
    ENTRY = "entry"
    LIQUIDATION = "liquidation"
    BANKRUPTCY = "bankruptcy"


class MarkerKind(Enum):
    """What stands on the chart at one moment and price."""

    STAGE = "stage"
    STAGE_NEXT = "stage_next"
    CROWD = "crowd"
    BUY = "buy"
    SELL = "sell"


class ChartLine(Struct, frozen=True):
    """One horizontal line. `label` is the chip's text ("Entry 7,934.0 · Long 2.000"); empty means no chip.

    `short_label` ("Entry 7,934.0") stands in the chip that says the line is out of view; `tone` colours `detail`, which
    follows the label ("▼ −175.60", tone "loss"). `zone` is the text in the closing zone, on a liquidation line alone.
    `grip` names what a drag of the line moves; empty: it cannot be dragged.
    """

    kind: LineKind
    price: float
    label: str = ""
    short_label: str = ""
    detail: str = ""
    tone: str = "neutral"
    zone: str = ""
    grip: str = ""


class ChartMarker(Struct, frozen=True):
    """One marker. `time_s` is the moment in seconds since 1970 (the candle that holds it carries the marker)."""

    time_s: int
    price: float
    kind: MarkerKind
    text: str = ""
    size: float = 5.0
    tooltip: str = ""
