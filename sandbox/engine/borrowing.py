"""Debt of an account that pools its assets: borrowed where the quote does not suffice, repaid by cash or by a sale.

All of it is transfers: the loan is `lending_pool -> contract` beside `debt -> loans_out`, and back.
"""

from fractions import Fraction
from typing import TYPE_CHECKING

from sandbox.engine.pledged import pledged_atoms
from sandbox.engine.pool import (
    EXCHANGE_CAUSE,
    counting_wallets,
    debt_atoms,
    debt_limit_atoms,
    has_cross,
    is_pooled,
    payable_atoms,
    pool_asset,
    price_scale,
    spot_fee,
    unpriced_collateral,
)
from sandbox.ledger.accounts import (
    FEES,
    INSURANCE_FUND,
    LENDING_POOL,
    LIQUIDITY,
    LOANS_OUT,
    YOU,
    debt_account,
    wallet_account,
)
from sandbox.margin.scale import ContractScale
from sandbox.messages.events import CollateralSold
from sandbox.values.rounding import round_half_even, round_up

HOURS_OF_YEAR = 8_760
INTEREST_CAUSE = "interest"

if TYPE_CHECKING:
    from sandbox.engine.turn import Turn


def borrow_lacking(turn: "Turn", asset: str, atoms: int, cause: str) -> None:
    """Borrow what the cash of the wallets that count lacks of a payment of `atoms`."""
    lacking = atoms - payable_atoms(turn.state, YOU, asset)
    turn.transfer(LENDING_POOL, wallet_account(YOU, "contract"), asset, lacking, cause)
    turn.transfer(debt_account(asset), LOANS_OUT, asset, lacking, cause)


def charge_interest(turn: "Turn", contract: str) -> None:
    """Add the interest of one funding interval to the debt, rounded up: when the book's first contract settles funding.

    debt x a year's rate x hours / 8,760; the lender receives it when it is repaid.
    """
    state, rules = turn.state, turn.state.rulebook
    if not rules.collateral.interest or contract != next(iter(state.scales)) or not is_pooled(state, YOU):
        return
    asset = pool_asset(state)
    share = rules.collateral.interest * rules.funding.interval_hours / HOURS_OF_YEAR
    turn.transfer(debt_account(asset), LOANS_OUT, asset, round_up(debt_atoms(state, asset) * share), INTEREST_CAUSE)


def settle_debt(turn: "Turn") -> None:
    """Repay with the cash there is; above the limit sell as much collateral, in its order, as repays all of it."""
    state = turn.state
    if not is_pooled(state, YOU) or not debt_atoms(state, asset := pool_asset(state)):
        return
    repay(turn, EXCHANGE_CAUSE)
    if debt_atoms(state, asset) > debt_limit_atoms(state):
        for rule in state.rulebook.collateral.assets:
            for wallet in counting_wallets(state):
                _sell_for_debt(turn, wallet, rule.asset)
        if not has_cross(state) and not unpriced_collateral(state):
            _write_off(turn, asset)


def repay(turn: "Turn", cause: str) -> None:
    """Repay debt with the cash of the wallets that count, the contract wallet's first, then with pledged savings."""
    state, asset = turn.state, pool_asset(turn.state)
    for wallet in counting_wallets(state):
        account = wallet_account(YOU, wallet)
        atoms = min(debt_atoms(state, asset), state.balances.of(account, asset))
        turn.transfer(account, LENDING_POOL, asset, atoms, cause)
        turn.transfer(LOANS_OUT, debt_account(asset), asset, atoms, cause)
    atoms = min(debt_atoms(state, asset), pledged_atoms(state, YOU, asset))
    turn.take_pledged(LENDING_POOL, asset, atoms, cause)
    turn.transfer(LOANS_OUT, debt_account(asset), asset, atoms, cause)


def sell_all_of(turn: "Turn", asset: str, cause: str) -> None:
    """Sell all of an asset in the wallets that count, and repay debt with what it brings."""
    for wallet in counting_wallets(turn.state):
        atoms, scale = turn.state.balances.of(wallet_account(YOU, wallet), asset), _priced(turn, asset)
        if atoms and scale is not None:
            _sell(turn, wallet, scale, atoms, cause)
    repay(turn, cause)


def _sell_for_debt(turn: "Turn", wallet: str, asset: str) -> None:
    """Sell the least of an asset in a wallet that repays the debt, or all of it."""
    state, scale = turn.state, _priced(turn, asset)
    held, debt = state.balances.of(wallet_account(YOU, wallet), asset), debt_atoms(state, pool_asset(state))
    if not held or not debt or scale is None:
        return
    low, high = 0, held  # the least lies above low; high suffices, or is all there is
    while high - low > 1:
        middle = (low + high) // 2
        brought, fee = sale_atoms(turn, scale, middle)
        low, high = (low, middle) if brought - fee >= debt else (middle, high)
    _sell(turn, wallet, scale, high, EXCHANGE_CAUSE)
    repay(turn, EXCHANGE_CAUSE)


def _priced(turn: "Turn", asset: str) -> ContractScale | None:
    scale = price_scale(turn.state, asset)
    return scale if scale is not None and scale.symbol in turn.state.marks else None


def sale_atoms(turn: "Turn", scale: ContractScale, atoms: int) -> tuple[int, int]:
    """Return what a sale of `atoms` brings at the index and its fee, both rounded half even, in the quote."""
    state = turn.state
    brought = round_half_even(Fraction(atoms * state.marks[scale.symbol]) * scale.tick)
    return brought, round_half_even(brought * spot_fee(state, scale))


def _sell(turn: "Turn", wallet: str, scale: ContractScale, atoms: int, cause: str) -> None:
    brought, fee = sale_atoms(turn, scale, atoms)
    account = wallet_account(YOU, wallet)
    turn.transfer(account, LIQUIDITY, scale.base, atoms, cause)
    turn.transfer(LIQUIDITY, account, scale.quote, brought, cause)
    turn.transfer(account, FEES, scale.quote, fee, cause)
    turn.emit(
        CollateralSold(
            owner=YOU,
            wallet=wallet,
            asset=scale.base,
            quote=scale.quote,
            base_atoms=atoms,
            quote_atoms=brought,
            fee_atoms=fee,
            price_ticks=turn.state.marks[scale.symbol],
            cause=cause,
        )
    )


def _write_off(turn: "Turn", asset: str) -> None:
    """Let the fund repay what no collateral is left for (atoms lost in rounding); else the lender bears it."""
    left = debt_atoms(turn.state, asset)
    paid = min(left, turn.state.balances.of(INSURANCE_FUND, asset))
    turn.transfer(INSURANCE_FUND, LENDING_POOL, asset, paid, EXCHANGE_CAUSE)
    turn.transfer(LOANS_OUT, debt_account(asset), asset, left, EXCHANGE_CAUSE)
