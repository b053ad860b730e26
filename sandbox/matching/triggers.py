"""Triggers against a price: which side fires, how a trailing stop follows, where nothing happens. Pure integers."""

from fractions import Fraction

from msgspec.structs import replace

from sandbox.messages.triggers import TAKE_PROFIT, TRAILING_STOP, Trigger
from sandbox.values.limits import PRICE_TICKS_MAX
from sandbox.values.rounding import round_down, round_up


def fires_below(trigger: Trigger, side: str) -> bool:
    """Tell whether an order fires at or below its trigger (a sell stop, a buy take-profit), or at or above it."""
    return (trigger.kind == TAKE_PROFIT) == (side == "long")


def is_hit(trigger: Trigger, side: str, price_ticks: int) -> bool:
    """Tell whether a price fires the trigger."""
    return price_ticks <= trigger.ticks if fires_below(trigger, side) else price_ticks >= trigger.ticks


def follow(trigger: Trigger, side: str, price_ticks: int) -> Trigger:
    """Return a trailing stop as it stands after a price; any other trigger, or one without a better price, as it is."""
    if trigger.kind != TRAILING_STOP:
        return trigger
    best, is_sell = trigger.best_ticks, side == "short"
    if best and (price_ticks <= best if is_sell else price_ticks >= best):
        return trigger
    return replace(trigger, best_ticks=price_ticks, ticks=_trailing_ticks(trigger, price_ticks, is_sell=is_sell))


def _trailing_ticks(trigger: Trigger, best_ticks: int, *, is_sell: bool) -> int:
    """Return the outermost tick that has gone back by the whole callback: a sell's below the best, a buy's above it.

    Worked: best 80,000, callback 1 %: a sell fires at 79,200 and below, a buy at 80,800 and above.
    """
    if trigger.trail_rate is None:
        return best_ticks - (trigger.trail_ticks or 0) * (1 if is_sell else -1)
    rate = trigger.trail_rate
    return round_down(Fraction(best_ticks) * (1 - rate)) if is_sell else round_up(Fraction(best_ticks) * (1 + rate))


def quiet_range(trigger: Trigger, side: str) -> tuple[int, int]:
    """Return (low, high): prices strictly between them neither fire the trigger nor move it."""
    low, high = (trigger.ticks, PRICE_TICKS_MAX) if fires_below(trigger, side) else (0, trigger.ticks)
    if trigger.kind == TRAILING_STOP and side == "short":
        high = min(high, trigger.best_ticks + 1)
    elif trigger.kind == TRAILING_STOP:
        low = max(low, trigger.best_ticks - 1)
    return max(0, low), high
