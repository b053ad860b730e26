"""The answer of My account: the sentence, the reach per wallet, each position's figures and the rules. Qt-free.

Everything comes from `sandbox.risk.report`, which `bulkhead risk` prints: the window and the command cannot disagree.
"""

from __future__ import annotations

from fractions import Fraction

from sandbox.cli.risk_table import report_lines
from sandbox.loading.forgiving_number import forgiving_number
from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.risk.report_records import AccountReport, PositionReport
from sandbox.rulebook.records import Rulebook
from ui.viewmodels import account_texts as texts
from ui.viewmodels.account_check import Checked, checked
from ui.viewmodels.account_numbers import contract_price_text, contract_size_text, money_text
from ui.viewmodels.account_records import (
    AccountAnswerView,
    AccountDraft,
    PositionAnswerView,
    PositionDraft,
    ReachBarView,
)
from ui.viewmodels.account_sentence import dated_book, sentence_of
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.number_text import DOWN, MISSING, UP, leverage_text, percent_text, tone_of

ERRORS_TOLD = 4

TYPESET = {" - ": " \u2212 ", " x ": " \u00d7 ", " / ": " \u00f7 ", "<=": "\u2264", ">=": "\u2265"}


def answer_view(draft: AccountDraft) -> AccountAnswerView:
    """Return what is shown of a draft: the answer, or what to mend."""
    found = checked(draft)
    book = load_rulebook(draft.rulebook)
    margins = tuple(_margin_hint(one, book) for one in draft.positions)
    if found.report is None:
        return AccountAnswerView(hint=_hint(found, draft), errors=found.errors, margins=margins)
    report = found.report
    sentence = sentence_of(report)
    return AccountAnswerView(
        sentence=sentence,
        tone="loss" if any(one.is_liquidatable for one in report.positions) else "plain",
        bars=reach_bars(report),
        positions=tuple(_position(one) for one in report.positions),
        rules=rule_lines(report),
        book_text=dated_book(report.account.rulebook),
        copy_text="\n".join([sentence, "", *report_lines(report), texts.FOOT]),
        margins=margins,
    )


def _hint(found: Checked, draft: AccountDraft) -> str:
    """Return what is missing, or what is wrong where and what to write instead."""
    if not found.errors:
        return found.missing
    told = [texts.ADVICE[error].format(where=_where(key, draft)) for key, error in found.errors.items()]
    if len(told) > ERRORS_TOLD:
        first = "\n".join(told[:ERRORS_TOLD])
        return texts.MEND_MORE.format(first=first, count=len(told) - ERRORS_TOLD)
    return "\n".join(told)


def _where(key: str, draft: AccountDraft) -> str:
    """Return the name of a field: "Spot, USDT" or "Entry price, position 1"."""
    kind, place, *rest = key.split(".")
    if kind == "balances":
        balance = draft.balances[int(place)]
        return texts.BALANCE_NAME.format(wallet=texts.WALLET_NAMES[balance.wallet], asset=balance.asset)
    return texts.FIELD_NAME.format(field=texts.FIELD_WORDS[rest[0]], number=int(place) + 1)


def _margin_hint(one: PositionDraft, book: Rulebook) -> str:
    """Return what an empty margin field stands for: entry value / leverage."""
    if one.mode == "cross":
        return texts.MARGIN_OF_POOL
    size, entry, leverage = (forgiving_number(text) for text in (one.size_text, one.entry_text, one.leverage_text))
    if not size or not entry or leverage is None or leverage <= 0:
        return ""
    contract = book.contract(one.contract)
    margin = contract.value(Fraction(size), Fraction(entry)) / Fraction(leverage)
    return texts.MARGIN_IS.format(amount=money_text(margin, contract.settle))


def reach_bars(report: AccountReport) -> tuple[ReachBarView, ...]:
    """Return one bar per wallet and asset and a sum per asset; bars of an asset stand one after the other."""
    bars: list[ReachBarView] = []
    assets = list(dict.fromkeys(row.asset for row in report.reach))
    for asset in assets:
        rows = [(row, _balance(report, row.wallet, asset)) for row in report.reach if row.asset == asset]
        rows = [(row, balance) for row, balance in rows if balance or row.wallet == "contract"]
        whole = sum((balance for _, balance in rows), Fraction(0))
        start = Fraction(0)
        for row, balance in rows:
            bars.append(
                ReachBarView(
                    row.wallet,
                    _bar_title(row.wallet, "" if asset == assets[0] else asset),
                    _of_text(row.worst_loss, balance, asset),
                    _share(start, whole),
                    _share(min(row.worst_loss, balance), whole),
                    _share(max(Fraction(0), balance - row.worst_loss), whole),
                    rule=row.rule,
                )
            )
            start += balance
        if len(rows) > 1:
            worst = sum((row.worst_loss for row, _ in rows), Fraction(0))
            shares = (_share(min(worst, whole), whole), _share(max(Fraction(0), whole - worst), whole))
            title = texts.REACH_SUM.format(asset=asset)
            bars.append(ReachBarView("", title, _of_text(worst, whole, asset), 0.0, *shares, is_sum=True))
    return tuple(bars)


