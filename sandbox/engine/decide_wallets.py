"""Commands about money: transfers between wallets, spot trades, margin of a compartment."""

from fractions import Fraction

from msgspec.structs import replace

from sandbox.engine.acting import other_owner
from sandbox.engine.pool import (
    collateral_atoms,
    counted_atoms,
    counting_wallets,
    debt_atoms,
    is_pooled,
    pool_asset,
    price_scale,
    stress_grid,
)
from sandbox.engine.pooled_limits import free_value, free_value_of, most_leaving, with_coins
from sandbox.engine.refusals import refuse, refuse_amount
from sandbox.engine.sides import meant_position
from sandbox.engine.state import Position, State
from sandbox.engine.turn import Turn
from sandbox.engine.views import (
    available_cash,
    cross_unit_view,
    is_liquidating,
    is_locked_in,
    pool_is_liquidating,
    removable_margin,
)
from sandbox.ledger.accounts import FEES, LIQUIDITY, SAVINGS, YOU, compartment_account, wallet_account
from sandbox.margin.scale import ContractScale
from sandbox.messages.commands import AdjustMargin, TradeSpot, TransferMoney
from sandbox.messages.events import SpotTraded
from sandbox.messages.reasons import Reason
from sandbox.values.assets import atoms_text
from sandbox.values.rounding import round_half_even, round_up


def decide_transfer(turn: Turn, number: int, command: TransferMoney) -> None:
    """Move money between two of your wallets, or refuse."""
    state, asset, atoms = turn.state, command.asset, command.atoms
    account = wallet_account(YOU, command.source)
    balance = state.balances.of(account, asset)
    if is_locked_in(state, command.source):
        refuse_amount(
            turn,
            number,
            "transfer",
            Reason.TRANSFERS_LOCKED,
            needed=atoms,
            available=0,
            asset=asset,
            explanation=f"nothing leaves the {command.source} wallet while a liquidation runs; it opens after it",
        )
        return
    target_owner = _owner_of(turn, command.target_account)
    stays = target_owner == YOU
    if command.source == command.target and stays:
        refuse(turn, number, "transfer", Reason.NOT_IN_THIS_REGIME, "source and target are the same wallet")
        return
    if atoms > balance:
        refuse_amount(
            turn,
            number,
            "transfer",
            Reason.INSUFFICIENT_BALANCE,
            needed=atoms,
            available=balance,
            asset=asset,
            explanation=f"{command.source} holds {atoms_text(balance)} {asset} in cash",
        )
        return
    if atoms > (most := most_leaving(state, command.source, command.target if stays else "", asset)):
        refuse_amount(
            turn,
            number,
            "transfer",
            Reason.MARGIN_IN_USE,
            needed=atoms,
            available=most,
            asset=asset,
            explanation=_in_use(command.source, balance),
        )
        return
    turn.transfer(account, wallet_account(target_owner, command.target), asset, atoms, f"c{number}")


def _owner_of(turn: Turn, sub_account: str) -> str:
    """Return who owns the wallet that money goes to, as names stand while its source acts."""
    owner = sub_account or YOU
    return other_owner(owner, turn.acting) if turn.acting else owner


def _in_use(source: str, balance: int) -> str:
    """Say what holds the rest of a balance, and what would release it."""
    if source == SAVINGS:
        return f"the rest of {atoms_text(balance)} is pledged as margin; lifting the pledge releases it"
    margin = f"the rest of {atoms_text(balance)} is margin of cross positions or covers their loss"
    return f"{margin}; closing or reducing them releases it"


def decide_margin(turn: Turn, number: int, command: AdjustMargin) -> None:
    """Add to or take out of an isolated position's compartment, or refuse."""
    state, cause = turn.state, f"c{number}"
    drains_pool = command.atoms > 0 and pool_is_liquidating(state, YOU, state.scales[command.contract].settle)
    position = meant_position(state, command.contract, command.side)
    slots = (position.slot,) if isinstance(position, Position) else state.slots_of(YOU)
    if drains_pool or any(is_liquidating(state, YOU, command.contract, "isolated", slot) for slot in slots):
        refuse(turn, number, "margin", Reason.UNIT_LIQUIDATING, "its margin is fixed until the liquidation is released")
        return
    if isinstance(position, str):
        refuse(turn, number, "margin", Reason.SIDE_NEEDED, position)
        return
    if position is None:
        refuse(turn, number, "margin", Reason.NO_POSITION, f"no position in {command.contract} is open")
        return
    if position.margin_mode != "isolated":
        refuse(turn, number, "margin", Reason.NOT_IN_THIS_REGIME, "a cross position has no margin of its own")
        return
    asset = state.scales[command.contract].settle
    pool, compartment = wallet_account(YOU, "contract"), compartment_account(YOU, position.position)
    if command.atoms < 0:
        most = removable_margin(state, position)
        if -command.atoms > most:
            refuse_amount(
                turn,
                number,
                "margin",
                Reason.MARGIN_BELOW_INITIAL,
                needed=-command.atoms,
                available=most,
                asset=asset,
                explanation="what stays must cover the initial margin at the mark and any loss",
            )
            return
        turn.transfer(compartment, pool, asset, -command.atoms, cause)
        return
    available = available_cash(state, YOU, asset)
    if command.atoms > available:
        refuse_amount(
            turn,
            number,
            "margin",
            Reason.INSUFFICIENT_BALANCE,
            needed=command.atoms,
            available=available,
            asset=asset,
            explanation="more money in the contract wallet would make it pass",
        )
        return
    turn.transfer(pool, compartment, asset, command.atoms, cause)


