"""Loss reach of your account as it stands: wallet by wallet, with the terms and the rule that decides.

Segregated accounts: only the contract wallet can be reached; derived from the rules, never simulated.
"""

from fractions import Fraction

from msgspec import Struct

from sandbox.engine.predict import leg_of
from sandbox.engine.reach_orders import dearest_ticks, is_rivalled, may_open
from sandbox.engine.state import Order, Position, State
from sandbox.ledger.accounts import EXCHANGE_WALLETS, WALLETS, YOU, held_account, wallet_account
from sandbox.matching.orders import signed_lots
from sandbox.risk.reach import ExposedLeg, exposed_leg, pool_reach
from sandbox.values.rounding import round_half_even, round_up


class ReachTerm(Struct, frozen=True):
    """One addend of a wallet's worst loss: `kind` isolated, order or cross; `reason` in words."""

    kind: str
    subject: str
    atoms: int
    reason: str


class ReachRow(Struct, frozen=True):
    """One wallet and asset: the worst loss over every price path and the rule that decides it."""

    wallet: str
    asset: str
    balance_atoms: int
    worst_loss_atoms: int
    reachable: bool
    terms: tuple[ReachTerm, ...]
    rule: str
    pool_atoms: int = 0  # of a contract wallet: what is free or held by orders, compartments not included


def reach_rows(state: State) -> tuple[ReachRow, ...]:
    """Return the reach of every wallet and asset that holds money, and of the contract wallet always."""
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
                rows.append(ReachRow(wallet, asset, balance, 0, False, (), _outside_rule(state, wallet)))
    return tuple(rows)


def _outside_rule(state: State, wallet: str) -> str:
    book = state.rulebook
    if wallet == "cold":
        return "outside the exchange: only your signature moves it"
    if wallet not in EXCHANGE_WALLETS[:3]:
        return f"segregated: this asset is no collateral of the contract wallet ({book.name}, {book.as_of})"
    tops_up = any(owner == YOU for owner, _ in state.auto_top_ups)
    top_up = "auto top-up takes from the contract wallet alone" if tops_up else "auto top-up is off"
    return f"segregated: only the contract wallet is collateral and {top_up} ({book.name}, {book.as_of})"


def _contract_row(state: State, asset: str) -> ReachRow:
    """Compartments lose their own margin; cross positions and resting orders share the pool and what is held."""
    orders = [o for o in state.orders.values() if o.owner == YOU and state.scales[o.contract].settle == asset]
    positions = [p for p in state.positions_of(YOU) if state.scales[p.contract].settle == asset]
    pool = state.balances.of(wallet_account(YOU, "contract"), asset)
    pool += sum(state.balances.of(held_account(order.order), asset) for order in orders)
    opening = [order for order in orders if may_open(state, order, orders)]
    walled = [
        _isolated_term(state, position, [o for o in opening if o.contract == position.contract])
        for position in positions
        if position.margin_mode == "isolated"
    ]
    shared = _cross_terms(
        state,
        pool,
        [one for one in positions if one.margin_mode == "cross"],
        [one for one in opening if one.margin_mode == "cross"],
        orders,
    )
    shared += [_order_term(state, order, pool, orders) for order in opening if order.margin_mode == "isolated"]
    shared += [_top_up_term(state, one, pool) for one in positions if _is_topped_up(state, one)]
    balance = pool + sum(state.compartment_atoms(one) for one in positions if one.margin_mode == "isolated")
    total = sum(term.atoms for term in walled) + min(pool, sum(term.atoms for term in shared))
    terms = [*walled, *shared]
    return ReachRow("contract", asset, balance, total, total > 0, tuple(terms), _contract_rule(state, terms), pool)


def _is_topped_up(state: State, position: Position) -> bool:
    return position.margin_mode == "isolated" and (position.owner, position.contract) in state.auto_top_ups


def _top_up_term(state: State, position: Position, pool: int) -> ReachTerm:
    """What automatic top-up can add to a compartment's loss: all that is free, or its limit."""
    limit = state.auto_top_ups[position.owner, position.contract]
    most = pool if limit is None else min(pool, limit)
    margin = state.compartment_atoms(position)
    worst = pool_reach(Fraction(margin + most), [_leg(state, position)], _fee(state, position.contract)).worst
    reason = "auto top-up may put in all that is free" if limit is None else "auto top-up may put in up to its limit"
    return ReachTerm("top_up", position.contract, max(0, round_up(worst) - margin), reason)


