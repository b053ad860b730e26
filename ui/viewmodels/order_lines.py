"""Your resting orders as lines of the chart. Qt-free."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from ui.viewmodels import chart_texts, texts
from ui.viewmodels.account_names import YOU
from ui.viewmodels.facts import Scale
from ui.viewmodels.number_text import price_text, size_text
from ui.viewmodels.records import PriceLineView


class RestingOrder(Protocol):
    """What is read of an order."""

    owner: str
    contract: str
    side: str
    lots: int
    price_ticks: int | None


def order_lines(orders: Iterable[RestingOrder], scale: Scale) -> tuple[PriceLineView, ...]:
    """Return a line for each of your resting orders of a contract."""
    lines = []
    for order in orders:
        if order.owner != YOU or order.contract != scale.symbol or order.price_ticks is None:
            continue
        price = price_text(order.price_ticks, scale.tick)
        size = size_text(order.lots, scale.lot)
        label = chart_texts.ORDER.format(side=texts.SIDE[order.side], size=size, price=price)
        short = chart_texts.ORDER_SHORT.format(price=price)
        lines.append(PriceLineView("order", order.price_ticks * float(scale.tick), label, short))
    return tuple(lines)
