"""Which side of a contract a liquidation's transfers belong to where its unit held both (hedge mode).

A transfer through clearing names the contract alone. The side is that of the position that changed right before it, or
right after it where a winning leg was realised at the mark first.
"""

from collections.abc import Mapping, Sequence

from sandbox.ledger.accounts import DESK
from sandbox.messages.events import Event, LossSocialised, PositionChanged, TraderDeleveraged, TransferPosted

CLEARING = "clearing/"


def transfer_slots(events: Sequence[Event], owners: Mapping[str, str]) -> dict[int, str]:
    """Return the slot of each transfer of one step by its place; `owners` are the liquidated ones by liquidation.

    Only transfers of these liquidations are told; in one-way mode every slot is empty.
    """
    found: dict[int, str] = {}
    current: dict[str, str] = {}
    realised = -1
    for at, event in enumerate(events):
        if isinstance(event, TransferPosted) and event.cause in owners:
            after = events[at + 1] if at + 1 < len(events) else None
            if event.debit.startswith(CLEARING) and _is_own(after, event.cause, owners):
                assert isinstance(after, PositionChanged)
                found[at], realised = after.slot, at + 1
            else:
                found[at] = current.get(event.cause, "")
        elif isinstance(event, PositionChanged) and event.cause in owners and at != realised:
            if event.owner in (owners[event.cause], DESK):
                current[event.cause] = event.slot
        elif isinstance(event, TraderDeleveraged | LossSocialised):
            current[event.liquidation] = event.slot
    return found


def _is_own(event: Event | None, cause: str, owners: Mapping[str, str]) -> bool:
    return isinstance(event, PositionChanged) and (event.cause, event.owner) == (cause, owners[cause])
