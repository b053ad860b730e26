"""How many lots of a shortfall the insurance fund can pay for (architecture section 6, closing), and may hold."""

from collections.abc import Callable
from fractions import Fraction

from sandbox.values.rounding import round_down


def lots_paid(budget_atoms: int, lots: int, shortfall_atoms: int, loss_of: Callable[[int], int]) -> int:
    """Return the whole lots whose booked loss the budget covers: floor(budget x lots / shortfall).

    `loss_of(n)` is the booked loss of selling n lots; where the budget is an atom short, one lot fewer.
    """
    if budget_atoms >= shortfall_atoms:
        return lots
    paid = budget_atoms * lots // shortfall_atoms
    while paid > 0 and loss_of(paid) > budget_atoms:
        paid -= 1
    return paid


def lots_held(room_atoms: int, lots: int, value_atoms: int) -> int:
    """Return the whole lots of a position worth `value_atoms` at the mark that a fund with so much room may take."""
    return lots if room_atoms >= value_atoms else max(0, room_atoms) * lots // value_atoms


def cap_atoms(position_cap: Fraction, fund_atoms: int) -> int:
    """Return the most notional that a fund may take over: `position_cap` x what it holds, rounded down.

    Source: Binance, 100 % of the fund's own size; what is beyond goes to ADL (reference venues section 2).
    """
    return round_down(position_cap * fund_atoms)
