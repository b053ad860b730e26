"""The one sentence of My account: how much, from where, what stays at 0, and the rule that decides. Qt-free."""

from __future__ import annotations

from sandbox.risk.report_records import AccountReport, PositionReport
from sandbox.rulebook.collateral import SEGREGATED
from sandbox.rulebook.records import Rulebook
from ui.viewmodels import account_texts as texts
from ui.viewmodels import door_texts, regime_texts
from ui.viewmodels.account_numbers import money_text
from ui.viewmodels.event_rows import symbol_of

ALWAYS_OUTSIDE = ("spot", "funding", "savings")


def sentence_of(report: AccountReport) -> str:
    """Return the sentence for a report.

    Example: "At most 1,000.00 USDT from the contract wallet; spot, funding and savings 0, because the position is
    isolated and auto top-up is off (Binance-style USD-M, mid-2024)."
    """
    others = joined([*ALWAYS_OUTSIDE, *(["cold"] if report.account.outside_wallets.get("cold") else [])])
    book = dated_book(report.account.rulebook)
    if not report.positions:
        return texts.NOTHING.format(others=others, book=book)
    if report.account.account_mode != SEGREGATED or door_reasons(report):
        return _pooled_sentence(report, book)
    amounts = [
        f"{money_text(row.worst_loss, row.asset)} {row.asset}"
        for row in report.reach
        if row.wallet == "contract" and (row.worst_loss or _settles(report, row.asset))
    ]
    said = texts.AT_MOST.format(amount=joined(amounts), others=others, reason=reason_of(report), book=book)
    gone = [symbol_of(one.position.contract.symbol) for one in report.positions if one.is_liquidatable]
    if gone:
        return texts.LIQUIDATABLE.format(symbols=joined(list(dict.fromkeys(gone)))) + said
    return said


def _pooled_sentence(report: AccountReport, book: str) -> str:
    """Return the sentence of an account that pools its assets: wallet by wallet what can go, and what cannot."""
    account = report.account
    reached: dict[str, list[str]] = {}
    for row in report.reach:
        if row.worst_loss:
            reached.setdefault(row.wallet, []).append(f"{money_text(row.worst_loss, row.asset)} {row.asset}")
    others = [one for one in ALWAYS_OUTSIDE if one not in reached]
    others += ["cold"] if account.outside_wallets.get("cold") else []
    parts = [regime_texts.FROM_WALLET.format(amount=joined(held), wallet=one) for one, held in reached.items()]
    said = regime_texts.AT_MOST if parts else regime_texts.NOTHING
    reason = reason_of(report) if account.account_mode == SEGREGATED else regime_texts.REASONS[account.account_mode]
    reason = joined([reason, *door_reasons(report)])
    return said.format(parts=joined(parts), others=joined(others), reason=reason, book=book)


def door_reasons(report: AccountReport) -> list[str]:
    """Return the side doors that are open, in words."""
    transfer = [door_texts.REASON_TRANSFER] if report.account.auto_transfer else []
    return transfer + ([door_texts.REASON_PLEDGE] if report.account.pledged != 0 else [])


def reason_of(report: AccountReport) -> str:
    """Return the rule that decides, in words."""
    cross = [one for one in report.positions if one.position.isolated_margin is None]
    isolated = len(report.positions) - len(cross)
    if any(one.position.top_up != 0 for one in report.positions):
        if cross:
            return texts.REASON_MIXED_TOPPED_UP
        return texts.REASON_TOPPED_UP if isolated == 1 else texts.REASON_TOPPED_UP_MANY.format(count=isolated)
    if not cross:
        return texts.REASON_ISOLATED if isolated == 1 else texts.REASON_ISOLATED_MANY.format(count=isolated)
    if isolated:
        return texts.REASON_MIXED
    if any(one.position.side < 0 for one in cross):
        return texts.REASON_CROSS_SHORT
    if len(cross) > 1:
        return texts.REASON_CROSS_MANY.format(count=len(cross))
    return texts.REASON_CROSS if _takes_all(report, cross[0]) else texts.REASON_CROSS_LONG


def _takes_all(report: AccountReport, one: PositionReport) -> bool:
    asset = one.position.contract.settle
    worst = next(row.worst_loss for row in report.reach if (row.wallet, row.asset) == ("contract", asset))
    return worst >= report.account.contract_wallet.get(asset, 0)


def _settles(report: AccountReport, asset: str) -> bool:
    return any(one.position.contract.settle == asset for one in report.positions)


def joined(words: list[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return texts.AND.format(first=", ".join(words[:-1]), last=words[-1])


def dated_book(book: Rulebook) -> str:
    """Return a book's name and date: "Binance-style USD-M, mid-2024"; the exact date stands in the rules."""
    when = _when(book.as_of)
    return texts.DATED.format(name=book.name, date=when) if when else book.name


def _when(as_of: str) -> str:
    year, _, rest = as_of.partition("-")
    month, _, day = rest.partition("-")
    if not (year.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
        return as_of
    if month == "06" and day == "30":
        return texts.MID_YEAR.format(year=year)
    if month == "12" and day == "31":
        return texts.END_YEAR.format(year=year)
    return f"{texts.MONTHS[int(month) - 1]} {year}"
