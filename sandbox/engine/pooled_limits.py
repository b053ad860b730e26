"""What may leave the wallets that count as collateral: a transfer or a spot trade must leave margin covered."""

from fractions import Fraction

from msgspec.structs import replace

from sandbox.engine.pledged import pledged_atoms
from sandbox.engine.pool import (
    collateral_atoms,
    counted_atoms,
    counting_wallets,
    debt_atoms,
    is_pooled,
    pool_asset,
    price_scale,
    spot_fee,
)
from sandbox.engine.state import State
from sandbox.engine.views import available_for_transfer, cross_unit_view
from sandbox.ledger.accounts import SAVINGS, YOU, wallet_account
from sandbox.risk.collateral import CollateralView
from sandbox.risk.units import UnitView
from sandbox.values.rounding import round_down


def most_leaving(state: State, source: str, target: str, asset: str) -> int:
    """Return the most of an asset that may go from one of your wallets to another, a lock aside.

    Segregated: the contract wallet's own limit. Pooled: what counts must still cover maintenance without unrealised
    profit, and the initial margin with it; between two wallets that count, and of assets that do not, everything.
    """
    balance = state.balances.of(wallet_account(YOU, source), asset)
    if source == SAVINGS and target not in counting_wallets(state):
        return balance - pledged_atoms(state, YOU, asset)
    if not is_pooled(state, YOU):
        return min(balance, available_for_transfer(state, YOU, asset)) if source == "contract" else balance
    counting = counting_wallets(state)
    if source not in counting or target in counting:
        return balance
    return min(balance, _most_of_pool(state, asset, balance))


def free_value(state: State) -> Fraction:
    """Return how much collateral value a pooled account can do without, in atoms of the quote; below 0 where it lacks.

    min(cash + collateral - maintenance, equity - initial margin): profit cannot leave, loss and margin block.
    """
    return free_value_of(state, cross_unit_view(state, YOU, pool_asset(state)))


def free_value_of(state: State, unit: UnitView) -> Fraction:
    """Return what a unit can do without, as `free_value` tells."""
    own = unit.cash_atoms + sum((one.value for one in unit.collateral), Fraction(0))
    room = own - unit.maintenance(state.rulebook.liquidation)
    return min(room, Fraction(unit.equity_atoms() - unit.initial_margin_atoms()))


def with_coins(state: State, unit: UnitView, asset: str, atoms: int) -> UnitView:
    """Return a unit as it is with `atoms` of one of its coins, which may hedge less or more then."""
    scale = price_scale(state, asset)
    if scale is None or scale.symbol not in state.marks or state.rulebook.collateral.asset(asset) is None:
        return unit
    counted, mark = counted_atoms(state, asset, atoms), state.marks[scale.symbol]
    kept = 1 - spot_fee(state, scale)
    view = CollateralView(asset, atoms, counted, scale.symbol, mark, scale.tick, kept)
    others = tuple(one for one in unit.collateral if one.asset != asset)
    return replace(unit, collateral=(*others, view))


def _most_of_pool(state: State, asset: str, balance: int) -> int:
    quote = pool_asset(state)
    if not debt_atoms(state, quote) and not cross_unit_view(state, YOU, quote).legs:
        return balance
    room = max(Fraction(0), free_value(state))
    if asset == quote:
        return round_down(room)
    scale, total = price_scale(state, asset), collateral_atoms(state, asset)
    if scale is None or scale.symbol not in state.marks or not counted_atoms(state, asset, total):
        return balance
    price = state.marks[scale.symbol] * scale.tick
    all_of_it, low, high = counted_atoms(state, asset, total), 0, balance + 1  # low may go, high may not
    unit = cross_unit_view(state, YOU, quote)
    while high - low > 1:
        middle = (low + high) // 2
        if unit.portfolio is not None:
            fits = free_value_of(state, with_coins(state, unit, asset, total - middle)) >= 0
        else:
            fits = (all_of_it - counted_atoms(state, asset, total - middle)) * price <= room
        low, high = (middle, high) if fits else (low, middle)
    return low
