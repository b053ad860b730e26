"""Your orders in the book as lines of the chart: limits where they rest, triggers where they fire. Qt-free."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sandbox.messages.triggers import TRAILING_STOP, Trigger
from ui.viewmodels import chart_texts, texts
from ui.viewmodels import waiting_texts as words
from ui.viewmodels.account_names import YOU
from ui.viewmodels.facts import Scale
from ui.viewmodels.number_text import price_text, size_text
from ui.viewmodels.records import PriceLineView


class BookedOrder(Protocol):
    """What is read of an order."""

    order: str
    owner: str
    contract: str
    side: str
    lots: int
    price_ticks: int | None
    trigger: Trigger | None
    tied_to: str | None


def order_lines(orders: Iterable[BookedOrder], scale: Scale) -> tuple[PriceLineView, ...]:
    """Return a line for each of your orders of a contract; those of a position can be dragged, unless they trail."""
    lines = []
    for order in orders:
        if order.owner != YOU or order.contract != scale.symbol:
            continue
        if order.trigger is not None:
            lines.append(_waiting_line(order, order.trigger, scale))
        elif order.price_ticks is not None:
            price = price_text(order.price_ticks, scale.tick)
            size = size_text(order.lots, scale.lot)
            label = chart_texts.ORDER.format(side=texts.SIDE[order.side], size=size, price=price)
            short = chart_texts.ORDER_SHORT.format(price=price)
            lines.append(PriceLineView("order", order.price_ticks * float(scale.tick), label, short))
    return tuple(lines)


def _waiting_line(order: BookedOrder, trigger: Trigger, scale: Scale) -> PriceLineView:
    price, size = price_text(trigger.ticks, scale.tick), size_text(order.lots, scale.lot)
    kind = words.KINDS[trigger.kind]
    detail = (
        words.LINE_CLOSES_ALL
        if order.tied_to is not None
        else words.LINE_SIZED.format(side=texts.SIDE[order.side], size=size)
    )
    is_dragged = order.tied_to is not None and trigger.kind != TRAILING_STOP
    return PriceLineView(
        "order",
        trigger.ticks * float(scale.tick),
        words.LINE.format(kind=kind, price=price, detail=detail),
        words.LINE_SHORT.format(kind=kind, price=price),
        grip=order.order if is_dragged else "",
    )
