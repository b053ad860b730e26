"""Play it: the account on a crash, what is said beforehand, and the opening that is played. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from sandbox.loading.account_opening import PriceMove, opening_on_move, opening_on_scenario
from sandbox.loading.forgiving_number import forgiving_number
from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.opening import Opening
from sandbox.risk.report_records import AccountInput
from sandbox.values.assets import decimal_text
from ui.viewmodels import account_texts as texts
from ui.viewmodels.account_check import checked
from ui.viewmodels.account_numbers import contract_price_text
from ui.viewmodels.account_records import WORST, AccountDraft, PlayChoice, PlayView
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.witness_view import worst_path

FALL_MAX, RISE_MAX = Fraction(999, 10), Fraction(1_000)
PERCENT_MIN = Fraction(1, 10)
MINUTES_MAX = 1_440
STILL = PriceMove(change=Fraction(0), minutes=1)  # what comes after the first prices is the worst path's own


def play_view(draft: AccountDraft, choice: PlayChoice, titles: dict[str, str]) -> PlayView:
    """Return what is said about playing a draft on a crash; `titles` are the scenarios' by id."""
    error = _choice_error(choice)
    if error:
        return PlayView("", error)
    report = checked(draft).report
    if report is None or not report.positions:
        return PlayView(texts.PLAY_WAITS)
    marks = {
        one.contract.symbol: texts.PLAY_MARK.format(
            symbol=symbol_of(one.contract.symbol),
            mark=contract_price_text(max(1, round(one.mark / one.contract.tick)) * one.contract.tick, one.contract),
        )
        for one in report.account.positions
    }
    said = ", ".join(marks.values())
    if choice.scenario == WORST:
        note = texts.PLAY_NOTE_WORST.format(marks=said)
    elif choice.scenario:
        note = texts.PLAY_NOTE_SCENARIO.format(title=titles.get(choice.scenario, choice.scenario), marks=said)
    else:
        percent, minutes = move_texts(choice)
        note = texts.PLAY_NOTE_MOVE.format(
            verb=texts.PLAY_VERBS[choice.direction], percent=percent, minutes=minutes, marks=said
        )
    return PlayView(note, can_play=True)


def _choice_error(choice: PlayChoice) -> str:
    if choice.scenario:
        return ""
    percent, minutes = forgiving_number(choice.percent_text), forgiving_number(choice.minutes_text)
    highest = FALL_MAX if choice.direction == "fall" else RISE_MAX
    if percent is None or not PERCENT_MIN <= Fraction(percent) <= highest:
        return texts.PLAY_BAD_PERCENT
    if minutes is None or minutes != int(minutes) or not 1 <= minutes <= MINUTES_MAX:
        return texts.PLAY_BAD_MINUTES
    return ""


def move_texts(choice: PlayChoice) -> tuple[str, str]:
    """Return percentage and minutes as they are said."""
    percent, minutes = forgiving_number(choice.percent_text), forgiving_number(choice.minutes_text)
    return decimal_text(Fraction(percent or 0)), decimal_text(Fraction(minutes or 0))


def play_opening(account: AccountInput, choice: PlayChoice, titles: dict[str, str]) -> Opening:
    """Return the opening that plays an account; raises Problem for what a ledger cannot hold."""
    if choice.scenario == WORST:
        return worst_path(opening_on_move(account, texts.PLAY_SESSION_WORST, STILL))
    if choice.scenario:
        title = texts.PLAY_SESSION.format(title=titles.get(choice.scenario, choice.scenario))
        return opening_on_scenario(account, title, load_scenario(choice.scenario))
    percent, minutes = move_texts(choice)
    title = texts.PLAY_SESSION_MOVE.format(verb=texts.PLAY_VERBS[choice.direction], percent=percent, minutes=minutes)
    sign = -1 if choice.direction == "fall" else 1
    return opening_on_move(account, title, PriceMove(change=sign * Fraction(percent) / 100, minutes=int(minutes)))
