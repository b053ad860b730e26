"""What the next step is made of: price updates, funding and scripted commands of one instant, or something due.

One step carries all prices and funding of its instant with the commands up to and including the first order; further
commands of the instant follow in steps of their own, so an order is filled before what stands after it is decided.
"""

from bisect import bisect_left, bisect_right

from msgspec import Struct

from sandbox.engine.due import next_due_ns
from sandbox.engine.state import State
from sandbox.messages.commands import ClosePosition, PlaceOrder, TradeSpot
from sandbox.messages.inputs import FundingUpdate, PriceUpdate
from sandbox.messages.opening import Opening, PlannedCommand

ORDER_TYPES = (PlaceOrder, ClosePosition, TradeSpot)


class Cursor(Struct):
    """How much of the opening's plan is played: feed rows, scripted commands, funding rates."""

    feed: int = 0
    commands: int = 0
    funding: int = 0


def next_planned_ns(opening: Opening, cursor: Cursor, state: State) -> int | None:
    """Return the next instant at which something other than a price happens; never before the present one."""
    instants = [next_due_ns(state)]
    if cursor.commands < len(opening.commands):
        instants.append(opening.commands[cursor.commands].at_ns)
    if cursor.funding < len(opening.funding):
        instants.append(opening.funding[cursor.funding].at_ns)
    known = [one for one in instants if one is not None]
    return max(min(known), state.now_ns) if known else None


def next_feed_ns(opening: Opening, cursor: Cursor, state: State) -> int | None:
    """Return the instant of the next price update; never before the present one."""
    if cursor.feed >= len(opening.prices):
        return None
    return max(opening.prices.at_ns[cursor.feed], state.now_ns)


def next_instant_ns(opening: Opening, cursor: Cursor, state: State) -> int | None:
    """Return the next instant at which anything happens, None once nothing is left."""
    planned, feed = next_planned_ns(opening, cursor, state), next_feed_ns(opening, cursor, state)
    if planned is None or feed is None:
        return feed if planned is None else planned
    return min(planned, feed)


def limit_ns(opening: Opening, state: State, target_ns: int) -> int:
    """Return how far may be played on the way to `target_ns`.

    The scenario's end; where it states none, beyond it as long as a liquidation runs.
    """
    if opening.open_ended and state.liquidations and not state.has_failed:
        return target_ns
    return min(target_ns, max(opening.ends_ns, state.now_ns))


def quiet_stop(opening: Opening, cursor: Cursor, state: State, last_ns: int) -> int:
    """Return the feed row up to which updates may be quiet: before anything planned, and none after `last_ns`."""
    planned = next_planned_ns(opening, cursor, state)
    at_ns, length = opening.prices.at_ns, len(opening.prices)
    if planned is not None and planned <= last_ns:
        return bisect_left(at_ns, planned, cursor.feed, length)
    return bisect_right(at_ns, last_ns, cursor.feed, length)


def take_prices_at(opening: Opening, cursor: Cursor, now_ns: int) -> tuple[PriceUpdate, ...]:
    """Take the feed rows of an instant."""
    prices, first = opening.prices, cursor.feed
    cursor.feed = bisect_right(prices.at_ns, now_ns, first, len(prices))
    return tuple(
        PriceUpdate(contract=prices.contracts[prices.contract_index[row]], price_ticks=prices.price_ticks[row])
        for row in range(first, cursor.feed)
    )


def take_funding_at(opening: Opening, cursor: Cursor, now_ns: int) -> tuple[FundingUpdate, ...]:
    """Take the funding rates of an instant."""
    updates = []
    while cursor.funding < len(opening.funding) and opening.funding[cursor.funding].at_ns <= now_ns:
        updates.append(opening.funding[cursor.funding].update)
        cursor.funding += 1
    return tuple(updates)


def take_commands_at(opening: Opening, cursor: Cursor, now_ns: int) -> tuple[PlannedCommand, ...]:
    """Take the scripted commands of an instant, up to and including the first order."""
    taken: list[PlannedCommand] = []
    while cursor.commands < len(opening.commands) and opening.commands[cursor.commands].at_ns <= now_ns:
        taken.append(opening.commands[cursor.commands])
        cursor.commands += 1
        if isinstance(taken[-1].command, ORDER_TYPES):
            break
    return tuple(taken)
