"""What has happened: frozen records in the past tense. Only TransferPosted moves money; the others say why.

`cause` ties events together: "c12" a command's number, "liq-1" a liquidation, "open" the opening, "funding-<contract>".
Names and fields are the file format: fields may be added with a default, never renamed or removed. `slot` is the side
("long", "short") under which an owner in hedge mode keeps a position or a setting; in one-way mode it is empty and left
out of what is stored.
"""

from fractions import Fraction

from msgspec import Struct

from sandbox.messages.door_events import AutoTransferred as AutoTransferred
from sandbox.messages.door_events import AutoTransferSet as AutoTransferSet
from sandbox.messages.door_events import ClaimSetOff as ClaimSetOff
from sandbox.messages.door_events import PledgeTaken as PledgeTaken
from sandbox.messages.door_events import SavingsPledged as SavingsPledged
from sandbox.messages.order_events import (
    OrderCancelled as OrderCancelled,
)
from sandbox.messages.order_events import (
    OrderFilled as OrderFilled,
)
from sandbox.messages.order_events import (
    OrderPlaced as OrderPlaced,
)
from sandbox.messages.order_events import (
    OrderTriggered as OrderTriggered,
)
from sandbox.messages.order_events import (
    TrailMoved as TrailMoved,
)
from sandbox.messages.order_events import (
    TriggerOrderPlaced as TriggerOrderPlaced,
)


class TransferPosted(Struct, frozen=True, kw_only=True):
    """Money moved from ledger account `debit` to `credit`; atoms > 0, one asset."""

    debit: str
    credit: str
    asset: str
    atoms: int
    cause: str


class CommandRefused(Struct, frozen=True, kw_only=True):
    """A command was refused; the arithmetic says what was needed, what there was and what would release it."""

    command: int
    action: str
    reason: str
    needed_text: str = ""
    available_text: str = ""
    unit: str = ""
    explanation: str = ""


