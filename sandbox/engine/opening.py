"""The first state of a session: money from outside, the market's liquidity, your positions and other traders'."""

from fractions import Fraction

from sandbox.engine.invariants import check_invariants
from sandbox.engine.sides import setting_slot
from sandbox.engine.state import Position, State
from sandbox.engine.turn import Turn
from sandbox.ledger.accounts import LIQUIDITY, LOANS_OUT, WORLD, YOU, debt_account, wallet_account
from sandbox.margin.scale import scale_contract
from sandbox.matching.orders import signed_lots
from sandbox.messages.events import Event, LeverageSet, MarginModeSet, PositionModeSet
from sandbox.messages.opening import Opening, TraderOpening, TraderPosition
from sandbox.rulebook.records import HEDGE
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.limits import LIQUIDITY_BASE, LIQUIDITY_QUOTE
from sandbox.values.rounding import round_up

CAUSE = "open"


def empty_state(opening: Opening) -> State:
    """Return the state before the opening events: what folding starts from."""
    book = opening.rulebook
    scales = {c.symbol: scale_contract(c, book.liquidation, book.fees.taker) for c in book.contracts}
    return State(
        rulebook=book,
        scales=scales,
        account_mode=opening.account_mode,
        no_fee_contracts=frozenset(opening.no_fee_contracts),
        trader_names=tuple(t.name for t in opening.traders),
        now_ns=opening.starts_ns,
        sub_accounts=tuple(one.name for one in opening.sub_accounts),
    )


def open_state(opening: Opening) -> tuple[State, tuple[Event, ...]]:
    """Return the state at `starts_ns` and the opening events, already evolved."""
    turn = Turn(empty_state(opening))
    bases = sorted({scale.base for scale in turn.state.scales.values()})
    quotes = sorted({scale.quote for scale in turn.state.scales.values()} - set(bases))
    for assets, units in ((quotes, LIQUIDITY_QUOTE), (bases, LIQUIDITY_BASE)):
        for asset in assets:
            turn.transfer(WORLD, LIQUIDITY, asset, units * ATOMS_PER_UNIT, CAUSE)
    for amount in opening.insurance_fund:
        turn.transfer(WORLD, amount.wallet, amount.asset, amount.atoms, CAUSE)
    for amount in opening.wallets:
        turn.transfer(WORLD, wallet_account(YOU, amount.wallet), amount.asset, amount.atoms, CAUSE)
    for debt in opening.debts:
        turn.transfer(debt_account(debt.asset), LOANS_OUT, debt.asset, debt.atoms, CAUSE)
    for sub in opening.sub_accounts:
        for amount in sub.wallets:
            turn.transfer(WORLD, wallet_account(sub.name, amount.wallet), amount.asset, amount.atoms, CAUSE)
        _open_held(turn, sub.name, sub.position_mode, sub.positions)
    _open_held(turn, YOU, opening.position_mode, opening.positions)
    for trader in opening.traders:
        _open_trader(turn, trader)
    check_invariants(turn.state)
    return turn.state, tuple(turn.events)


def _open_held(turn: Turn, owner: str, position_mode: str, positions: tuple[TraderPosition, ...]) -> None:
    """Open what an account of yours holds, with its settings."""
    if position_mode == HEDGE:
        turn.emit(PositionModeSet(owner=owner, position_mode=HEDGE, cause=CAUSE))
    for held in positions:
        slot = setting_slot(turn.state, turn.state.slot_for(owner, held.side))
        setting = {"owner": owner, "contract": held.contract, "cause": CAUSE, "slot": slot}
        turn.emit(LeverageSet(**setting, leverage=held.leverage))
        turn.emit(MarginModeSet(**setting, margin_mode=held.margin_mode))
        _open_position(turn, owner, held)


def _open_trader(turn: Turn, trader: TraderOpening) -> None:
    for amount in trader.wallet:
        turn.transfer(WORLD, wallet_account(trader.name, "contract"), amount.asset, amount.atoms, CAUSE)
    if trader.position_mode == HEDGE:
        turn.emit(PositionModeSet(owner=trader.name, position_mode=HEDGE, cause=CAUSE))
    for held in trader.positions:
        _open_position(turn, trader.name, held)


def _open_position(turn: Turn, owner: str, held: TraderPosition) -> None:
    """Fill a position at its entry against the market's liquidity, unchecked; its margin moves to its compartment."""
    sign = signed_lots(held.side, 1)
    direction = turn.state.scales[held.contract].direction
    slot = turn.state.slot_for(owner, held.side)
    position = Position(turn.next_position(owner), owner, held.contract, 0, 0, held.margin_mode, held.leverage, slot)
    turn.write_position(position, sign * held.lots, sign * direction * held.value_atoms, CAUSE)
    turn.trade_liquidity(held.contract, -sign * held.lots, held.value_atoms, CAUSE)
    if held.margin_mode == "isolated":
        margin = held.isolated_margin_atoms
        if margin is None:
            margin = round_up(Fraction(held.value_atoms) / held.leverage)
        settle = turn.state.scales[held.contract].settle
        turn.transfer(wallet_account(owner, "contract"), turn.margin_account(position), settle, margin, CAUSE)
