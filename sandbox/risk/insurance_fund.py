"""How many lots of a shortfall the insurance fund can pay for (architecture section 6, closing)."""

from collections.abc import Callable


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
