"""Random worlds by rules of single venues: brackets by size, partial sales, early takeovers, a fund that stops."""

from fractions import Fraction
from random import Random

from msgspec.structs import replace

from sandbox.messages.opening import Opening
from sandbox.rulebook.records import Contract, LiquidationRules
from tests.simulation.worlds import START_TICKS
from tests.support.builders import SECOND


def with_venue_rules(rng: Random, opening: Opening) -> Opening:
    """Return half of the worlds as they are, and give the others rules of OKX, of Hyperliquid, or a mixture."""
    if rng.random() < 0.5:
        return opening
    book = opening.rulebook
    contracts = tuple(_by_size(one) if rng.random() < 0.5 else one for one in book.contracts)
    keeps = rng.random() < 0.6
    funding = replace(book.funding, keeps_maintenance=keeps, cap=Fraction(1, 25) if keeps else book.funding.cap)
    rules = _rules(rng, book.liquidation)
    return replace(opening, rulebook=replace(book, liquidation=rules, funding=funding, contracts=contracts))


def _rules(rng: Random, rules: LiquidationRules) -> LiquidationRules:
    share = rng.choice([Fraction(0), Fraction(0), Fraction(2, 3), Fraction(1)])
    steps = rng.choice([rules.steps, "partial", "partial", "brackets"])
    return replace(
        rules,
        steps=steps,
        slice=rng.choice([Fraction(1, 5), Fraction(1, 3)]) if steps == "partial" else rules.slice,
        slice_above=Fraction(rng.choice([0, 1_000, 100_000])),
        cooldown_ns=rng.choice([0, 3, 30]) * SECOND,
        reduces_by=rng.choice([1, 2, 2, 3]),
        takeover_share=share,
        takeover_at="maintenance" if share else rng.choice(["maintenance", "first_bracket"]),
        fund_drop=rng.choice([Fraction(0), Fraction(3, 10), Fraction(1, 20), Fraction(1)]),
        fund_drop_ns=rng.choice([60, 8 * 3600]) * SECOND,
    )


def _by_size(contract: Contract) -> Contract:
    """Count the brackets in sizes: what their values are worth at the starting price; steps without deductions."""
    price = START_TICKS[contract.symbol] * contract.tick
    rows = tuple(
        replace(
            row,
            up_to=row.up_to / price if contract.face is None else row.up_to * price / contract.face,
            deduction=Fraction(0),
        )
        for row in contract.brackets
    )
    return replace(contract, brackets=rows, brackets_by="size")
