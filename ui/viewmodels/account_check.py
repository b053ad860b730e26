"""Checks what was typed field by field, then lets the `risk` command's own reader and report answer. Qt-free."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct, field

from sandbox.loading.forgiving_number import forgiving_number
from sandbox.loading.risk_json import read_accounts
from sandbox.risk.report import report_account
from sandbox.risk.report_records import AccountReport
from sandbox.values.problems import Problem
from ui.viewmodels import account_texts as texts
from ui.viewmodels.account_draft import draft_text
from ui.viewmodels.account_records import AccountDraft, PositionDraft
from ui.viewmodels.account_sentence import joined

HIGHEST = Decimal(10) ** 15
SOURCE = "my account"


class Checked(Struct):
    """Errors by field ("balances.0", "positions.1.size"), what is missing in one line, or the report."""

    errors: dict[str, str] = field(default_factory=dict)
    missing: str = ""
    report: AccountReport | None = None


def checked(draft: AccountDraft) -> Checked:
    """Check a draft and answer it where every field can be read."""
    found = Checked()
    for place, balance in enumerate(draft.balances):
        _number(found, f"balances.{place}", balance.amount_text, at_least_zero=True)
    for place, position in enumerate(draft.positions):
        if draft.counts(place):
            _position(found, place, position)
    _together(found, draft)
    if found.errors or found.missing:
        return found
    try:
        found.report = report_account(read_accounts(SOURCE, draft_text(draft))[0][0])
    except Problem as problem:  # what a field alone cannot show
        found.missing = str(problem).partition(": ")[2] or str(problem)
    return found


def _position(found: Checked, place: int, one: PositionDraft) -> None:
    at = f"positions.{place}"
    _number(found, f"{at}.size", one.size_text)
    _number(found, f"{at}.entry", one.entry_text)
    _number(found, f"{at}.mark", one.mark_text)
    _number(found, f"{at}.leverage", one.leverage_text)
    needs = []
    if not one.size_text.strip():
        needs.append(texts.MISSING_SIZE)
    if not one.entry_text.strip():
        needs.append(texts.MISSING_ENTRY)
    if one.mode == "isolated":
        _number(found, f"{at}.margin", one.margin_text, at_least_zero=True)
        if not one.margin_text.strip() and not one.leverage_text.strip():
            needs.append(texts.MISSING_MARGIN)
    if needs and not found.missing:
        found.missing = texts.MISSING.format(number=place + 1, what=joined(needs))


def _together(found: Checked, draft: AccountDraft) -> None:
    """Check what only several positions can have wrong: two marks of a contract, two cross ones of a side."""
    marks: dict[str, Decimal | None] = {}
    cross: set[tuple[str, str]] = set()
    for place, one in enumerate(draft.positions):
        if one.mark_text.strip() and f"positions.{place}.mark" not in found.errors:
            number = forgiving_number(one.mark_text)
            if marks.setdefault(one.contract, number) != number:
                found.errors[f"positions.{place}.mark"] = texts.TWO_MARKS
        if one.mode == "cross":
            if (one.contract, one.side) in cross:
                found.errors[f"positions.{place}.contract"] = texts.TWO_CROSS
            cross.add((one.contract, one.side))


def _number(found: Checked, key: str, text: str, *, at_least_zero: bool = False) -> None:
    if not text.strip():
        return
    number = forgiving_number(text)
    if number is None:
        found.errors[key] = texts.NOT_A_NUMBER
    elif number < 0 and at_least_zero:
        found.errors[key] = texts.NEGATIVE
    elif number <= 0 and not at_least_zero:
        found.errors[key] = texts.NOT_POSITIVE
    elif number > HIGHEST:
        found.errors[key] = texts.TOO_LARGE
