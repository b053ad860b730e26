"""Funding: every open position pays or receives notional at the mark x rate; longs pay where the rate is positive.

Taken from what is available, then from the compartment, never more than there is, and where the book says so never so
much that the payer would be liquidated by it; `liquidity` evens out what is left.
Source: reference venues sections 5 and 13.
"""

from sandbox.engine.borrowing import charge_interest
from sandbox.engine.pool import payable_atoms
from sandbox.engine.state import Position
from sandbox.engine.turn import Turn
from sandbox.engine.views import available_cash, cross_unit_view, is_liquidating, isolated_unit_view
from sandbox.ledger.accounts import LIQUIDITY, wallet_account
from sandbox.messages.events import FundingSettled
from sandbox.messages.inputs import FundingUpdate
from sandbox.values.rounding import round_half_even


def settle_funding(turn: Turn, update: FundingUpdate) -> None:
    """Settle one contract's funding at its mark: payers first, then receivers; `liquidity` takes the difference."""
    state, contract = turn.state, update.contract
    mark = state.marks.get(contract)
    if mark is None:
        return
    cap = state.rulebook.funding.cap
    rate = max(-cap, min(cap, update.rate))
    cause = f"funding-{contract}"
    turn.emit(FundingSettled(contract=contract, rate=rate, mark_ticks=mark, cause=cause))
    holders = [p for _, p in sorted(state.positions.items()) if p.contract == contract and p.owner != LIQUIDITY]
    side = state.scales[contract].direction  # a long pays a positive rate, whatever sign its value is booked with
    dues = [(position, round_half_even(side * state.mark_value_atoms(position) * rate)) for position in holders]
    balance = 0
    for position, due in dues:
        if due > 0:
            balance += _pay(turn, position, due, cause)
    balance += sum(due for _, due in dues if due < 0)
    turn.settle(contract, LIQUIDITY, min(balance, 0), cause)  # liquidity pays first what receivers are owed beyond
    for position, due in dues:
        if due < 0:
            turn.settle(contract, wallet_account(position.owner, "contract"), -due, cause)
    turn.settle(contract, LIQUIDITY, max(balance, 0), cause)
    charge_interest(turn, contract)


def _pay(turn: Turn, position: Position, due_atoms: int, cause: str) -> int:
    """Take what is due and can be had from a payer; return what was taken."""
    state = turn.state
    asset, pool = state.scales[position.contract].settle, wallet_account(position.owner, "contract")
    if is_liquidating(state, position.owner, position.contract, position.margin_mode, position.slot):
        return _take(turn, position, turn.margin_account(position), due_atoms, cause)
    rules = state.rulebook
    keeps = rules.funding.keeps_maintenance
    if position.margin_mode == "cross":
        if keeps:
            due_atoms = min(due_atoms, cross_unit_view(state, position.owner, asset).spare_atoms(rules.liquidation))
        if cross_unit_view(state, position.owner, asset).equity_atoms() >= due_atoms:
            turn.ensure_cash(position.owner, asset, due_atoms, cause)
        return _take(turn, position, pool, due_atoms, cause)
    from_pool = min(due_atoms, available_cash(state, position.owner, asset))
    taken = _take(turn, position, pool, from_pool, cause) if from_pool else 0
    rest = due_atoms - taken
    if keeps:
        rest = min(rest, isolated_unit_view(state, position).spare_atoms(rules.liquidation))
    return taken + _take(turn, position, turn.margin_account(position), rest, cause)


def _take(turn: Turn, position: Position, account: str, atoms: int, cause: str) -> int:
    state, asset = turn.state, turn.state.scales[position.contract].settle
    pools = position.margin_mode == "cross" and account == wallet_account(position.owner, "contract")
    taken = min(atoms, payable_atoms(state, position.owner, asset) if pools else state.balances.of(account, asset))
    turn.settle(position.contract, account, -taken, cause)
    return taken
