"""When a waiting order trades: part of the command that places it, of the event that accepts it, and of the state."""

from fractions import Fraction

from msgspec import Struct

STOP, TAKE_PROFIT, TRAILING_STOP = "stop", "take_profit", "trailing_stop"
TRIGGER_KINDS = (STOP, TAKE_PROFIT, TRAILING_STOP)
TRIGGER_PRICES = ("mark", "last")


class Trigger(Struct, frozen=True, kw_only=True):
    """A price to wait for: `kind` is one of TRIGGER_KINDS, `by` the price that is watched, one of TRIGGER_PRICES.

    `ticks` triggers. A trailing stop has a callback instead, `trail_ticks` or `trail_rate` (0.01: one percent), and
    its `ticks` follow from `best_ticks`, the best price since it was placed; both are 0 in a command.
    """

    kind: str
    by: str = "mark"
    ticks: int = 0
    trail_ticks: int | None = None
    trail_rate: Fraction | None = None
    best_ticks: int = 0