def _bar_title(wallet: str, asset: str) -> str:
    """Return the name of a wallet, with its asset where that is not the one most sums are in."""
    name = texts.WALLET_NAMES[wallet]
    return texts.BALANCE_NAME.format(wallet=name, asset=asset) if asset else name


def _balance(report: AccountReport, wallet: str, asset: str) -> Fraction:
    """Return what a wallet holds of an asset; the contract wallet with the margins of isolated positions."""
    account = report.account
    if wallet != "contract":
        return account.outside_wallets.get(wallet, {}).get(asset, Fraction(0))
    margins = (one.isolated_margin or Fraction(0) for one in account.positions if one.contract.settle == asset)
    return sum(margins, account.contract_wallet.get(asset, Fraction(0)))


def _of_text(worst: Fraction, balance: Fraction, asset: str) -> str:
    words = texts.REACH_OF.format(worst=money_text(worst, asset), balance=money_text(balance, asset))
    return f"{words} {asset}"


def _share(part: Fraction, whole: Fraction) -> float:
    return float(part / whole) if whole else 0.0


def _position(one: PositionReport) -> PositionAnswerView:
    held = one.position
    contract, asset = held.contract, held.contract.settle
    is_long, mark = held.side > 0, contract_price_text(held.mark, held.contract)
    mode = texts.POSITION_CROSS if held.isolated_margin is None else texts.POSITION_ISOLATED
    details = [mode, *([leverage_text(held.leverage)] if held.leverage is not None else [])]
    initial = MISSING if one.initial_margin is None else money_text(one.initial_margin, asset)
    bankruptcy = MISSING if one.bankruptcy_price is None else contract_price_text(one.bankruptcy_price, contract)
    arrow = {1: f"{UP} ", -1: f"{DOWN} ", 0: ""}[(one.unrealised_pnl > 0) - (one.unrealised_pnl < 0)]
    pnl = arrow + money_text(one.unrealised_pnl, asset, signed=True)
    return PositionAnswerView(
        title=texts.POSITION_TITLE.format(
            symbol=symbol_of(contract.symbol),
            side=f"{UP} Long" if is_long else f"{DOWN} Short",
            size=contract_size_text(held.quantity, contract),
        ),
        side="long" if is_long else "short",
        detail_text=" · ".join(details),
        liquidation_text=MISSING
        if one.liquidation_tick is None
        else contract_price_text(one.liquidation_tick, contract),
        distance_text=_distance_text(one, mark),
        ratio_text=MISSING if one.margin_ratio is None else percent_text(one.margin_ratio),
        ratio=1.0 if one.margin_ratio is None else min(1.0, float(one.margin_ratio)),
        is_liquidatable=one.is_liquidatable,
        figures=(
            (texts.BANKRUPTCY, bankruptcy, "plain"),
            (texts.INITIAL, initial, "plain"),
            (texts.MAINTENANCE, money_text(one.maintenance_margin, asset), "plain"),
            (texts.PNL, pnl, tone_of(one.unrealised_pnl)),
        ),
    )


def _distance_text(one: PositionReport, mark_text: str) -> str:
    mark, tick = one.position.mark, one.liquidation_tick
    if one.is_liquidatable:
        return texts.DISTANCE_REACHED.format(mark=mark_text)
    if tick is None:
        return texts.DISTANCE_NONE
    words = texts.DISTANCE_BELOW if tick <= mark else texts.DISTANCE_ABOVE
    return words.format(share=percent_text(abs(mark - tick) / mark), mark=mark_text)


def rule_lines(report: AccountReport) -> tuple[str, ...]:
    """Return the trace: the rule of every wallet, the arithmetic of every position, the book with date and sources."""
    book = report.account.rulebook
    wallets: dict[str, list[str]] = {}  # by their rule: most wallets share one; the book stands once, below
    for row in report.reach:
        rule = row.rule.removesuffix(f" ({book.name}, {book.as_of})")
        wallets.setdefault(rule, []).append(
            texts.BALANCE_NAME.format(wallet=texts.WALLET_NAMES[row.wallet], asset=row.asset)
        )
    lines = [f"{' · '.join(names)}: {rule}." for rule, names in wallets.items()]
    lines += [
        texts.RULE_LIQUIDATION.format(symbol=symbol_of(one.position.contract.symbol), formula=_typeset(one.formula))
        for one in report.positions
    ]
    lines += [texts.RULE_TICK] if report.positions else []
    lines += [texts.RULE_FUNDING] if report.positions else []
    lines.append(texts.RULE_BOOK.format(name=book.name, id=book.id, date=book.as_of or MISSING))
    lines += [texts.RULE_SOURCES.format(sources="; ".join(book.sources))] if book.sources else []
    return tuple(lines)


def _typeset(formula: str) -> str:
    """Write a formula with the signs that a person writes, not those of a keyboard."""
    for keyed, sign in TYPESET.items():
        formula = formula.replace(keyed, sign)
    return formula
