"""What the next step is made of: price updates, funding and scripted commands of one instant, or something due.

One step carries all prices and funding of its instant with the commands up to and including the first order; further
commands of the instant follow in steps of their own, so an order is filled before what stands after it is decided.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from sandbox.engine.due import next_due_ns
from sandbox.engine.state import State
from sandbox.messages.commands import ClosePosition, Command, PlaceOrder, TradeSpot
from sandbox.messages.inputs import FundingUpdate, PriceUpdate
from sandbox.messages.opening import Opening, PlannedCommand

ORDER_TYPES = (PlaceOrder, ClosePosition, TradeSpot)


@dataclass(slots=True)
class Cursor:
    """How much of the opening's plan is played: feed rows, scripted commands, funding rates."""

    feed: int = 0
    commands: int = 0
    funding: int = 0


def next_planned_ns(opening: Opening, cursor: Cursor, state: State) -> int | None:
    """Return the next instant at which something other than a price happens."""
    instants = [next_due_ns(state)]
    if cursor.commands < len(opening.commands):
        instants.append(opening.commands[cursor.commands].at_ns)
    if cursor.funding < len(opening.funding):
        instants.append(opening.funding[cursor.funding].at_ns)
    known = [one for one in instants if one is not None]
    return max(min(known), state.now_ns) if known else None


def next_feed_ns(opening: Opening, cursor: Cursor) -> int | None:
    """Return the instant of the next price update."""
    return opening.prices.at_ns[cursor.feed] if cursor.feed < len(opening.prices) else None


def feed_row_at(opening: Opening, cursor: Cursor, instant_ns: int, *, inclusive: bool) -> int:
    """Return the first feed row at (or, inclusive, beyond) an instant."""
    search = bisect_right if inclusive else bisect_left
    return search(opening.prices.at_ns, instant_ns, cursor.feed, len(opening.prices))


def take_prices_at(opening: Opening, cursor: Cursor, now_ns: int) -> tuple[PriceUpdate, ...]:
    """Take the feed rows of an instant."""
    prices, updates = opening.prices, []
    while cursor.feed < len(prices) and prices.at_ns[cursor.feed] <= now_ns:
        updates.append(
            PriceUpdate(
                contract=prices.contracts[prices.contract_index[cursor.feed]],
                price_ticks=prices.price_ticks[cursor.feed],
            )
        )
        cursor.feed += 1
    return tuple(updates)


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
        if is_order(taken[-1].command):
            break
    return tuple(taken)


def is_order(command: Command) -> bool:
    """Tell whether a command is filled in matching."""
    return isinstance(command, ORDER_TYPES)
