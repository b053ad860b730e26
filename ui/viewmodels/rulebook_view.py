"""A rulebook as a person reads it: the list, the rules as a page of Markdown, what a check found. Qt-free."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from sandbox.loading.rulebook_check import RulebookCheck
from sandbox.rulebook.records import Contract, LiquidationRules, Rulebook
from sandbox.values.assets import decimal_text as exact_text
from ui.viewmodels import door_texts, fund_texts
from ui.viewmodels import rulebook_texts as texts
from ui.viewmodels.grid_rules_view import portfolio_parts
from ui.viewmodels.number_text import decimal_text, leverage_text

NS_PER_SECOND = 1_000_000_000
ANY_SIZE = 10**12  # a bracket that ends there ends nowhere
NAME_LINE = re.compile(r'^name *= *"([^"\n]+)"', re.MULTILINE)


class BookItem(Struct, frozen=True):
    """One row of the list: the file, whether it is yours, its name, and a second line."""

    id: str
    path: Path
    is_own: bool
    name: str
    about: str


def book_item(path: Path, check: RulebookCheck, *, is_own: bool, text: str = "") -> BookItem:
    """Return the row of a book; one that cannot be read keeps the name that its text says, if it says one."""
    book = check.book
    date = "" if book is None else book.as_of
    name = texts.UNNAMED if book is None else book.name
    if book is None and (said := NAME_LINE.search(text)) is not None:
        name = said[1]
    date = texts.UNREAD if book is None else texts.AS_OF.format(date=date) if date else texts.NO_DATE
    return BookItem(path.stem, path, is_own, name, f"{path.stem} · {date}")


def status_text(check: RulebookCheck) -> tuple[str, str]:
    """Return the chip of a check and its tone: good, doubtful, or to mend."""
    count = len(check.findings)
    if check.book is None:
        return texts.UNUSABLE.format(count=count), "loss"
    return (texts.DOUBTFUL.format(count=count), "warn") if count else (texts.GOOD, "gain")


def finding_lines(check: RulebookCheck) -> tuple[str, ...]:
    """Return a line for each finding."""
    return tuple(texts.LINE.format(line=one.line, text=one.text) for one in check.findings)


def rules_markdown(book: Rulebook) -> str:
    """Return the rules as a page: sources and assumptions, how it liquidates, every contract with its brackets."""
    date = texts.NO_DATE if not book.as_of else texts.AS_OF.format(date=book.as_of)
    parts = [f"# {book.name}", f"{book.id} · {date}"]
    parts += [f"## {texts.SOURCES}", _bullets(book.sources)] if book.sources else []
    parts += [f"## {texts.ASSUMPTIONS}", _bullets(book.assumptions)] if book.assumptions else []
    parts += [f"## {texts.LIQUIDATION}", _bullets(liquidation_lines(book)), _fees(book), f"## {texts.CONTRACTS}"]
    for contract in book.contracts:
        parts += [_settled(contract), _table(contract)]
    ends = any(one.brackets[-1].up_to < ANY_SIZE for one in book.contracts)
    return "\n\n".join([*parts, *([texts.AND_ON] if ends else []), *portfolio_parts(book)]) + "\n"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def liquidation_lines(book: Rulebook) -> tuple[str, ...]:
    """Return how the book liquidates, a rule a line."""
    rules = book.liquidation
    lines = [f"{texts.TRIGGER[rules.trigger]}, {texts.BASIS[rules.maintenance_basis]}"]
    if rules.fee_in_maintenance:
        lines.append(texts.FEE_INSIDE.format(rate=_rate(book.fees.taker)))
    lines += [_steps(rules), *_takeover(rules)]
    if rules.fund_drop:
        hours = rules.fund_drop_ns // (3600 * NS_PER_SECOND)
        lines.append(texts.FUND_DROP.format(share=_rate(rules.fund_drop), hours=hours))
    if own := [one.symbol for one in book.contracts if one.fund == "own"]:
        lines.append(fund_texts.RULE_OWN_FUND.format(symbols=", ".join(own)))
    if rules.position_cap:
        lines.append(fund_texts.RULE_CAP.format(times=exact_text(rules.position_cap, 4)))
    lines.append(texts.SURPLUS[rules.surplus_to])
    price, rank = texts.ADL_PRICE[rules.adl_price], texts.ADL_RANK[rules.adl_rank]
    lines.append(texts.BEYOND[rules.beyond_fund].format(price=price, rank=rank))
    if rules.set_off:
        lines.append(door_texts.RULE_SET_OFF.format(wallets=door_texts.AND.join(rules.set_off)))
    return tuple(lines)


def _steps(rules: LiquidationRules) -> str:
    if rules.steps == "brackets" and rules.reduces_by > 1:
        return texts.BRACKETS_AT_A_TIME.format(count=rules.reduces_by)
    return texts.STEPS[rules.steps].format(slice=_rate(rules.slice), above=decimal_text(rules.slice_above, 0))


def _takeover(rules: LiquidationRules) -> list[str]:
    lines = []
    if rules.cooldown_ns:
        lines.append(texts.COOLDOWN.format(seconds=rules.cooldown_ns // NS_PER_SECOND))
    if rules.takeover_at == "first_bracket":
        lines.append(texts.TAKEOVER_FIRST)
    elif rules.takeover_share:
        share = rules.takeover_share
        lines.append(texts.TAKEOVER_SHARE.format(share=f"{share.numerator}/{share.denominator}"))
    return lines


def _fees(book: Rulebook) -> str:
    words = texts.FEES + (texts.KEEPS if book.funding.keeps_maintenance else "")
    return words.format(
        maker=_rate(book.fees.maker),
        taker=_rate(book.fees.taker),
        hours=book.funding.interval_hours,
        cap=_rate(book.funding.cap),
    )


def _settled(contract: Contract) -> str:
    kind = texts.KIND[contract.kind]
    if contract.face is not None:
        kind = kind.format(face=exact_text(contract.face), quote=contract.quote)
    return texts.SETTLED.format(
        symbol=f"**{contract.symbol}**",
        kind=kind,
        settle=contract.settle,
        tick=exact_text(contract.tick),
        lot=exact_text(contract.lot),
    )


def _table(contract: Contract) -> str:
    unit = contract.settle
    if contract.counts_sizes:
        unit = texts.CONTRACTS_UNIT if contract.is_inverse else contract.base
    has_deductions = any(row.deduction for row in contract.brackets)
    heads = [texts.UP_TO.format(unit=unit), texts.LEVERAGE, texts.RATE]
    heads += [texts.DEDUCTION.format(unit=contract.settle)] if has_deductions else []
    rows = [f"| {' | '.join(heads)} |", f"|{'---:|' * len(heads)}"]
    for row in contract.brackets:
        up_to = texts.ANY_SIZE if row.up_to >= ANY_SIZE else _amount(row.up_to)
        cells = [up_to, leverage_text(row.max_leverage), _rate(row.maintenance)]
        cells += [_amount(row.deduction)] if has_deductions else []
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _amount(amount: Fraction) -> str:
    return decimal_text(amount, 0) if amount.denominator == 1 else exact_text(amount, 8)


def _rate(rate: Fraction) -> str:
    return f"{exact_text(100 * rate, 4)}\N{NO-BREAK SPACE}%"
