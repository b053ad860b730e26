"""What a side door lets out of a wallet that the regime leaves outside: its rows of the loss reach."""

from fractions import Fraction

from msgspec import Struct

from sandbox.engine.auto_transfer import open_doors
from sandbox.engine.cross_legs import cross_legs, opening_orders
from sandbox.engine.pledged import is_pledged, pledged_atoms
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
from sandbox.ledger.accounts import SAVINGS, YOU, held_account, wallet_account
from sandbox.risk.auto_transfer import most_brought
from sandbox.risk.reach import ExposedLeg, falls_with_less, pool_reach
from sandbox.values.assets import atoms_text
from sandbox.values.rounding import round_down, round_up


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
    draw = _draw_of(state, asset, most)
    if isinstance(draw.legs, Order):
        return most
    if not draw.legs:
        return 0
    cash = payable_atoms(state, YOU, asset) - debt_atoms(state, asset)
    margins = sum((leg.worst_value / by for leg, by in zip(draw.legs, draw.leverages, strict=True)), Fraction(0))
    found = most_brought(cash - draw.drained, Fraction(most), draw.legs, margins, draw.fee)
    return min(most, round_up(found) + 1) if found else 0


def pledged_row(state: State, wallet: str, asset: str) -> ReachRow | None:
    """Return the row of pledged savings of a segregated account; None where the wallet is not pledged.

    They pay after the contract wallet's cash, and go with it where the cross positions can be liquidated.
    """
    if wallet != SAVINGS or not is_pledged(state, YOU, asset):
        return None
    draw, cash = _draw_of(state, asset, 0), state.balances.of(wallet_account(YOU, "contract"), asset)
    if isinstance(draw.legs, Order):
        return pledged_row_of(state, asset, None)
    held = sum(state.balances.of(held_account(one.order), asset) for one in state.orders.values() if one.owner == YOU)
    backing = Fraction(cash + held + pledged_atoms(state, YOU, asset))
    worst = pool_reach(backing, draw.legs, draw.fee)
    if worst.whole or falls_with_less(backing, draw.drained, draw.legs, draw.fee):
        return pledged_row_of(state, asset, None)
    return pledged_row_of(state, asset, max(0, round_up(worst.worst) - max(0, round_down(cash - draw.drained))))


def pledged_row_of(state: State, asset: str, most: int | None) -> ReachRow | None:
    """Return the row of pledged savings of which at most so much is needed (None: all); None: nothing is pledged."""
    if not is_pledged(state, YOU, asset):
        return None
    pledged, balance = pledged_atoms(state, YOU, asset), state.balances.of(wallet_account(YOU, SAVINGS), asset)
    contracts = "+".join(_contracts(state, asset))
    limit = state.pledges[asset]
    door = "savings are pledged as margin" if limit is None else f"savings are pledged up to {atoms_text(limit)}"
    if not contracts:
        return ReachRow(SAVINGS, asset, balance, 0, False, (), dated(state, f"{door}, but no cross position is open"))
    worst = pledged if most is None else min(pledged, most)
    if not worst:
        why = "nothing of them is left" if not pledged else "the losses end before they are needed"
        return ReachRow(SAVINGS, asset, balance, 0, False, (), dated(state, f"{door}, but {why}"))
    reason = f"they count in full and pay after the contract wallet: {atoms_text(worst)} {asset}"
    words = f"{door}, so {atoms_text(worst)} can be taken"
    return ReachRow(
        SAVINGS, asset, balance, worst, True, (ReachTerm("pledge", contracts, worst, reason),), dated(state, words)
    )


class _Draw(Struct, frozen=True):
    """What draws on the cross pool of an asset; `drained` is what others can take out of it before."""

    legs: list[ExposedLeg] | Order
    leverages: list[Fraction]
    drained: Fraction
    fee: Fraction


def _draw_of(state: State, asset: str, brought: int) -> _Draw:
    orders = [o for o in state.orders.values() if o.owner == YOU and state.scales[o.contract].settle == asset]
    positions = _positions(state, asset)
    cross = [o for o in orders if o.margin_mode == "cross" and may_open(state, o, orders)]
    opening = opening_orders(positions, cross, orders)
    pool = payable_atoms(state, YOU, asset) + brought
    contracts = [*(one.contract for one in positions), *(one.contract for one in opening)]
    return _Draw(
        cross_legs(state, positions, opening),
        [*(one.leverage for one in positions), *(one.leverage for one in opening)],
        _drained(state, asset, orders, pool),
        max((fee_rate(state, one) for one in contracts), default=Fraction(0)),
    )


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
