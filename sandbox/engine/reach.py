"""Loss reach of your account as it stands: wallet by wallet, with the terms and the rule that decides.

Segregated accounts: only the contract wallet can be reached; derived from the rules, never simulated.
"""

from dataclasses import dataclass
from fractions import Fraction

from sandbox.engine.state import Order, Position, State
from sandbox.ledger.accounts import EXCHANGE_WALLETS, WALLETS, YOU, wallet_account
from sandbox.matching.orders import signed_lots
from sandbox.risk.reach import ExposedLeg, pool_reach
from sandbox.rulebook.records import Rulebook
from sandbox.values.rounding import round_half_even, round_up


@dataclass(frozen=True, slots=True)
class ReachTerm:
    """One addend of a wallet's worst loss: `kind` isolated, order or cross; `reason` in words."""

    kind: str
    subject: str
    atoms: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReachRow:
    """One wallet and asset: the worst loss over every price path and the rule that decides it."""

    wallet: str
    asset: str
    balance_atoms: int
    worst_loss_atoms: int
    reachable: bool
    terms: tuple[ReachTerm, ...]
    rule: str


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
                rows.append(ReachRow(wallet, asset, balance, 0, False, (), _outside_rule(state.rulebook, wallet)))
    return tuple(rows)


def _outside_rule(book: Rulebook, wallet: str) -> str:
    if wallet == "cold":
        return "outside the exchange: only your signature moves it"
    if wallet not in EXCHANGE_WALLETS[:3]:
        return f"segregated: this asset is no collateral of the contract wallet ({book.name}, {book.as_of})"
    return f"segregated: only the contract wallet is collateral and auto top-up is off ({book.name}, {book.as_of})"


def _contract_row(state: State, asset: str) -> ReachRow:
    terms: list[ReachTerm] = []
    pool = state.balances.of(wallet_account(YOU, "contract"), asset)
    orders = [o for o in state.orders.values() if o.owner == YOU and state.scales[o.contract].settle == asset]
    positions = [p for p in state.positions_of(YOU) if state.scales[p.contract].settle == asset]
    balance = pool
    for position in positions:
        if position.margin_mode == "isolated":
            margin = state.compartment_atoms(position)
            balance += margin
            worst = pool_reach(Fraction(margin), [_leg(state, position)], _fee(state, position.contract))
            terms.append(ReachTerm("isolated", position.contract, round_up(worst.worst), worst.reason))
    cross: dict[str, list[ExposedLeg]] = {}
    for position in positions:
        if position.margin_mode == "cross":
            cross.setdefault(position.contract, []).append(_leg(state, position))
    for order in orders:
        held_atoms = state.balances.of(f"held/{order.order}", asset)
        balance += held_atoms
        if order.reduce_only or not held_atoms:
            continue
        if order.margin_mode == "isolated":
            terms.append(ReachTerm("order", order.order, _order_cost(state, order), "its margin and fee, if it fills"))
        else:
            pool += held_atoms
            cross.setdefault(order.contract, []).append(_order_leg(state, order))
    if cross:
        legs = [leg for contract in sorted(cross) for leg in cross[contract]]
        fee = max(_fee(state, contract) for contract in cross)
        worst = pool_reach(Fraction(pool), legs, fee)
        terms.append(ReachTerm("cross", "+".join(sorted(cross)), round_up(worst.worst), worst.reason))
    total = sum(term.atoms for term in terms)
    return ReachRow("contract", asset, balance, total, total > 0, tuple(terms), _contract_rule(state, terms))


def _contract_rule(state: State, terms: list[ReachTerm]) -> str:
    book = state.rulebook
    kinds = {term.kind for term in terms}
    if not kinds:
        words = "no position and no order: nothing can be lost to a price"
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
    assert order.price_ticks is not None
    value = state.scales[order.contract].value_atoms(order.lots, order.price_ticks)
    fee = round_half_even(value * _fee(state, order.contract))
    return _exposed(state, order.contract, signed_lots(order.side, order.lots), value + fee)


def _exposed(state: State, contract: str, lots: int, open_value_atoms: int) -> ExposedLeg:
    scale, rules = state.scales[contract], state.rulebook.liquidation
    lowest = Fraction(abs(lots) * scale.value_num, scale.value_den)
    basis = Fraction(open_value_atoms) if rules.maintenance_basis == "entry" else lowest
    bracket = scale.brackets[scale.bracket_for(basis)]
    return ExposedLeg(
        contract, lots > 0, Fraction(open_value_atoms), lowest, basis * bracket.rate - bracket.deduction_atoms
    )


def _order_cost(state: State, order: Order) -> int:
    """Return the margin and the maker fee an isolated order costs if it fills at its limit: what it can lose."""
    assert order.price_ticks is not None
    position = state.positions.get((YOU, order.contract))
    opposing = abs(position.lots) if position and position.lots * signed_lots(order.side, 1) < 0 else 0
    value = state.scales[order.contract].value_atoms(max(0, order.lots - opposing), order.price_ticks)
    maker = Fraction(0) if order.contract in state.no_fee_contracts else state.rulebook.fees.maker
    return round_up(Fraction(value) / order.leverage) + round_half_even(value * maker)
