"""Resting orders and what each of them holds."""

from fractions import Fraction

from msgspec import Struct

from sandbox.engine.state import State
from sandbox.ledger.accounts import YOU, held_account


class OrderRow(Struct, frozen=True):
    """One resting order; `held_atoms` is the margin and fee it holds."""

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
    asset: str
    held_atoms: int


def order_rows(state: State, owner: str = YOU) -> tuple[OrderRow, ...]:
    """Return an owner's resting orders in the order in which they were placed."""
    rows = []
    for one in state.orders.values():
        if one.owner != owner:
            continue
        settle = state.scales[one.contract].settle
        rows.append(
            OrderRow(
                one.order,
                one.owner,
                one.contract,
                one.side,
                one.lots,
                one.price_ticks,
                one.reduce_only,
                one.post_only,
                one.margin_mode,
                one.leverage,
                one.name,
                settle,
                state.balances.of(held_account(one.order), settle),
            )
        )
    return tuple(rows)
