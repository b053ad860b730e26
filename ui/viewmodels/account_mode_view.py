"""The switch of the account mode: every figure and the reach before and after, or why it is refused. Qt-free."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from sandbox.messages.commands import SetAccountMode
from sandbox.messages.events import CommandRefused
from sandbox.projections.account_mode_preview import ModeFigures, ModePreview
from ui.viewmodels import regime_texts as words
from ui.viewmodels import texts
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import Scale
from ui.viewmodels.number_text import MISSING, amount_text, percent_text, price_text
from ui.viewmodels.refusals import refusal_sentence

ModeRow = tuple[str, str, str]  # figure, now, after


class AccountModeView(Struct, frozen=True):
    """The whole dialog; no `command` where nothing would change or it would be refused."""

    note_text: str
    rows: tuple[ModeRow, ...]
    error_text: str = ""
    command: SetAccountMode | None = None


def account_mode_view(
    present: str, chosen: str, trial: Callable[[SetAccountMode], ModePreview], scales: dict[str, Scale]
) -> AccountModeView:
    """Return what the chosen mode would mean."""
    command = SetAccountMode(account_mode=chosen)
    found = trial(command)
    note = words.MODE_NOTES[chosen]
    if chosen == present:
        return AccountModeView(note, figure_rows(found.before, None, scales))
    if found.refused is not None:
        return AccountModeView(note, figure_rows(found.before, None, scales), why_refused(found.refused))
    return AccountModeView(note, figure_rows(found.before, found.after, scales), "", command)


def why_refused(refused: CommandRefused) -> str:
    """Return the venue's check that fails, in words, with its arithmetic where there is one."""
    words_of_it = f"{refused.explanation[:1].upper()}{refused.explanation[1:]}."
    return f"{words_of_it} {refusal_sentence(refused)}" if refused.needed_text else words_of_it


def figure_rows(before: ModeFigures, after: ModeFigures | None, scales: dict[str, Scale]) -> tuple[ModeRow, ...]:
    """Return every figure of an account now and after a change; "" where there is nothing to compare with."""
    mine, other = _column(before, scales), {} if after is None else _column(after, scales)
    names = list(dict.fromkeys([*mine, *other]))
    return tuple((name, mine.get(name, MISSING), other.get(name, "")) for name in names)


def _column(one: ModeFigures, scales: dict[str, Scale]) -> dict[str, str]:
    """Return the figures of one mode by their names."""
    found = {
        words.MODE_EQUITY: amount_text(one.equity_atoms, one.asset),
        words.MODE_MAINTENANCE: amount_text(one.maintenance_atoms, one.asset),
        words.MODE_RATIO: MISSING if one.margin_ratio is None else percent_text(one.margin_ratio, 1),
        words.MODE_AVAILABLE: amount_text(one.available_atoms, one.asset),
    }
    for contract, tick in one.ticks:
        name = words.MODE_TICK.format(symbol=symbol_of(contract))
        found[name] = MISSING if tick is None else price_text(tick, scales[contract].tick)
    for row in one.reach:
        name = words.MODE_REACH.format(wallet=texts.WALLET_NAMES[row.wallet], asset=row.asset)
        found[name] = amount_text(row.worst_loss_atoms, row.asset)
    return found
