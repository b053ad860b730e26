"""What has happened to orders; part of `events`, which says what all of them have in common."""

from fractions import Fraction

from msgspec import Struct

from sandbox.messages.triggers import Trigger


class OrderPlaced(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An order was accepted; a resting one holds `held_atoms` in held/<order>."""

    order: str
    owner: str
    contract: str
    side: str
    lots: int
    price_ticks: int | None
    reduce_only: bool
    post_only: bool
    margin_mode: str
    leverage: Fraction
    name: str | None
    cause: str
    slot: str = ""


class TriggerOrderPlaced(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stop, take-profit or trailing stop was accepted: it waits for its trigger and holds nothing until then.

    `tied_to` is the position it closes and goes with, None for an order of its own.
    """

    order: str
    owner: str
    contract: str
    side: str
    lots: int
    trigger: Trigger
    price_ticks: int | None
    reduce_only: bool
    post_only: bool
    margin_mode: str
    leverage: Fraction
    name: str | None
    tied_to: str | None
    cause: str
    slot: str = ""


class TrailMoved(Struct, frozen=True, kw_only=True):
    """A trailing stop followed a better price, `best_ticks`, and now fires at `trigger_ticks`."""

    order: str
    owner: str
    contract: str
    best_ticks: int
    trigger_ticks: int


class OrderTriggered(Struct, frozen=True, kw_only=True):
    """A waiting order saw its trigger at `price_ticks` and is now an order for `lots`, filled where the market is."""

    order: str
    owner: str
    contract: str
    lots: int
    price_ticks: int
    cause: str


class OrderFilled(Struct, frozen=True, kw_only=True):
    """An order traded `lots` at `price_ticks`; `value_atoms` is the value both sides book."""

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


class OrderCancelled(Struct, frozen=True, kw_only=True):
    """An order left the book unfilled.

    `why` is "asked", "liquidation", "position_closed", "replaced" or a refusal's reason.
    """

    order: str
    owner: str
    contract: str
    why: str
    cause: str