def _isolated_term(state: State, position: Position, orders: list[Order]) -> ReachTerm:
    """A compartment: its margin, or less where a long ends at the lowest tick before it is liquidated."""
    margin = state.compartment_atoms(position)
    if any(signed_lots(order.side, 1) * position.lots < 0 for order in orders):
        return ReachTerm("isolated", position.contract, margin, "an order can turn it round, so all of it can go")
    worst = pool_reach(Fraction(margin), [_leg(state, position)], _fee(state, position.contract))
    return ReachTerm("isolated", position.contract, round_up(worst.worst), worst.reason)


def _cross_terms(
    state: State, pool: int, positions: list[Position], orders: list[Order], others: list[Order]
) -> list[ReachTerm]:
    """The pool, drawn on by positions and by orders as if filled; orders that only reduce one lose nothing."""
    if not positions and not orders:
        return []
    legs = [_leg(state, position) for position in positions]
    held = {position.contract: position.lots for position in positions}
    for order in orders:
        sign, lots = signed_lots(order.side, 1), held.get(order.contract, 0)
        same_side = sum(o.lots for o in others if (o.contract, o.side) == (order.contract, order.side))
        if lots * sign >= 0 or same_side > abs(lots):
            if order.trigger is not None and (order.side == "short" or dearest_ticks(state, order) is None):
                return [ReachTerm("cross", order.contract, pool, "a waiting order fills where the market is then")]
            legs.append(_order_leg(state, order))
    contracts = sorted({leg.contract for leg in legs} | set(held))
    fee = max(_fee(state, contract) for contract in contracts)
    worst = pool_reach(Fraction(pool), legs, fee)
    return [ReachTerm("cross", "+".join(contracts), round_up(worst.worst), worst.reason)]


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


def _fee(state: State, contract: str) -> Fraction:
    return Fraction(0) if contract in state.no_fee_contracts else state.rulebook.fees.taker


def _leg(state: State, position: Position) -> ExposedLeg:
    return _exposed(state, position.contract, position.lots, abs(position.open_value_atoms))


def _order_leg(state: State, order: Order) -> ExposedLeg:
    ticks = dearest_ticks(state, order) if order.price_ticks is None else order.price_ticks
    assert ticks is not None
    value = state.scales[order.contract].value_atoms(order.lots, ticks)
    fee = round_half_even(value * _fee(state, order.contract))
    return _exposed(state, order.contract, signed_lots(order.side, order.lots), value + fee)


def _exposed(state: State, contract: str, lots: int, open_value_atoms: int) -> ExposedLeg:
    leg = leg_of(state.scales[contract], lots, open_value_atoms, 1)
    return exposed_leg(contract, leg, state.rulebook.liquidation)


def _order_term(state: State, order: Order, pool: int, orders: list[Order]) -> ReachTerm:
    """An isolated order, filled: margin and fee at its limit, or all that is free where a gap can make it cost more.

    A gap fills at a better price. A linear sell is then worth more, and so is an inverse buy: its margin grows.
    """
    position = state.positions.get((YOU, order.contract))
    opposing = abs(position.lots) if position and position.lots * signed_lots(order.side, 1) < 0 else 0
    if order.trigger is not None or is_rivalled(order, orders):
        opposing = 0  # the position may be gone by then
    opened = max(0, order.lots - opposing)
    dearest = dearest_ticks(state, order)
    if dearest is None and order.trigger is not None:
        return ReachTerm("order", order.order, pool, "it fills where the market is then: up to all that is free")
    if dearest is None and opened:
        way = "a buy at any lower" if signed_lots(order.side, 1) > 0 else "a sell at any higher"
        reason = f"a gap can fill {way} price, with more margin: up to all that is free"
        return ReachTerm("order", order.order, pool, reason)
    value = state.scales[order.contract].value_atoms(opened, dearest or 0)
    fees = state.rulebook.fees
    rate = fees.maker if order.trigger is None else max(fees.maker, fees.taker)
    maker = Fraction(0) if order.contract in state.no_fee_contracts else rate
    if (order.owner, order.contract) in state.auto_top_ups:
        return ReachTerm("order", order.order, pool, "filled, auto top-up may put in all that is free")
    cost = round_up(Fraction(value) / order.leverage) + round_half_even(value * maker)
    return ReachTerm("order", order.order, min(cost, pool), "its margin and fee, if it fills")
