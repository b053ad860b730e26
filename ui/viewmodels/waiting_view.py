"""What orders that wait look like: their cells, their lines in the log, what a screen reader says. Qt-free."""

from __future__ import annotations

from typing import Any

from sandbox.matching.triggers import fires_below
from sandbox.messages.events import OrderCancelled, OrderTriggered, TrailMoved, TriggerOrderPlaced
from sandbox.messages.triggers import Trigger
from ui.viewmodels import texts
from ui.viewmodels import waiting_texts as words
from ui.viewmodels.facts import Scale
from ui.viewmodels.number_text import price_text, size_text
from ui.viewmodels.records import ToastView
from ui.viewmodels.table_view import Cell, cell

PERPETUAL = "-PERP"


def where_text(trigger: Trigger, side: str) -> str:
    """Return "at or below" or "at or above"."""
    return words.AT_OR_BELOW if fires_below(trigger, side) else words.AT_OR_ABOVE


def type_cell(order: Any) -> Cell:
    """Return the type of an order in the book."""
    text = words.TYPE_LIMIT if order.trigger is None else words.SHORT_KINDS[order.trigger.kind]
    return cell(text, tone="neutral")


def price_cell(order: Any, scale: Scale) -> Cell:
    """Return a limit order's price, or where a waiting order fires and what it does then."""
    trigger = order.trigger
    if trigger is None:
        return cell(price_text(order.price_ticks, scale.tick), order.price_ticks or 0)
    price = price_text(trigger.ticks, scale.tick)
    template = words.FIRES_BELOW if fires_below(trigger, order.side) else words.FIRES_ABOVE
    limit = order.price_ticks
    then = words.THEN_MARKET if limit is None else words.THEN_LIMIT.format(price=price_text(limit, scale.tick))
    where = where_text(trigger, order.side)
    tip = words.ROW_TIP.format(by=words.BY_WORDS[trigger.by], where=where, price=price, then=then)
    return cell(template.format(price=price), trigger.ticks, tooltip=tip)


def reduces_text(order: Any) -> str:
    """Return whether an order only reduces, or belongs to a position."""
    if order.tied_to is not None:
        return words.CLOSES_POSITION
    return "yes" if order.reduce_only else "no"


def placed_line(event: TriggerOrderPlaced, scale: Scale) -> str:
    """Return what the log says of an accepted waiting order."""
    return words.PLACED_LINE.format(
        kind=words.KINDS[event.trigger.kind],
        side=texts.SIDE[event.side],
        size=size_text(event.lots, scale.lot),
        symbol=event.contract.removesuffix(PERPETUAL),
        by=words.BY_WORDS[event.trigger.by],
        where=where_text(event.trigger, event.side),
        price=price_text(event.trigger.ticks, scale.tick),
    )


def triggered_line(event: OrderTriggered, scale: Scale) -> str:
    """Return what the log says of an order that fires."""
    price = price_text(event.price_ticks, scale.tick)
    return words.TRIGGERED_LINE.format(symbol=event.contract.removesuffix(PERPETUAL), order=event.order, price=price)


def trailed_line(event: TrailMoved, scale: Scale) -> str:
    """Return what the log says of a trailing stop that followed the price."""
    return words.TRAILED_LINE.format(
        symbol=event.contract.removesuffix(PERPETUAL),
        order=event.order,
        best=price_text(event.best_ticks, scale.tick),
        price=price_text(event.trigger_ticks, scale.tick),
    )


def cancelled_why(why: str) -> str:
    """Return why an order was cancelled, in words."""
    return words.CANCELLED.get(why, why)


def waiting_announcement(event: TriggerOrderPlaced | OrderTriggered, scale: Scale) -> str:
    """Return what a screen reader says of a waiting order that was accepted or fires."""
    symbol = event.contract.removesuffix(PERPETUAL)
    if isinstance(event, OrderTriggered):
        return words.ANNOUNCE_TRIGGERED.format(symbol=symbol, price=price_text(event.price_ticks, scale.tick))
    return words.ANNOUNCE_PLACED.format(
        kind=words.KIND_WORDS[event.trigger.kind],
        side=texts.SIDE[event.side],
        size=size_text(event.lots, scale.lot),
        symbol=symbol,
        price=price_text(event.trigger.ticks, scale.tick),
    )


def dropped_toast(event: OrderCancelled, scale: Scale, price_ticks: int) -> ToastView:
    """Return the notice of an order that fired and was cancelled at this price."""
    words_of = {"symbol": event.contract.removesuffix(PERPETUAL), "price": price_text(price_ticks, scale.tick)}
    if event.why == "UNIT_LIQUIDATING":
        return ToastView(words.DROPPED, words.DROPPED_GAP.format(**words_of), "warning")
    return ToastView(words.DROPPED, words.DROPPED_BODY.format(**words_of, why=cancelled_why(event.why)), "warning")
