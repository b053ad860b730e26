"""What a person (or a script) may ask of the engine: imperative frozen records without behaviour.

Sizes are lots, prices ticks, money atoms; sides are "long"/"short" as in the scenario file (a buy is long).
"""

from fractions import Fraction

from msgspec import Struct

from sandbox.messages.door_commands import PledgeSavings as PledgeSavings
from sandbox.messages.door_commands import SetAutoTransfer as SetAutoTransfer
from sandbox.messages.triggers import Trigger


class PlaceOrder(Struct, frozen=True, kw_only=True):
    """Buy (side long) or sell (short): market where `price_ticks` is None, else a limit order.

    `margin_mode` and `leverage` None mean: as the contract is set. `name` lets CancelOrder find it. With a `trigger`
    it waits until that price is seen. `closes_position`: it belongs to the open position, closes all of it and goes
    with it; side and size are the position's then, whatever stands here. `position_side` ("long", "short") says which
    one where both sides of the contract may be open. In hedge mode any other order is for the position of its own side,
    or of the opposite side where it is reduce-only.
    """

    contract: str
    side: str
    lots: int
    price_ticks: int | None = None
    reduce_only: bool = False
    post_only: bool = False
    margin_mode: str | None = None
    leverage: Fraction | None = None
    name: str | None = None
    trigger: Trigger | None = None
    closes_position: bool = False
    position_side: str | None = None


class ClosePosition(Struct, frozen=True, kw_only=True):
    """Close `lots` of the position in `contract` at the market (None: all of it); `side` is that of the position."""

    contract: str
    lots: int | None = None
    side: str | None = None


class CancelOrder(Struct, frozen=True, kw_only=True):
    """Cancel a resting order by its id or name (None: every order of the contract)."""

    order: str | None = None
    contract: str | None = None


class TransferMoney(Struct, frozen=True, kw_only=True):
    """Move money between two wallets of the person, of the main account ("") or of sub-accounts."""

    source: str
    target: str
    asset: str
    atoms: int
    source_account: str = ""
    target_account: str = ""


class TradeSpot(Struct, frozen=True, kw_only=True):
    """Buy or sell (`side` "buy"/"sell") `atoms` of the base asset in the spot wallet, at the index."""

    side: str
    asset: str
    atoms: int


class AdjustMargin(Struct, frozen=True, kw_only=True):
    """Add money to (or, negative, take it out of) an isolated position's compartment; `side` is the position's."""

    contract: str
    atoms: int
    side: str | None = None


class SetLeverage(Struct, frozen=True, kw_only=True):
    """Set the leverage of a contract, or of one side of it in hedge mode (None: both)."""

    contract: str
    leverage: Fraction
    side: str | None = None


class SetMarginMode(Struct, frozen=True, kw_only=True):
    """Set the margin mode ("isolated" or "cross") of a contract, or of one side of it in hedge mode (None: both)."""

    contract: str
    margin_mode: str
    side: str | None = None


class SetAutoTopUp(Struct, frozen=True, kw_only=True):
    """Let an isolated position of a contract take margin from what is available before it is liquidated, or not.

    `limit_atoms` is the most it may take from now on; None: all there is. `side` None means, in hedge mode, each of the
    two sides with this limit.
    """

    contract: str
    on: bool
    limit_atoms: int | None = None
    side: str | None = None


class SetAccountMode(Struct, frozen=True, kw_only=True):
    """Switch the account's regime: "segregated", "multi-asset" or "unified"; moves no money."""

    account_mode: str


class SetOutage(Struct, frozen=True, kw_only=True):
    """Let the exchange refuse every command (`on`), or answer again; prices, stages and funding go on meanwhile."""

    on: bool


class FailExchange(Struct, frozen=True, kw_only=True):
    """Let the exchange fail for ever: everything but the cold wallet is frozen, a claim on what is left of it."""


class SetPositionMode(Struct, frozen=True, kw_only=True):
    """Switch between "one-way" (a contract has one position) and "hedge" (a long and a short of it apart)."""

    position_mode: str


class ShowCaption(Struct, frozen=True, kw_only=True):
    """Show a caption, start a chapter or set a bookmark (`kind` "say", "chapter" or "mark"); moves nothing."""

    kind: str
    text: str


class InSubAccount(Struct, frozen=True, kw_only=True):
    """A command of a sub-account: what it means, it means there."""

    sub_account: str
    command: "Command"


Command = (
    PlaceOrder
    | ClosePosition
    | CancelOrder
    | TransferMoney
    | TradeSpot
    | AdjustMargin
    | SetLeverage
    | SetMarginMode
    | SetAutoTopUp
    | SetAutoTransfer
    | PledgeSavings
    | SetAccountMode
    | SetPositionMode
    | ShowCaption
    | InSubAccount
    | SetOutage
    | FailExchange
)
