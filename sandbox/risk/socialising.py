"""Socialised loss: what each winner pays, pro rata to its profit (reference venues section 10)."""

from collections.abc import Sequence


def loss_shares(loss_atoms: int, profits_atoms: Sequence[int]) -> tuple[int, ...]:
    """Split a loss over winners in rank order: floor shares, leftover atoms one each from the first on.

    Never more than a winner's profit; where all profits together are smaller than the loss, each pays all of its own.
    Example: 10 over (50, 45, 5) -> (6, 4, 0): floors 5, 4, 0 and the leftover atom to the first.
    """
    total = sum(profits_atoms)
    if total <= loss_atoms:
        return tuple(profits_atoms)
    shares = [loss_atoms * profit // total for profit in profits_atoms]
    left = loss_atoms - sum(shares)
    for index, profit in enumerate(profits_atoms):
        if left == 0:
            break
        if shares[index] < profit:
            shares[index] += 1
            left -= 1
    return tuple(shares)
