"""Which parts of the read side a batch of events touched, so that only those are worked out again."""

from collections.abc import Iterable

from sandbox.ledger.accounts import is_fund
from sandbox.messages import events as ev
from sandbox.messages.events import Event

_TOUCHES: dict[type, tuple[str, ...]] = {
    ev.TransferPosted: ("wallets", "ledger"),
    ev.CommandRefused: ("refusals",),
    ev.OrderPlaced: ("orders",),
    ev.TriggerOrderPlaced: ("orders",),
    ev.TrailMoved: ("orders",),
    ev.OrderTriggered: ("orders",),
    ev.OrderFilled: ("orders", "fills"),
    ev.OrderCancelled: ("orders",),
    ev.PositionChanged: ("positions",),
    ev.LeverageSet: ("settings",),
    ev.MarginModeSet: ("settings",),
    ev.SpotTraded: ("fills",),
    ev.CollateralSold: ("wallets",),
    ev.AccountModeSet: ("settings", "wallets"),
    ev.CaptionShown: ("captions",),
    ev.FundingSettled: ("funding",),
    ev.MarginWarned: ("warnings",),
    ev.MarginWarningCleared: ("warnings",),
}


def change_set(events: Iterable[Event]) -> frozenset[str]:
    """Return the names of what changed; prices always may have."""
    touched = {"prices"}
    for event in events:
        touched.update(_TOUCHES.get(type(event), ("liquidations", "positions")))
        if isinstance(event, ev.TransferPosted) and (is_fund(event.debit) or is_fund(event.credit)):
            touched.add("fund")
    return frozenset(touched)
