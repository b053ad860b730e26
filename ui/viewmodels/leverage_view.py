"""The leverage of an open position: what another one would need and set free, or why it is refused. Qt-free."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from msgspec import Struct

from sandbox.messages.commands import SetLeverage
from sandbox.projections.leverage_preview import LeveragePreview
from ui.viewmodels import waiting_texts as words
from ui.viewmodels.facts import PositionFacts
from ui.viewmodels.number_text import amount_text, leverage_text
from ui.viewmodels.position_view import sided_symbol
from ui.viewmodels.refusals import refusal_sentence


class LeverageView(Struct, frozen=True):
    """The whole dialog; no `command` where nothing would change or it would be refused."""

    title_text: str
    note_text: str
    error_text: str = ""
    command: SetLeverage | None = None


def leverage_view(
    position: PositionFacts, leverage: int, trial: Callable[[SetLeverage], LeveragePreview]
) -> LeverageView:
    """Return what a leverage would mean for a position."""
    title = words.LEVERAGE_TITLE.format(symbol=sided_symbol(position))
    now = words.LEVERAGE_NOW.format(leverage=leverage_text(position.leverage), mode=position.margin_mode)
    if leverage == position.leverage:
        return LeverageView(title, now)
    command = SetLeverage(contract=position.contract, leverage=Fraction(leverage), side=position.slot or None)
    told = trial(command)
    if told.refused is not None:
        lowers = leverage < position.leverage and position.margin_mode == "isolated"
        is_open = told.refused.reason == "POSITION_OPEN"
        error = words.LEVERAGE_ONLY_UP if is_open and lowers else refusal_sentence(told.refused)
        return LeverageView(title, now, words.LEVERAGE_ORDERS if is_open and not lowers else error)
    figures = [
        amount_text(one, told.asset)
        for one in (
            told.initial_before_atoms,
            told.initial_after_atoms,
            told.available_before_atoms,
            told.available_after_atoms,
        )
    ]
    note = words.LEVERAGE_CHANGE.format(before=figures[0], after=figures[1], free=figures[2], freed=figures[3])
    tail = words.LEVERAGE_STAYS if position.margin_mode == "isolated" else words.LEVERAGE_SAME_PRICE
    return LeverageView(title, f"{now} {note} {tail}", "", command)