class PositionChanged(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A position's state after a fill, takeover, settlement or ADL; lots and open value are signed (short < 0).

    With 0 lots the position is closed. `owner` may be "you", a trader, "liquidity" or "liquidation_desk".
    """

    position: str
    owner: str
    contract: str
    lots: int
    open_value_atoms: int
    margin_mode: str
    leverage: Fraction
    cause: str
    slot: str = ""


class LeverageSet(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The leverage of a contract was set for an owner."""

    owner: str
    contract: str
    leverage: Fraction
    cause: str
    slot: str = ""


class MarginModeSet(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The margin mode of a contract was set for an owner."""

    owner: str
    contract: str
    margin_mode: str
    cause: str
    slot: str = ""


class AutoTopUpSet(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Automatic top-up of a contract's isolated position was switched; `limit_atoms` is what it may take, None: all."""

    owner: str
    contract: str
    on: bool
    limit_atoms: int | None
    cause: str
    slot: str = ""


class MarginToppedUp(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A compartment took `atoms` from what was available instead of being liquidated; it may take `left_atoms` more."""

    position: str
    owner: str
    contract: str
    atoms: int
    left_atoms: int | None
    cause: str
    slot: str = ""


class SpotTraded(Struct, frozen=True, kw_only=True):
    """A spot trade with the market's liquidity at the index."""

    side: str
    asset: str
    quote: str
    base_atoms: int
    quote_atoms: int
    fee_asset: str
    fee_atoms: int
    price_ticks: int
    cause: str


class CollateralSold(Struct, frozen=True, kw_only=True):
    """Collateral in `wallet` was sold at the index because of a debt or a liquidation; the fee is in the quote."""

    owner: str
    wallet: str
    asset: str
    quote: str
    base_atoms: int
    quote_atoms: int
    fee_atoms: int
    price_ticks: int
    cause: str


class AccountModeSet(Struct, frozen=True, kw_only=True):
    """The account's regime was switched."""

    owner: str
    account_mode: str
    cause: str


class PositionModeSet(Struct, frozen=True, kw_only=True):
    """An owner's position mode was set: "hedge" keeps long and short of a contract apart, "one-way" nets them."""

    owner: str
    position_mode: str
    cause: str


class CaptionShown(Struct, frozen=True, kw_only=True):
    """A caption, chapter or bookmark of the script."""

    kind: str
    text: str
    cause: str


class FundingSettled(Struct, frozen=True, kw_only=True):
    """Funding of a contract was paid at `rate` on the mark."""

    contract: str
    rate: Fraction
    mark_ticks: int
    cause: str


class MarginWarned(Struct, frozen=True, kw_only=True):
    """A unit's margin ratio reached 80 %."""

    unit: str
    owner: str
    equity_atoms: int
    maintenance_atoms: int


class MarginWarningCleared(Struct, frozen=True, kw_only=True):
    """A warned unit's margin ratio fell below 70 % (or the unit closed)."""

    unit: str
    owner: str


class LiquidationStarted(Struct, frozen=True, kw_only=True):
    """A unit's equity met its maintenance: t0. Transfers out of its wallet are locked from here to release."""

    liquidation: str
    unit: str
    owner: str
    contracts: tuple[str, ...]
    margin_mode: str
    equity_atoms: int
    maintenance_atoms: int


class LiquidationLeg(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One position of a starting liquidation, with the prices predicted for it (text, null where there is none)."""

    liquidation: str
    position: str
    owner: str
    contract: str
    lots: int
    open_value_atoms: int
    margin_atoms: int
    mark_ticks: int
    liquidation_price_text: str | None
    bankruptcy_price_text: str | None
    slot: str = ""


class LiquidationStaged(Struct, frozen=True, kw_only=True):
    """What a liquidation does next and when: stage is "reduce", "slice", "take_over", "close" or "release"."""

    liquidation: str
    stage: str
    due_ns: int
    stage_number: int


class LiquidationReduced(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Part of a liquidated position was sold in the market: `paid_atoms` lost and `fee_atoms` by the unit."""

    liquidation: str
    contract: str
    lots: int
    price_ticks: int
    value_atoms: int
    realised_atoms: int
    fee_atoms: int
    lost_atoms: int
    slot: str = ""


class PositionTakenOver(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The desk received lots at `open_value_atoms` (signed): the bankruptcy price; `margin_atoms` was the unit's."""

    liquidation: str
    contract: str
    lots: int
    open_value_atoms: int
    lost_atoms: int
    slot: str = ""


class DeskClosed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The desk sold `lots` at `price_ticks`; result_atoms > 0 is a surplus, < 0 a shortfall."""

    liquidation: str
    contract: str
    lots: int
    price_ticks: int
    value_atoms: int
    result_atoms: int
    fee_atoms: int
    to_fund_atoms: int
    to_trader_atoms: int
    from_fund_atoms: int
    socialised_atoms: int
    slot: str = ""


class TraderDeleveraged(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """ADL: an opposite position was cut by `lots` (unsigned) at `value_atoms`, `rank` 1 first in the queue."""

    liquidation: str
    owner: str
    position: str
    contract: str
    lots: int
    value_atoms: int
    realised_atoms: int
    rank: int
    slot: str = ""


class LossSocialised(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A winner paid its share of a loss that fund and market did not cover."""

    liquidation: str
    owner: str
    contract: str
    atoms: int
    slot: str = ""


class ClaimLeft(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A loss beyond margin and fund stands as a claim of the exchange on the liquidated trader."""

    liquidation: str
    owner: str
    contract: str
    asset: str
    atoms: int
    slot: str = ""


class OutageSet(Struct, frozen=True, kw_only=True):
    """The exchange stopped taking commands, or takes them again."""

    on: bool
    cause: str


class ExchangeFailed(Struct, frozen=True, kw_only=True):
    """The exchange failed: from here on nothing of it moves any more."""

    cause: str


class LiquidationReleased(Struct, frozen=True, kw_only=True):
    """A liquidation ended; locks are open again. `healthy` where a check found the unit healthy."""

    liquidation: str
    unit: str
    owner: str
    healthy: bool


Event = (
    TransferPosted
    | CommandRefused
    | OrderPlaced
    | TriggerOrderPlaced
    | TrailMoved
    | OrderTriggered
    | OrderFilled
    | OrderCancelled
    | PositionChanged
    | LeverageSet
    | MarginModeSet
    | AutoTopUpSet
    | MarginToppedUp
    | AutoTransferSet
    | AutoTransferred
    | SavingsPledged
    | PledgeTaken
    | ClaimSetOff
    | SpotTraded
    | CollateralSold
    | AccountModeSet
    | PositionModeSet
    | CaptionShown
    | FundingSettled
    | MarginWarned
    | MarginWarningCleared
    | LiquidationStarted
    | LiquidationLeg
    | LiquidationStaged
    | LiquidationReduced
    | PositionTakenOver
    | DeskClosed
    | TraderDeleveraged
    | LossSocialised
    | LiquidationReleased
    | ClaimLeft
    | OutageSet
    | ExchangeFailed
)
EVENT_CLASSES: tuple[type, ...] = tuple(Event.__args__)
EVENTS_BY_NAME: dict[str, type] = {}


_NAMES: dict[type, str] = {}


def event_name(event_class: type) -> str:
    """Return the stable name of an event class, e.g. "transfer_posted" (never its import path)."""
    known = _NAMES.get(event_class)
    if known is None:
        name = event_class.__name__
        known = "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))
        _NAMES[event_class] = known
    return known


EVENTS_BY_NAME.update({event_name(c): c for c in EVENT_CLASSES})
