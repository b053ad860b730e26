"""Loss reach under the stress grid: whether some price path takes all that counts, or how much it can take.

Unit-agnostic like `pooled_reach`. What is left above maintenance is concave in every price. So it only rises with a
price where it does not fall far out; where that holds for all prices, it is least where every price stands at one tick.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from msgspec import Struct

from sandbox.margin.requirement import Leg
from sandbox.margin.stress_grid import ZERO, RiskUnit, StressLeg, maintenance_of
from sandbox.risk.pooled_reach import Coin, PooledReach
from sandbox.rulebook.portfolio import PortfolioRules

ORDERS_MAX = 5  # beyond it not every set of fills is tried, and everything counts as reachable

SHORT = "a short has no highest price, so all that counts can go"
MANY_ORDERS = "many orders may fill in any order, so all that counts can go"
FALLS = "prices can fall far enough, those of the coins too, so that all that counts is sold and taken over"
HEDGED = "coins hedge the short at every price, but to close it high they are sold"
ENDS = "the longs end at the lowest tick before they are liquidated"


class GridReach(Struct, frozen=True):
    """The grid, and what it has to know of every contract: the coin it is about; `whole` as in `stress_grid`."""

    rules: PortfolioRules
    assets: Mapping[str, str]
    whole: int = 1


class _Held(Struct, frozen=True):
    """All of one contract: signed quantity and signed open value."""

    contract: str
    tick: Fraction
    quantity: Fraction
    open_value: Fraction


def portfolio_reach(
    cash: Fraction,
    coins: Mapping[str, Coin],
    legs: Sequence[tuple[str, Leg]],
    orders: Sequence[tuple[str, Leg]],
    grid: GridReach,
    closing_fee_rate: Fraction,
) -> PooledReach:
    """Return what any price path can take, whichever of the orders fill; `coins` by the contract that prices them."""
    if not legs and not orders:
        return PooledReach(False, ZERO, False, "no cross position draws on it")
    crowded = len({grid.assets[name] for name, _ in [*legs, *orders]}) < len({name for name, _ in [*legs, *orders]})
    if len(orders) > ORDERS_MAX or (crowded and orders):
        return PooledReach(True, max(ZERO, cash), True, MANY_ORDERS)
    fills = [chosen for count in range(len(orders) + 1) for chosen in combinations(orders, count)]
    found = [_reach_of(cash, coins, _netted([*legs, *chosen]), grid, closing_fee_rate) for chosen in fills]
    return max(found, key=lambda one: (one.whole, one.coins, one.quote))


def _netted(legs: Sequence[tuple[str, Leg]]) -> list[_Held]:
    held: dict[str, _Held] = {}
    for contract, leg in legs:
        before = held.get(contract, _Held(contract, leg.tick, ZERO, ZERO))
        quantity, value = before.quantity + leg.side * leg.quantity, before.open_value + leg.side * leg.open_value
        held[contract] = _Held(contract, leg.tick, quantity, value)
    return list(held.values())


def _reach_of(
    cash: Fraction, coins: Mapping[str, Coin], held: Sequence[_Held], grid: GridReach, closing_fee_rate: Fraction
) -> PooledReach:
    units = _units_at_one_tick(held, coins, grid)
    if any(_far_slope(unit, leg, coins, grid) < 0 for unit in units for leg in unit.legs):
        short = any(leg.quantity < 0 for unit in units for leg in unit.legs)
        return PooledReach(True, max(ZERO, cash), True, SHORT if short else FALLS)
    worst = sum((one.quantity * one.tick - one.open_value for one in held), ZERO)
    floor = sum((counted * tick for counted, tick in coins.values()), ZERO)
    if cash + floor + worst <= maintenance_of(units, grid.rules, grid.whole):
        return PooledReach(True, max(ZERO, cash), True, FALLS)
    if any(one.quantity < 0 for one in held):
        return PooledReach(False, max(ZERO, cash), True, HEDGED)
    fee = sum((one.quantity * one.tick * closing_fee_rate for one in held), ZERO)
    return PooledReach(False, min(max(ZERO, cash), fee - worst), fee - worst > cash, ENDS)


def _units_at_one_tick(held: Sequence[_Held], coins: Mapping[str, Coin], grid: GridReach) -> list[RiskUnit]:
    units = []
    for asset in dict.fromkeys(grid.assets[one.contract] for one in held):
        legs = [StressLeg(one.contract, one.quantity, one.tick) for one in held if grid.assets[one.contract] == asset]
        coin = next((name for name in coins if grid.assets[name] == asset), None)
        counted, tick = (ZERO, ZERO) if coin is None else coins[coin]
        units.append(RiskUnit(asset, tuple(legs), counted, coin or "", tick))
    return units


def _far_slope(unit: RiskUnit, leg: StressLeg, coins: Mapping[str, Coin], grid: GridReach) -> Fraction:
    """Return how what is left changes with one contract's price where that is very high."""
    rules, own = grid.rules, unit.coin_contract == leg.contract
    net = leg.quantity + (unit.hedging if own else ZERO)
    gross, gained = abs(leg.quantity), leg.quantity + (coins[leg.contract][0] if own else ZERO)
    moves = abs(net) * rules.move_rate(unit.asset) + gross * rules.basis_rate(unit.asset)
    least = gross * rules.minimum_rate * rules.minimum_tiers[-1].multiplier
    return gained - max(moves, least) - gross * rules.closing_fee
