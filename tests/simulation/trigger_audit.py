"""The auditor's view of orders that wait: where they must fire, how they trail, and when they go with a position."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from sandbox.messages import events as ev
from sandbox.messages.events import Event
from tests.simulation.books import need
from tests.simulation.oracle import Asked

if TYPE_CHECKING:
    from tests.simulation.auditor import Auditor


@dataclass
class Waiting:
    """An order that waits: `level` fires it; a trailing one keeps its best price."""

    placed: ev.TriggerOrderPlaced
    level: Fraction
    best: int = 0

    def fires(self, price: int) -> bool:
        """Tell whether a price fires it."""
        sells, takes_profit = self.placed.side == "short", self.placed.trigger.kind == "take_profit"
        return price <= self.level if sells != takes_profit else price >= self.level

    def trails(self, price: int) -> bool:
        """Tell whether a price is better than the best so far."""
        if self.placed.trigger.kind != "trailing_stop":
            return False
        return not self.best or (price > self.best if self.placed.side == "short" else price < self.best)

    def level_from(self, best: int) -> Fraction:
        """Return where it fires once `best` was seen."""
        trigger, sign = self.placed.trigger, -1 if self.placed.side == "short" else 1
        if trigger.trail_rate is not None:
            return best * (1 + sign * trigger.trail_rate)
        assert trigger.trail_ticks is not None
        return Fraction(best + sign * trigger.trail_ticks)


class TriggerAudit:
    """Follows the orders that wait for a trigger in one session."""

    def __init__(self, auditor: "Auditor") -> None:
        self.a = auditor
        self.waiting: dict[str, Waiting] = {}
        self.tied: dict[str, str] = {}  # order -> position, of those still in the book
        self.asked: dict[str, Asked] = {}  # cause -> order accepted in this step
        self.loose: set[str] = set()  # causes of orders let loose in this step
        self.due: dict[str, str] = {}  # order -> "fire" or "trail", of this step

    def start_step(self) -> None:
        """Begin a step, before its commands."""
        self.asked.clear()
        self.loose.clear()
        self.due.clear()

    def prices_taken(self) -> None:
        """Note what the new prices must do."""
        self.due = self.expected()

    def expected(self) -> dict[str, str]:
        """Return what the prices do to each waiting order."""
        found = {}
        for name, one in self.waiting.items():
            price = self.a.seen(one.placed.contract, one.placed.trigger.by)
            if price is not None and one.fires(price):
                found[name] = "fire"
            elif price is not None and one.trails(price):
                found[name] = "trail"
        return found

    def read(self, event: Event) -> bool:
        """Follow an event about a waiting order; False for others."""
        match event:
            case ev.TriggerOrderPlaced():
                self._placed(event)
            case ev.TrailMoved():
                self._moved(event)
            case ev.OrderTriggered():
                self._fired(event)
            case _:
                return False
        return True

    def _placed(self, event: ev.TriggerOrderPlaced) -> None:
        asked, fills = self.asked.pop(event.cause), self.a.fills
        fills.numbers += 1
        need(event.order == f"o{fills.numbers}", f"orders are not numbered in turn: {event}")
        actual = (event.contract, event.side, event.lots, event.price_ticks, event.reduce_only, event.tied_to)
        expected = (asked.contract, asked.side, asked.lots, asked.price_ticks, asked.reduce_only, asked.tied_to)
        need(actual == expected, f"{event} should be {asked}")
        assert asked.trigger is not None
        one = Waiting(event, Fraction(asked.trigger.ticks))
        if asked.trigger.kind == "trailing_stop":
            price = self.a.seen(event.contract, event.trigger.by)
            assert price is not None
            one.best, one.level = price, one.level_from(price)
            self._check_level(event.trigger.best_ticks, event.trigger.ticks, one, event)
        need(not self.a.holds_money(f"held/{event.order}"), f"a waiting order holds money: {event}")
        self.waiting[event.order] = one
        self.a.orders[event.order] = event
        if event.tied_to is not None:
            self.tied[event.order] = event.tied_to

    def _check_level(self, best: int, ticks: int, one: Waiting, event: Event) -> None:
        level = floor(one.level) if one.placed.side == "short" else ceil(one.level)
        need((best, ticks) == (one.best, level), f"should trail {one.best} at {level}: {event}")

    def _moved(self, event: ev.TrailMoved) -> None:
        need(self.due.pop(event.order, "") == "trail", f"trails nothing: {event}")
        one = self.waiting[event.order]
        price = self.a.seen(event.contract, one.placed.trigger.by)
        assert price is not None
        one.best, one.level = price, one.level_from(price)
        self._check_level(event.best_ticks, event.trigger_ticks, one, event)

    def _fired(self, event: ev.OrderTriggered) -> None:
        need(self.due.pop(event.order, "") == "fire", f"fires without a reason: {event}")
        one = self.waiting.pop(event.order)
        held = self.a.positions.get((event.owner, event.contract))
        lots = one.placed.lots if one.placed.tied_to is None or held is None else abs(held.lots)
        seen = self.a.seen(event.contract, one.placed.trigger.by)
        need((event.lots, event.price_ticks) == (lots, seen), f"should be for {lots} at {seen}: {event}")
        placed = one.placed
        order = ev.OrderPlaced(
            order=placed.order,
            owner=placed.owner,
            contract=placed.contract,
            side=placed.side,
            lots=lots,
            price_ticks=placed.price_ticks,
            reduce_only=placed.reduce_only,
            post_only=placed.post_only,
            margin_mode=placed.margin_mode,
            leverage=placed.leverage,
            name=placed.name,
            cause=placed.cause,
        )
        self.a.orders[event.order] = order
        self.loose.add(event.cause)
        self.a.fills.let_loose(order)

    def cancelled(self, event: ev.OrderCancelled) -> bool:
        """Follow a cancelled order; True where the reason was one of this audit's."""
        self.due.pop(event.order, None)
        self.waiting.pop(event.order, None)
        tied_to = self.tied.pop(event.order, None)
        if event.why == "position_closed":
            held = self.a.positions.get((event.owner, event.contract))
            need(tied_to is not None, f"it belongs to no position: {event}")
            need(held is None or held.position != tied_to, f"its position is still open: {event}")
            return True
        if event.why == "replaced":
            need(tied_to is not None, f"only what belongs to a position is replaced: {event}")
            return True
        return False

    def end_step(self) -> None:
        """Check that everything due has happened and nothing is tied to a position that is gone."""
        self.tied = {one: position for one, position in self.tied.items() if one in self.a.orders}
        need(not self.due, f"prices should have fired or moved: {self.due}")
        need(not self.asked, f"accepted, and never placed: {self.asked}")
        open_now = {one.position for (owner, _), one in self.a.positions.items() if owner == "you"}
        orphans = {one for one, position in self.tied.items() if position not in open_now}
        need(not orphans, f"tied to positions that are gone: {orphans}")
        kinds = [(self.tied[name], one.placed.trigger.kind) for name, one in self.waiting.items() if name in self.tied]
        need(len(kinds) == len(set(kinds)), f"two of a kind are tied to one position: {kinds}")
