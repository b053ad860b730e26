"""The details of the blast radius: per wallet the terms, the rule in words, the sum, the date of the book. Qt-free."""

from __future__ import annotations

from msgspec import Struct

from ui.viewmodels import fund_texts
from ui.viewmodels import reach_texts as texts
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import AccountFacts, ReachFacts
from ui.viewmodels.number_text import amount_text, change_text
from ui.viewmodels.texts import WALLET_NAMES


class ReachLineView(Struct, frozen=True):
    """A wallet (level 0) or one of its terms (level 1): words, amount at the right, and the reason below."""

    title: str
    amount_text: str
    reason_text: str
    level: int = 0
    is_reached: bool = False


class ReachDetailsView(Struct, frozen=True):
    """Everything the popover says."""

    sum_text: str
    lines: tuple[ReachLineView, ...]
    formula_text: str
    preview_text: str
    book_text: str
    failure_text: str = ""


def reach_details(facts: AccountFacts, book: str, as_of: str, preview_atoms: int | None = None) -> ReachDetailsView:
    """Return the details; `preview_atoms` is the blast radius after the order in the editor."""
    lines: list[ReachLineView] = []
    rows = sorted(facts.reach, key=lambda row: row.wallet != "contract")  # the wallet that can be reached first
    for row in rows:
        lines.append(_wallet_line(row, f" ({book}, {as_of})"))
        lines += [_term_line(row, place) for place in range(len(row.terms))]
    contract = next((row for row in rows if (row.wallet, row.asset) == ("contract", facts.quote)), None)
    worst = facts.worst_atoms
    preview = ""
    if preview_atoms is not None and preview_atoms != worst:
        change = change_text(preview_atoms - worst, facts.quote)
        amount = amount_text(preview_atoms, facts.quote)
        preview = texts.PREVIEW.format(amount=amount, change=change, asset=facts.quote)
    return ReachDetailsView(
        sum_text=texts.SUM.format(amount=amount_text(worst, facts.quote), asset=facts.quote),
        lines=tuple(lines),
        formula_text="" if contract is None else formula_of(contract),
        preview_text=preview,
        book_text=texts.BOOK.format(name=book, date=as_of) if as_of else book,
        failure_text=_failure(facts),
    )


def _failure(facts: AccountFacts) -> str:
    """Return what is at stake if the exchange itself fails: everything that lies there."""
    parts = [
        fund_texts.IF_IT_FAILS_PART.format(wallet=WALLET_NAMES[wallet], amount=amount_text(atoms, asset), asset=asset)
        for wallet, asset, atoms in facts.at_exchange
    ]
    return fund_texts.IF_IT_FAILS.format(amounts=", ".join(parts)) if parts else ""


def _wallet_line(row: ReachFacts, dated: str) -> ReachLineView:
    """Return a wallet's line; the book and its date stand once, below all lines."""
    worst = amount_text(row.worst_atoms, row.asset)
    if row.worst_atoms and any(one.is_bound and one.atoms for one in row.terms):
        worst = texts.AT_MOST.format(amount=worst)
    amounts = texts.OF.format(worst=worst, balance=amount_text(row.balance_atoms, row.asset))
    return ReachLineView(
        f"{WALLET_NAMES[row.wallet]}, {row.asset}",
        amounts,
        sentence(row.rule.removesuffix(dated)),
        is_reached=row.worst_atoms > 0,
    )


def _term_line(row: ReachFacts, place: int) -> ReachLineView:
    term = row.terms[place]
    subject = " + ".join(symbol_of(one) for one in term.subject.split("+"))
    title = texts.TERMS[term.kind].format(subject=subject)
    amount, reason = amount_text(term.atoms, row.asset), sentence(term.reason)
    if term.is_bound and term.atoms:
        amount, reason = texts.AT_MOST.format(amount=amount), f"{reason} {texts.BOUND}"
    return ReachLineView(title, amount, reason, 1, term.atoms > 0)


def formula_of(row: ReachFacts) -> str:
    """Return the sum with its figures: compartments + min(free pool, what draws on it)."""
    walled = [amount_text(one.atoms, row.asset) for one in row.terms if one.kind == "isolated"]
    shared = [amount_text(one.atoms, row.asset) for one in row.terms if one.kind != "isolated"]
    parts = list(walled)
    if shared:
        pool = amount_text(row.pool_atoms, row.asset)
        parts.append(texts.MINIMUM.format(pool=pool, shared=" + ".join(shared)))
    if not parts:
        return ""
    return texts.FORMULA.format(parts=" + ".join(parts), sum=amount_text(row.worst_atoms, row.asset))


def sentence(words: str) -> str:
    """Return words as a sentence."""
    return f"{words[:1].upper()}{words[1:]}."
