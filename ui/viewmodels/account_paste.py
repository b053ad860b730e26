"""A pasted account: JSON of the `risk` command or plain lines, with every wrong line told. Qt-free."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sandbox.loading.account_lines import read_account_lines
from sandbox.loading.risk_json import read_accounts
from sandbox.rulebook.records import Rulebook
from sandbox.values.problems import Problem
from ui.viewmodels import account_texts as texts
from ui.viewmodels.account_draft import draft_of
from ui.viewmodels.account_records import AccountDraft, PasteView


def paste_view(text: str, books: Mapping[str, Rulebook], book_id: str) -> PasteView:
    """Return what a text means under the books known; `book_id` holds where the text names none."""
    if not text.strip():
        return PasteView(None, texts.PASTE_EMPTY)
    if text.lstrip()[0] in "{[":
        return _json_view(text, books)
    read = read_account_lines(text, books[book_id])
    named = str(read.document.get("rulebook", book_id))
    if named != book_id and named in books:  # contracts may differ: read again under the book the text names
        read = read_account_lines(text, books[named])
    if named not in books:
        return PasteView(None, "", (_unknown_book(named, books),))
    if read.problems:
        return PasteView(None, "", tuple(_line_text(str(one.line), one.text) for one in read.problems))
    draft = draft_of(read.document, books[named])
    return PasteView(draft, _read_note(draft))


def _json_view(text: str, books: Mapping[str, Rulebook]) -> PasteView:
    try:
        accounts, is_list = read_accounts(texts.PASTED, text)
    except Problem as problem:
        _, _, rest = str(problem).partition(":")
        line, _, words = rest.partition(": ")
        return PasteView(None, "", (_line_text(line, words),))
    values = json.loads(text)
    if not accounts:
        return PasteView(None, texts.PASTE_EMPTY)
    document = values[0] if is_list else values
    book = accounts[0].rulebook
    if book.id not in books:
        return PasteView(None, "", (_unknown_book(book.id, books),))
    draft = draft_of(document, book)
    note = _read_note(draft)
    if len(accounts) > 1:
        note = f"{note} {texts.PASTE_FIRST.format(count=len(accounts))}"
    return PasteView(draft, note)


def _line_text(line: str, words: str) -> str:
    return texts.PASTE_LINE.format(line=line, text=words if words.endswith(("?", ".")) else f"{words}.")


def _unknown_book(name: str, books: Mapping[str, Rulebook]) -> str:
    return texts.PASTE_BOOK.format(name=name[:60], known=", ".join(books))


def _read_note(draft: AccountDraft) -> str:
    positions = len(draft.positions)
    balances = sum(1 for one in draft.balances if one.amount_text)
    return texts.PASTE_READ.format(
        positions=texts.PASTE_POSITIONS[positions != 1].format(count=positions),
        balances=texts.PASTE_BALANCES[balances != 1].format(count=balances),
    )
