"""Loss reach of your account as it stands: wallet by wallet, with the terms and the rule that decides.

Segregated accounts: only the contract wallet can be reached; `pooled_reach_rows` answers for the others. Derived from
the rules, never simulated.
"""

from fractions import Fraction

from sandbox.engine.cross_legs import netted_legs, opening_orders
from sandbox.engine.door_reach import door_row, pledged_row
from sandbox.engine.pledged import pledged_atoms
from sandbox.engine.pool import is_pooled
from sandbox.engine.pooled_reach_rows import pooled_rows
from sandbox.engine.reach_beyond import failed_rows, with_claim
from sandbox.engine.reach_orders import may_open
from sandbox.engine.reach_terms import (
    ReachRow,
    ReachTerm,
    drawn_by_top_up,
    fee_rate,
    is_topped_up,
    isolated_term,
    order_term,
    top_up_term,
)
from sandbox.engine.set_off_reach import with_set_off
from sandbox.engine.state import Order, Position, State
from sandbox.ledger.accounts import EXCHANGE_WALLETS, WALLETS, YOU, held_account, wallet_account
from sandbox.risk.reach import falls_with_less, pool_reach
from sandbox.values.rounding import round_up

__all__ = ["ReachRow", "ReachTerm", "reach_rows"]


def reach_rows(state: State) -> tuple[ReachRow, ...]:
    """Return the reach of every wallet and asset that holds money, and of the contract wallet always."""
    return with_set_off(state, _rows(state))


def _rows(state: State) -> tuple[ReachRow, ...]:
    """Return the reach of every wallet and asset that holds money, and of the contract wallet always."""
    if state.has_failed:
        return failed_rows(state)
    rows = pooled_rows(state) if is_pooled(state, YOU) else _segregated_rows(state)
    return tuple(with_claim(state, row) for row in rows)


def _segregated_rows(state: State) -> tuple[ReachRow, ...]:
    held: dict[tuple[str, str], int] = {}
    for account, asset, atoms in state.balances.items():
        if account in WALLETS:
            held[account, asset] = atoms
    settles = sorted({scale.settle for scale in state.scales.values()})
    rows = []
    for wallet in WALLETS:
        assets = {asset for where, asset in held if where == wallet}
        if wallet == "contract":
            assets |= set(settles)
        for asset in sorted(assets):
            balance = held.get((wallet, asset), 0)
            if wallet == "contract" and asset in settles:
                rows.append(_contract_row(state, asset))
            else:
                outside = ReachRow(wallet, asset, balance, 0, False, (), _outside_rule(state, wallet))
                rows.append(door_row(state, wallet, asset) or pledged_row(state, wallet, asset) or outside)
    return tuple(rows)


def _outside_rule(state: State, wallet: str) -> str:
    book = state.rulebook
    if wallet == "cold":
        return "outside the exchange: only your signature moves it"
    if wallet not in EXCHANGE_WALLETS[:3]:
        return f"segregated: this asset is no collateral of the contract wallet ({book.name}, {book.as_of})"
    tops_up = any(place[0] == YOU for place in state.auto_top_ups)
    top_up = "auto top-up takes from the contract wallet alone" if tops_up else "auto top-up is off"
    return f"segregated: only the contract wallet is collateral and {top_up} ({book.name}, {book.as_of})"


def _contract_row(state: State, asset: str) -> ReachRow:
    """Compartments lose their own margin; cross positions and resting orders share the pool and what is held."""
    orders = [o for o in state.orders.values() if o.owner == YOU and state.scales[o.contract].settle == asset]
    positions = [p for p in state.positions_of(YOU) if state.scales[p.contract].settle == asset]
    pool = state.balances.of(wallet_account(YOU, "contract"), asset)
    pool += sum(state.balances.of(held_account(order.order), asset) for order in orders)
    opening = [order for order in orders if may_open(state, order, orders)]
    walled = [isolated_term(state, position, opening) for position in positions if position.margin_mode == "isolated"]
    ordered = [order_term(state, order, pool, orders) for order in opening if order.margin_mode == "isolated"]
    topped = [one for one in positions if is_topped_up(state, one)]
    shared = _cross_terms(
        state,
        pool,
        [one for one in positions if one.margin_mode == "cross"],
        [one for one in opening if one.margin_mode == "cross"],
        orders,
        sum((drawn_by_top_up(state, one, pool) for one in topped), Fraction(sum(term.atoms for term in ordered))),
    )
    shared += ordered
    shared += [top_up_term(state, one, pool) for one in topped]
    balance = pool + sum(state.compartment_atoms(one) for one in positions if one.margin_mode == "isolated")
    total = sum(term.atoms for term in walled) + min(pool, sum(term.atoms for term in shared))
    terms = [*walled, *shared]
    return ReachRow("contract", asset, balance, total, total > 0, tuple(terms), _contract_rule(state, terms), pool)


def _cross_terms(
    state: State,
    pool: int,
    positions: list[Position],
    orders: list[Order],
    others: list[Order],
    drained: Fraction,
) -> list[ReachTerm]:
    """The pool, drawn on by positions and by orders as if filled; orders that only reduce one lose nothing.

    `drained` is the most that top-ups and isolated orders can have taken out of the pool before.
    """
    if not positions and not orders:
        return []
    legs = netted_legs(state, positions, opening_orders(positions, orders, others))
    if isinstance(legs, Order):
        return [ReachTerm("cross", legs.contract, pool, "a waiting order fills where the market is then", True)]
    contracts = sorted({leg.contract for leg in legs} | {position.contract for position in positions})
    fee = max(fee_rate(state, contract) for contract in contracts)
    backing = Fraction(pool + pledged_atoms(state, YOU, state.scales[contracts[0]].settle))
    worst = pool_reach(backing, legs, fee)
    subject = "+".join(contracts)
    if not worst.whole and falls_with_less(backing, drained, legs, fee):
        reason = "what others draw can leave too little, so all of it can go"
        return [ReachTerm("cross", subject, pool, reason, True)]
    return [ReachTerm("cross", subject, min(pool, round_up(worst.worst)), worst.reason)]


def _contract_rule(state: State, terms: list[ReachTerm]) -> str:
    book = state.rulebook
    kinds = {term.kind for term in terms}
    if not kinds:
        words = "no position and no order: nothing can be lost to a price"
    elif "top_up" in kinds:
        words = "isolated with auto top-up: its own margin and what top-up takes from the contract wallet"
    elif kinds <= {"isolated", "order"}:
        words = "isolated: a loss ends at the position's own margin, auto top-up is off"
    elif "isolated" in kinds:
        words = "cross positions share the free pool, isolated ones lose their own margin only"
    else:
        words = "cross: all positions share the contract wallet's pool"
    return f"segregated, {words} ({book.name}, {book.as_of})"
