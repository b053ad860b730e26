"""The leverage scale of a contract: its marks, the largest size above each, and what a size allows. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from sandbox.rulebook.records import Bracket, Contract
from ui.viewmodels import order_texts
from ui.viewmodels.number_text import NO_BREAK, decimal_text, leverage_text, percent_text
from ui.viewmodels.ticket_records import LeverageMark

ROUND_LEVERAGES = (1, 5, 10, 20, 50, 100)
LEVERAGE_MARK_MIN = 5
LEVERAGES_NEAR = Fraction(5, 4)
SHORT = ((10**9, "B"), (10**6, "M"), (10**3, "k"))


def leverage_max(contract: Contract) -> int:
    """Return the highest whole leverage of a contract."""
    return max(1, int(max(bracket.max_leverage for bracket in contract.brackets)))


def bracket_at(contract: Contract, amount: Fraction) -> tuple[int, Bracket]:
    """Return number (from 1) and record of the bracket that holds for what it counts: a notional or a size."""
    for place, bracket in enumerate(contract.brackets, start=1):
        if amount <= bracket.up_to:
            return place, bracket
    return len(contract.brackets), contract.brackets[-1]


def short_size_text(amount: Fraction) -> str:
    """Write a large amount in few signs: 50000 -> "50 k", 12000000 -> "12 M"."""
    for unit, sign in SHORT:
        if amount >= unit:
            share = amount / unit
            return f"{decimal_text(share, 0 if share.denominator == 1 else 1)}{NO_BREAK}{sign}"
    return decimal_text(amount, 0)


def leverage_marks(contract: Contract) -> tuple[LeverageMark, ...]:
    """Return the marks from low to high: round leverages, the highest, and where brackets begin to allow more.

    A bracket's mark carries the largest size its leverage allows; one bracket alone allows any size, so none does, and
    brackets below 5x stand too close together to be marked.
    """
    highest = leverage_max(contract)
    sizes: dict[int, Fraction] = {}
    if len(contract.brackets) > 1:
        for bracket in contract.brackets:
            whole = max(1, int(bracket.max_leverage))
            if whole < LEVERAGE_MARK_MIN:
                continue
            sizes[whole] = max(sizes.get(whole, Fraction(0)), bracket.up_to)
    near_top = {one for one in ROUND_LEVERAGES if one < highest <= one * LEVERAGES_NEAR}
    marks = ({one for one in ROUND_LEVERAGES if one < highest} - near_top) | {highest} | set(sizes)
    return tuple(LeverageMark(one, short_size_text(sizes[one]) if one in sizes else "") for one in sorted(marks))


def bracket_words(contract: Contract, amount: Fraction, asset: str) -> tuple[str, str]:
    """Return the chip of the bracket that holds for an amount of `asset`, and its tooltip."""
    number, bracket = bracket_at(contract, amount)
    rate, count = percent_text(bracket.maintenance, 2), len(contract.brackets)
    if count == 1:
        return order_texts.BRACKET_CHIP_ONE.format(rate=rate), ""
    limit = decimal_text(bracket.up_to, 0) if bracket.up_to < 10**7 else short_size_text(bracket.up_to)
    words = order_texts.BRACKET_SIZE_TIP if contract.counts_sizes else order_texts.BRACKET_TIP
    tip = words.format(
        number=number,
        count=count,
        limit=decimal_text(bracket.up_to, 0),
        asset=asset,
        leverage=leverage_text(bracket.max_leverage),
        rate=rate,
    )
    return order_texts.BRACKET_CHIP.format(number=number, limit=limit, asset=asset, rate=rate), tip
