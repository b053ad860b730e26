"""What a side door lets out of a wallet that the regime leaves outside: its rows of the loss reach."""

from fractions import Fraction

from sandbox.engine.auto_transfer import open_doors
from sandbox.engine.cross_legs import cross_legs, opening_orders
from sandbox.engine.pool import debt_atoms, payable_atoms
from sandbox.engine.reach_orders import may_open
from sandbox.engine.reach_terms import (
    ReachRow,
    ReachTerm,
    drawn_by_top_up,
    fee_rate,
    is_topped_up,
    order_term,
)
from sandbox.engine.state import Order, Position, State
from sandbox.ledger.accounts import YOU, wallet_account
from sandbox.risk.auto_transfer import most_brought
from sandbox.values.assets import atoms_text
from sandbox.values.rounding import round_up


def door_row(state: State, wallet: str, asset: str, *, is_drawn: bool = True) -> ReachRow | None:
    """Return the row of a wallet out of which automatic transfer serves cross positions; None where it does not.

    `is_drawn` tells whether any path can bring the cross positions to their liquidation at all.
    """
    doors = open_doors(state, asset)
    place = next((at for at, (one, _) in enumerate(doors) if one == wallet), None)
    if place is None:
        return None
    before, most = sum(atoms for _, atoms in doors[:place]), doors[place][1]
    drawn = most_drawn_by_doors(state, asset, before + most) if is_drawn else 0
    worst = max(0, drawn - before)
    balance = state.balances.of(wallet_account(YOU, wallet), asset)
    contracts = "+".join(_contracts(state, asset))
    limit = state.auto_transfers[wallet, asset]
    door = "automatic transfer is on" if limit is None else f"automatic transfer is on, up to {atoms_text(limit)}"
    if not contracts:
        return ReachRow(wallet, asset, balance, 0, False, (), dated(state, f"{door}, but no cross position is open"))
    if not worst:
        why = "its limit is used up or the wallet is empty" if not most else "the losses end before it is needed"
        return ReachRow(wallet, asset, balance, 0, False, (), dated(state, f"{door}, but {why}"))
    reason = f"before a liquidation {atoms_text(worst)} {asset} can be brought into the contract wallet"
    words = f"{door}, so {atoms_text(worst)} follows cross positions into the contract wallet"
    term = ReachTerm("auto_transfer", contracts, worst, reason)
    return ReachRow(wallet, asset, balance, worst, True, (term,), dated(state, words))


def most_drawn_by_doors(state: State, asset: str, most: int) -> int:
    """Return how much of `most` any price path can draw into the contract wallet for its cross positions."""
    orders = [o for o in state.orders.values() if o.owner == YOU and state.scales[o.contract].settle == asset]
    positions = _positions(state, asset)
    cross = [o for o in orders if o.margin_mode == "cross" and may_open(state, o, orders)]
    opening = opening_orders(positions, cross, orders)
    legs = cross_legs(state, positions, opening)
    if isinstance(legs, Order):
        return most
    if not legs:
        return 0
    cash = payable_atoms(state, YOU, asset) - debt_atoms(state, asset)
    least = cash - _drained(state, asset, orders, cash + most)
    leverages = [*(one.leverage for one in positions), *(one.leverage for one in opening)]
    margins = sum((leg.worst_value / by for leg, by in zip(legs, leverages, strict=True)), Fraction(0))
    fee = max(fee_rate(state, leg.contract) for leg in legs)
    found = most_brought(least, Fraction(most), legs, margins, fee)
    return min(most, round_up(found) + 1) if found else 0


def dated(state: State, words: str) -> str:
    """Return a rule with its regime, book and date."""
    book = state.rulebook
    return f"{state.account_mode}: {words} ({book.name}, {book.as_of})"


def _drained(state: State, asset: str, orders: list[Order], pool: int) -> Fraction:
    """Return what isolated orders and top-ups can take out of the pool, what the doors bring included."""
    isolated = [o for o in orders if o.margin_mode == "isolated" and may_open(state, o, orders)]
    topped = [one for one in state.positions_of(YOU) if is_topped_up(state, one)]
    taken = sum(order_term(state, order, pool, orders).atoms for order in isolated)
    drawn = (drawn_by_top_up(state, one, pool) for one in topped if state.scales[one.contract].settle == asset)
    return sum(drawn, Fraction(taken))


def _positions(state: State, asset: str) -> list[Position]:
    mine = state.positions_of(YOU)
    return [one for one in mine if one.margin_mode == "cross" and state.scales[one.contract].settle == asset]


def _contracts(state: State, asset: str) -> list[str]:
    held = {one.contract for one in _positions(state, asset)}
    held |= {
        one.contract
        for one in state.orders.values()
        if one.owner == YOU and one.margin_mode == "cross" and not one.reduce_only
    }
    return sorted(one for one in held if state.scales[one].settle == asset)