def decide_spot(turn: Turn, number: int, command: TradeSpot) -> None:
    """Buy or sell an asset for its quote in the spot wallet at the index, the fee in the asset received."""
    state, cause = turn.state, f"c{number}"
    scale = _priced_scale(state, command.asset)
    counts = is_pooled(state, YOU) and "spot" in counting_wallets(state)
    if counts and pool_is_liquidating(state, YOU):
        refuse(turn, number, "spot", Reason.UNIT_LIQUIDATING, "the spot wallet waits until the liquidation is released")
        return
    if scale is None:
        refuse(turn, number, "spot", Reason.NO_PRICE, f"{command.asset} has no price yet")
        return
    price = state.marks[scale.symbol]
    quote_atoms = round_half_even(Fraction(command.atoms * price) * scale.tick)
    rate = Fraction(0) if scale.symbol in state.no_fee_contracts else state.rulebook.fees.spot_taker
    spot = wallet_account(YOU, "spot")
    paid_asset, paid, got_asset, got = (
        (scale.quote, quote_atoms, command.asset, command.atoms)
        if command.side == "buy"
        else (command.asset, command.atoms, scale.quote, quote_atoms)
    )
    balance = state.balances.of(spot, paid_asset)
    if paid > balance:
        refuse_amount(
            turn,
            number,
            "spot",
            Reason.INSUFFICIENT_BALANCE,
            needed=paid,
            available=balance,
            asset=paid_asset,
            explanation=f"spot holds {atoms_text(balance)} {paid_asset}",
        )
        return
    fee = round_half_even(got * rate)
    if counts and (lacking := _lacks_after(state, (paid_asset, paid), (got_asset, got - fee))) > 0:
        refuse_amount(
            turn,
            number,
            "spot",
            Reason.MARGIN_IN_USE,
            needed=lacking,
            available=0,
            asset=scale.quote,
            explanation="what is bought counts less than what it costs, and the difference is margin; trade less of it",
        )
        return
    turn.transfer(spot, LIQUIDITY, paid_asset, paid, cause)
    turn.transfer(LIQUIDITY, spot, got_asset, got, cause)
    turn.transfer(spot, FEES, got_asset, fee, cause)
    turn.emit(
        SpotTraded(
            side=command.side,
            asset=command.asset,
            quote=scale.quote,
            base_atoms=command.atoms,
            quote_atoms=quote_atoms,
            fee_asset=got_asset,
            fee_atoms=fee,
            price_ticks=price,
            cause=cause,
        )
    )


def _lacks_after(state: State, paid: tuple[str, int], got: tuple[str, int]) -> int:
    """Return how much collateral value a trade of a unified account would lack afterwards, 0 where it adds value."""
    if stress_grid(state) is not None:
        return _lacks_under_grid(state, paid, got)
    change = Fraction(0)
    for (asset, atoms), sign in ((paid, -1), (got, 1)):
        if asset == pool_asset(state):
            change += sign * atoms
        else:
            total = collateral_atoms(state, asset)
            counted = counted_atoms(state, asset, total + sign * atoms) - counted_atoms(state, asset, total)
            index = price_scale(state, asset)
            if index is not None and index.symbol in state.marks:
                change += counted * state.marks[index.symbol] * index.tick
    unit = cross_unit_view(state, YOU, pool_asset(state))
    if change >= 0 or not (unit.legs or debt_atoms(state, pool_asset(state))):
        return 0
    return max(0, round_up(-(free_value(state) + change)))


def _lacks_under_grid(state: State, paid: tuple[str, int], got: tuple[str, int]) -> int:
    """Return what a trade of a portfolio account would lack: coins that come or go hedge more or less then."""
    before = unit = cross_unit_view(state, YOU, pool_asset(state))
    if not (unit.legs or debt_atoms(state, pool_asset(state))):
        return 0
    for (asset, atoms), sign in ((paid, -1), (got, 1)):
        if asset == pool_asset(state):
            unit = replace(unit, cash_atoms=unit.cash_atoms + sign * atoms)
        else:
            unit = with_coins(state, unit, asset, collateral_atoms(state, asset) + sign * atoms)
    left = free_value_of(state, unit)
    return 0 if left >= free_value_of(state, before) else max(0, round_up(-left))


def _priced_scale(state: State, asset: str) -> ContractScale | None:
    for symbol, scale in state.scales.items():
        if scale.base == asset and symbol in state.marks:
            return scale
    return None
