"""Money that moved, as flows between the places a window draws; every flow is one TransferPosted."""

from collections.abc import Sequence

from msgspec import Struct

from sandbox.ledger.accounts import DESK, FEES, LIQUIDITY, WALLETS, WORLD, is_fund
from sandbox.messages.events import Event, TransferPosted

COMPARTMENT = "contract/isolated/"
HELD = "held/"
CLEARING = "clearing/"


class Flow(Struct, frozen=True):
    """One transfer between two nodes: a wallet's name, "compartment:<position>", "held:<order>", or one of
    "market" (clearing and liquidity), "fund", "fees", "desk", "traders", "world"."""

    seq: int
    debit: str
    credit: str
    asset: str
    atoms: int
    cause: str
    kind: str
    from_node: str
    to_node: str


def node_of(account: str) -> str:
    """Return the place where a ledger account is drawn."""
    if account in WALLETS:
        return account
    if account.startswith(COMPARTMENT):
        return f"compartment:{account.removeprefix(COMPARTMENT)}"
    if account.startswith(HELD):
        return f"held:{account.removeprefix(HELD)}"
    if account == LIQUIDITY or account.startswith(CLEARING):
        return "market"
    if is_fund(account):
        return "fund"
    fixed = {FEES: "fees", DESK: "desk", WORLD: "world"}
    return fixed.get(account, "traders")


def flow_kind(event: TransferPosted) -> str:
    """Return what a flow is: opening, fund_draw, fund_receipt, fee, margin, loss, profit or transfer."""
    debit, credit = node_of(event.debit), node_of(event.credit)
    inside = ("compartment:", "held:")
    if WORLD in (event.debit, event.credit):
        return "opening"
    if debit == "fund":
        return "fund_draw"
    if credit in ("fund", "fees"):
        return "fund_receipt" if credit == "fund" else "fee"
    if credit == "market":
        return "loss"
    if debit == "market":
        return "profit"
    if debit.startswith(inside) or credit.startswith(inside):
        return "margin"
    return "transfer"


def flows(events: Sequence[Event], first_event: int = 0) -> tuple[Flow, ...]:
    """Return the flows of a step's events, in order."""
    return tuple(
        Flow(
            seq,
            one.debit,
            one.credit,
            one.asset,
            one.atoms,
            one.cause,
            flow_kind(one),
            node_of(one.debit),
            node_of(one.credit),
        )
        for seq, one in enumerate(events, start=first_event)
        if isinstance(one, TransferPosted)
    )
