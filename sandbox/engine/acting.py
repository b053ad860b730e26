"""Deciding for a sub-account: while a command of it is decided, its names and those of your main account change places.

So every rule that speaks of "you" holds for it without a word of its own; what is told afterwards bears the true names.
A sub-account is segregated: account modes and side doors are the main account's. `cold` is one, whoever acts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from sandbox.engine.state import State
from sandbox.ledger.accounts import EXCHANGE_WALLETS, YOU
from sandbox.messages.events import Event
from sandbox.rulebook.collateral import SEGREGATED

if TYPE_CHECKING:
    from sandbox.engine.turn import Turn

OWN_ACCOUNTS = (*EXCHANGE_WALLETS, "held")
SIDE_DOORS = ("auto_transfers", "pledges")


def other_owner(owner: str, name: str) -> str:
    """Return under which name an owner goes while `name` acts."""
    return {YOU: name, name: YOU}.get(owner, owner)


def other_account(account: str, name: str) -> str:
    """Return how a ledger account is called while `name` acts: "contract" and "name/contract" change places."""
    head, _, rest = account.partition("/")
    if head == name:
        return rest
    return f"{name}/{account}" if head in OWN_ACCOUNTS else account


def other_unit(unit: str, name: str) -> str:
    """Return how a position unit is called while `name` acts."""
    owner, slash, rest = unit.partition("/")
    return other_owner(owner, name) + slash + rest


def told(event: Event, name: str) -> Event:
    """Return an event with the names changed."""
    fields: dict[str, Any] = {}
    for field in type(event).__struct_fields__:
        if field in ("debit", "credit"):
            fields[field] = other_account(getattr(event, field), name)
        elif field == "owner":
            fields[field] = other_owner(event.owner, name)  # type: ignore[union-attr]
        elif field == "unit" and not hasattr(event, "reason"):  # a refusal's unit is that of its figures
            fields[field] = other_unit(getattr(event, field), name)
    return replace(event, **fields) if fields else event


@contextmanager
def acting(turn: "Turn", name: str) -> Iterator[None]:
    """Let a sub-account act inside the block; "" is the main account, for which nothing changes."""
    if not name:
        yield
        return
    state = turn.state
    mode, doors = state.account_mode, {field: getattr(state, field) for field in SIDE_DOORS}
    change_places(state, name)
    turn.acting, state.account_mode = name, SEGREGATED
    for field in SIDE_DOORS:
        setattr(state, field, {})
    yield
    turn.acting, state.account_mode = "", mode
    for field, value in doors.items():
        setattr(state, field, value)
    change_places(state, name)


def change_places(state: State, name: str) -> None:
    """Let a sub-account and the main account change names everywhere; done twice, nothing has changed."""
    rows = state.balances.items()
    state.balances.load([(other_account(account, name), asset, atoms) for account, asset, atoms in rows])
    for position in state.positions.values():
        position.owner = other_owner(position.owner, name)
    for order in state.orders.values():
        order.owner = other_owner(order.owner, name)
    for liquidation in state.liquidations.values():
        liquidation.owner = other_owner(liquidation.owner, name)
        liquidation.unit = other_unit(liquidation.unit, name)
    for field in ("positions", "leverages", "margin_modes", "auto_top_ups"):
        placed = getattr(state, field)
        setattr(state, field, {(other_owner(key[0], name), *key[1:]): value for key, value in placed.items()})
    for field in ("position_counts", "cooldowns"):
        owned = getattr(state, field)
        setattr(state, field, {other_owner(owner, name): value for owner, value in owned.items()})
    state.liquidations = {other_unit(unit, name): one for unit, one in state.liquidations.items()}
    state.warned = {other_unit(unit, name) for unit in state.warned}
    state.hedgers = {other_owner(owner, name) for owner in state.hedgers}
