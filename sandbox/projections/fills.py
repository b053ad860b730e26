"""Fills as they happened, from the events of committed steps."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.ledger.accounts import YOU
from sandbox.messages.events import Event, OrderFilled


@dataclass(frozen=True, slots=True)
class FillRow:
    """One fill of an order; `seq` is the number of its event."""

    seq: int
    at_ns: int
    order: str
    owner: str
    contract: str
    side: str
    lots: int
    price_ticks: int
    value_atoms: int
    fee_atoms: int
    realised_atoms: int
    maker: bool
    cause: str


def fill_rows(at_ns: int, first_event: int, events: Sequence[Event], owner: str | None = YOU) -> tuple[FillRow, ...]:
    """Return the fills among a step's events; of everybody where `owner` is None."""
    return tuple(
        FillRow(
            seq,
            at_ns,
            one.order,
            one.owner,
            one.contract,
            one.side,
            one.lots,
            one.price_ticks,
            one.value_atoms,
            one.fee_atoms,
            one.realised_atoms,
            one.maker,
            one.cause,
        )
        for seq, one in enumerate(events, start=first_event)
        if isinstance(one, OrderFilled) and owner in (None, one.owner)
    )
