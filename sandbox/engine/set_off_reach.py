"""What a set-off clause adds to the loss reach: wallets that a claim on you may be taken out of."""

from fractions import Fraction

from msgspec.structs import replace

from sandbox.engine.reach_orders import may_open
from sandbox.engine.reach_terms import ReachRow, ReachTerm, exposed_order, exposed_position, fills_anywhere
from sandbox.engine.set_off import claimed_atoms
from sandbox.engine.state import Order, Position, State
from sandbox.ledger.accounts import YOU
from sandbox.values.assets import atoms_text
from sandbox.values.rounding import round_up


def with_set_off(state: State, rows: tuple[ReachRow, ...]) -> tuple[ReachRow, ...]:
    """Return the rows with what a claim can take out of the wallets that the book names, in its order."""
    order = state.rulebook.liquidation.set_off
    if not order:
        return rows
    found = []
    for row in rows:
        most = most_claimed(state, row.asset) if row.wallet in order else 0
        added = row.balance_atoms - row.worst_loss_atoms if most is None else min(row.balance_atoms, most)
        worst = min(row.balance_atoms, row.worst_loss_atoms + added)
        if worst <= row.worst_loss_atoms:
            found.append(row)
            continue
        reason = "what a liquidation leaves as a claim is taken out of it"
        term = ReachTerm("set_off", row.asset, worst - row.worst_loss_atoms, reason)
        book = state.rulebook
        words = f"set-off clause: up to {atoms_text(worst)} {row.asset} can be taken for a claim on you"
        rule = f"{state.account_mode}: {words} ({book.name}, {book.as_of})"
        found.append(replace(row, worst_loss_atoms=worst, reachable=True, terms=(*row.terms, term), rule=rule))
    return tuple(found)


def most_claimed(state: State, asset: str) -> int | None:
    """Return the most that can be claimed from you in an asset over every price path; None: it has no end.

    A claim is a loss beyond a unit's margin, so never more than the loss where the prices end; the fund may be empty.
    """
    orders = [o for o in state.orders.values() if o.owner == YOU and state.scales[o.contract].settle == asset]
    opening = [order for order in orders if may_open(state, order, orders)]
    if any(fills_anywhere(state, order) for order in opening):
        return None
    mine = [one for one in state.positions_of(YOU) if state.scales[one.contract].settle == asset]
    legs = [(exposed_position(state, one), _own_margin(state, one, opening)) for one in mine]
    legs += [(exposed_order(state, one), 0) for one in opening]
    lost = Fraction(claimed_atoms(state, asset))
    for leg, margin in legs:
        if leg.worst_loss is None:
            return None
        lost += max(Fraction(0), leg.worst_loss - margin)
    return round_up(lost)


def _own_margin(state: State, position: Position, opening: list[Order]) -> int:
    """Return what an isolated position loses of its own before anything is claimed; an order may turn it round."""
    turned = any(order.contract == position.contract for order in opening)
    return state.compartment_atoms(position) if position.margin_mode == "isolated" and not turned else 0
