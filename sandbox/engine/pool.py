"""Which money backs the cross positions in each account mode: the wallets that count, debt, and the coins in them.

Look-ups alone; the regime is yours, other traders are segregated. See decision 13 in the developers' help.
"""

from fractions import Fraction

from sandbox.engine.pledged import pledged_atoms
from sandbox.engine.state import State
from sandbox.ledger.accounts import YOU, debt_account, wallet_account
from sandbox.margin.scale import ContractScale
from sandbox.risk.collateral import CollateralView
from sandbox.rulebook.collateral import COUNTING_WALLETS, POOLED_MODES, PORTFOLIO
from sandbox.rulebook.portfolio import PortfolioRules
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.rounding import round_down

EXCHANGE_CAUSE = "exchange"


def pool_asset(state: State) -> str:
    """Return the quote in which everything of a pooled book settles."""
    return next(iter(state.scales.values())).settle


def is_pooled(state: State, owner: str, asset: str | None = None) -> bool:
    """Tell whether an owner's cross unit (in `asset`, where given) counts other assets too."""
    if owner != YOU or state.account_mode not in POOLED_MODES:
        return False
    return asset is None or asset == pool_asset(state)


def counting_wallets(state: State) -> tuple[str, ...]:
    """Return your wallets that count, in the order in which they pay."""
    return COUNTING_WALLETS[state.account_mode]


def stress_grid(state: State) -> PortfolioRules | None:
    """Return the grid that asks for your cross maintenance, None where the brackets do."""
    return state.rulebook.portfolio if state.account_mode == PORTFOLIO else None


def payable_atoms(state: State, owner: str, asset: str) -> int:
    """Return the cash that can pay for an owner's cross positions."""
    pledged = pledged_atoms(state, owner, asset)
    if not is_pooled(state, owner, asset):
        return state.cash_atoms(owner, asset) + pledged
    return pledged + sum(state.balances.of(wallet_account(owner, wallet), asset) for wallet in counting_wallets(state))


def debt_atoms(state: State, asset: str) -> int:
    """Return what you owe of an asset, zero or more."""
    return -state.balances.of(debt_account(asset), asset)


def has_cross(state: State) -> bool:
    """Tell whether a cross position of yours is open."""
    return any(one.owner == YOU and one.margin_mode == "cross" for one in state.positions.values())


def debt_limit_atoms(state: State) -> int:
    """Return the debt above which collateral is sold: the book's, or none where no cross position is open."""
    if not has_cross(state):
        return 0
    limit = state.rulebook.collateral.debt_limit(state.account_mode)
    return round_down(limit * ATOMS_PER_UNIT)


def price_scale(state: State, asset: str) -> ContractScale | None:
    """Return the contract whose mark is the asset's index: the book's first of that base."""
    return next((scale for scale in state.scales.values() if scale.base == asset), None)


def spot_fee(state: State, scale: ContractScale) -> Fraction:
    """Return the fee rate of a spot sale at the index, charged on the quote received."""
    return Fraction(0) if scale.symbol in state.no_fee_contracts else state.rulebook.fees.spot_taker


def counted_atoms(state: State, asset: str, atoms: int) -> Fraction:
    """Return how many of an asset's atoms count after the haircut."""
    rule = state.rulebook.collateral.asset(asset)
    return Fraction(0) if rule is None else rule.counted(Fraction(atoms), ATOMS_PER_UNIT)


def collateral_atoms(state: State, asset: str) -> int:
    """Return how much of an asset lies in the wallets that count."""
    return sum(state.balances.of(wallet_account(YOU, wallet), asset) for wallet in counting_wallets(state))


def collateral_views(state: State) -> tuple[CollateralView, ...]:
    """Return the priced assets that count beside the quote, in the order in which they are sold."""
    found = []
    for rule in state.rulebook.collateral.assets:
        atoms, scale = collateral_atoms(state, rule.asset), price_scale(state, rule.asset)
        if atoms and scale is not None and scale.symbol in state.marks:
            counted, mark = counted_atoms(state, rule.asset, atoms), state.marks[scale.symbol]
            kept = 1 - spot_fee(state, scale)
            found.append(CollateralView(rule.asset, atoms, counted, scale.symbol, mark, scale.tick, kept))
    return tuple(found)


def unpriced_collateral(state: State) -> tuple[str, ...]:
    """Return the contracts whose first price makes an asset of yours count."""
    found = []
    for rule in state.rulebook.collateral.assets:
        scale = price_scale(state, rule.asset)
        if scale is not None and scale.symbol not in state.marks and collateral_atoms(state, rule.asset):
            found.append(scale.symbol)
    return tuple(found)
