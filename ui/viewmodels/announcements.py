"""What screen readers say of committed events: orders placed, filled and refused, liquidations. Qt-free."""

from __future__ import annotations

from msgspec import Struct

from sandbox.messages.events import (
    CommandRefused,
    Event,
    LiquidationReleased,
    LiquidationStarted,
    MarginWarned,
    OrderCancelled,
    OrderFilled,
    OrderPlaced,
    OrderTriggered,
    TriggerOrderPlaced,
)
from ui.viewmodels import access_texts, texts, waiting_texts
from ui.viewmodels.account_names import YOU
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import Scale
from ui.viewmodels.number_text import price_text, size_text
from ui.viewmodels.waiting_view import cancelled_why, waiting_announcement


class Announcement(Struct, frozen=True):
    """One sentence; an urgent one may interrupt what is being read."""

    text: str
    is_urgent: bool = False


def announcement_of(event: Event, scales: dict[str, Scale]) -> Announcement | None:
    """Return what is said of an event; None for those of others and those that only carry figures."""
    if isinstance(event, CommandRefused):
        reason = texts.REASONS.get(event.reason, event.explanation or event.reason)
        return Announcement(access_texts.REFUSED.format(reason=reason), True)
    if getattr(event, "owner", YOU) != YOU:
        return None
    if isinstance(event, LiquidationStarted):
        return Announcement(
            access_texts.STARTED.format(symbols=", ".join(symbol_of(one) for one in event.contracts)), True
        )
    if isinstance(event, LiquidationReleased):
        return Announcement(access_texts.RELEASED, True)
    if isinstance(event, MarginWarned):
        return Announcement(access_texts.WARNED, True)
    if isinstance(event, OrderCancelled):
        words = {"symbol": symbol_of(event.contract), "why": cancelled_why(event.why)}
        return Announcement(waiting_texts.ANNOUNCE_CANCELLED.format(**words), event.why == "UNIT_LIQUIDATING")
    if isinstance(event, TriggerOrderPlaced | OrderTriggered):
        return Announcement(waiting_announcement(event, scales[event.contract]))
    if isinstance(event, OrderPlaced | OrderFilled):
        return _order(event, scales[event.contract])
    return None


def _order(event: OrderPlaced | OrderFilled, scale: Scale) -> Announcement | None:
    words = {
        "side": texts.SIDE[event.side],
        "size": size_text(event.lots, scale.lot),
        "symbol": symbol_of(event.contract),
        "price": texts.AT_MARKET if event.price_ticks is None else price_text(event.price_ticks, scale.tick),
    }
    if isinstance(event, OrderFilled):
        return Announcement(access_texts.FILLED.format(**words))
    return Announcement(access_texts.PLACED.format(**words))
