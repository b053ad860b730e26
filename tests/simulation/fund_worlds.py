"""Random worlds by what stands behind a loss: funds of a contract's own, a cap on what a fund takes over, claims."""

from fractions import Fraction
from random import Random

from msgspec.structs import replace

from sandbox.messages.opening import Opening, WalletAmount
from tests.support.builders import atoms


def with_funds(rng: Random, opening: Opening) -> Opening:
    """Give some contracts a fund of their own with a little money, and the book a cap or claims."""
    book = opening.rulebook
    contracts = tuple(replace(one, fund=rng.choice(["shared", "own", "own"])) for one in book.contracts)
    rules = replace(
        book.liquidation,
        position_cap=rng.choice([Fraction(0), Fraction(1), Fraction(1, 3), Fraction(20)]),
        beyond_fund=rng.choice([book.liquidation.beyond_fund, "claim", "claim"]),
    )
    own = tuple(
        WalletAmount(
            wallet=f"insurance_fund/{one.symbol}",
            asset=one.settle,
            atoms=atoms(rng.choice(["0.00000001", "0.02", "7.7", "900"])),
        )
        for one in contracts
        if one.fund == "own" and rng.random() < 0.8
    )
    return replace(
        opening,
        rulebook=replace(book, liquidation=rules, contracts=contracts),
        insurance_fund=(*opening.insurance_fund, *own),
    )
