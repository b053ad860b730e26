"""The account a person is filling in: changes, steps, undo and redo, and its form on disk. Qt-free.

On disk it has the shape of the `risk` command's JSON, so that `bulkhead risk my-account.json` answers the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from sandbox.loading.forgiving_number import forgiving_number
from sandbox.rulebook.collateral import SEGREGATED
from sandbox.rulebook.records import Contract, Rulebook
from sandbox.values.assets import decimal_text
from ui.viewmodels.account_names import WALLETS
from ui.viewmodels.account_records import AccountDraft, BalanceDraft, PositionDraft

DOOR_KEYS = ("auto_transfer", "pledge_savings")
UNDO_MAX = 200
TOP_UP_ALL = "all"
ASSETS_AT_START = (
    ("contract", "USDT"),
    ("spot", "USDT"),
    ("funding", "USDT"),
    ("savings", "USDT"),
    ("spot", "BTC"),
    ("cold", "BTC"),
)


def empty_draft(book: Rulebook) -> AccountDraft:
    """Return the fields of a person who has typed nothing yet."""
    balances = tuple(BalanceDraft(*where) for where in _places(book))
    return AccountDraft(book.id, balances, (PositionDraft(book.contracts[0].symbol),))


def _places(book: Rulebook) -> list[tuple[str, str]]:
    """Return where a person's money is asked for: what contracts settle in first, then what the book knows."""
    assets = {asset for one in book.contracts for asset in (one.base, one.quote)}
    places = [("contract", one.settle) for one in book.contracts]
    return list(dict.fromkeys([*places, *(where for where in ASSETS_AT_START if where[1] in assets)]))


def example_draft(book: Rulebook) -> AccountDraft:
    """Return a small account to look at: the long of the stories, 20x isolated."""
    texts = {
        ("contract", "USDT"): "650",
        ("spot", "USDT"): "3,000",
        ("funding", "USDT"): "850",
        ("savings", "USDT"): "5,000",
        ("spot", "BTC"): "1.25",
    }
    draft = empty_draft(book)
    balances = tuple(replace(one, amount_text=texts.get((one.wallet, one.asset), "")) for one in draft.balances)
    position = replace(draft.positions[0], size_text="2", entry_text="7,934.0", margin_text="1,000")
    return replace(draft, balances=balances, positions=(position,))


def with_balance(draft: AccountDraft, place: int, **changes: str) -> AccountDraft:
    """Return the draft with a balance changed."""
    rows = list(draft.balances)
    rows[place] = replace(rows[place], **changes)
    return replace(draft, balances=tuple(rows))


def with_position(draft: AccountDraft, place: int, **changes: str) -> AccountDraft:
    """Return the draft with a position changed."""
    rows = list(draft.positions)
    rows[place] = replace(rows[place], **changes)
    return replace(draft, positions=tuple(rows))


def without_position(draft: AccountDraft, place: int) -> AccountDraft:
    """Return the draft without a position."""
    return replace(draft, positions=(*draft.positions[:place], *draft.positions[place + 1 :]))


def more_positions(draft: AccountDraft, book: Rulebook) -> AccountDraft:
    """Return the draft with one more position, in the first contract that none is held in."""
    held = {one.contract for one in draft.positions}
    free = [one.symbol for one in book.contracts if one.symbol not in held]
    symbol = free[0] if free else book.contracts[0].symbol
    return replace(draft, positions=(*draft.positions, PositionDraft(symbol)))


def more_balances(draft: AccountDraft, wallet: str, asset: str) -> AccountDraft:
    """Return the draft with a field for another wallet and asset; one that is there stays as it is."""
    if any((one.wallet, one.asset) == (wallet, asset) for one in draft.balances):
        return draft
    return replace(draft, balances=(*draft.balances, BalanceDraft(wallet, asset)))


def on_book(draft: AccountDraft, book: Rulebook) -> AccountDraft:
    """Return the draft under another rulebook; contracts it lacks become its first, its assets are asked for."""
    symbols = {one.symbol for one in book.contracts}
    typed = {(one.wallet, one.asset): one.amount_text for one in draft.balances}
    places = _places(book)
    known = {asset for one in book.contracts for asset in (one.base, one.quote, one.settle)}
    places += [where for where in typed if where not in places and where[1] in known and typed[where]]
    balances = tuple(BalanceDraft(*where, typed.get(where, "")) for where in places)
    rows = tuple(
        one if one.contract in symbols else replace(one, contract=book.contracts[0].symbol) for one in draft.positions
    )
    mode = draft.account_mode if draft.account_mode in book.collateral.regimes else SEGREGATED
    return replace(draft, rulebook=book.id, balances=balances, positions=rows, account_mode=mode)


def stepped(text: str, step: Fraction, count: int) -> str:
    """Return a field's text some steps up or down, never below 0; what is no number stays as it is."""
    number = forgiving_number(text) if text.strip() else Decimal(0)
    if number is None:
        return text
    exact = max(Fraction(0), Fraction(number) + step * count)
    return decimal_text(exact)


def plain(text: str) -> str:
    """Return a typed number as a plain decimal, what is none as it is."""
    number = forgiving_number(text)
    return text.strip() if number is None else f"{number:f}"


def draft_document(draft: AccountDraft) -> dict[str, Any]:
    """Return the draft in the shape of the `risk` command's JSON; empty fields are left out."""
    document: dict[str, Any] = {"rulebook": draft.rulebook, "account_mode": draft.account_mode}
    document.update({key: json.loads(value) for key, value in draft.doors})
    for one in draft.balances:
        if one.amount_text.strip():
            document.setdefault(f"{one.wallet}_wallet", {})[one.asset] = plain(one.amount_text)
    marks = {one.contract: plain(one.mark_text) for one in draft.positions if one.mark_text.strip()}
    if marks:
        document["marks"] = marks
    document["positions"] = [
        _position_document(one) for place, one in enumerate(draft.positions) if draft.counts(place)
    ]
    return document


def _position_document(one: PositionDraft) -> dict[str, Any]:
    row: dict[str, Any] = {"contract": one.contract, "side": one.side, "margin_mode": one.mode}
    texts = {"qty": one.size_text, "entry": one.entry_text, "leverage": one.leverage_text}
    if one.mode == "isolated":
        texts["isolated_margin"] = one.margin_text
        if one.top_up_text:
            row["auto_top_up"] = True if one.top_up_text == TOP_UP_ALL else plain(one.top_up_text)
    row.update({key: plain(text) for key, text in texts.items() if text.strip()})
    return row


def draft_text(draft: AccountDraft) -> str:
    """Return the draft as the JSON text that is kept and pasted."""
    return json.dumps(draft_document(draft), indent=1, ensure_ascii=False)


def draft_of(document: Mapping[str, Any], book: Rulebook) -> AccountDraft:
    """Return a document in the shape of the `risk` command's JSON as fields; what does not fit is left out."""
    start = empty_draft(book)
    balances = {(one.wallet, one.asset): "" for one in start.balances}
    for wallet in WALLETS:
        held = document.get(f"{wallet}_wallet")
        for asset, amount in held.items() if isinstance(held, Mapping) else ():
            balances[wallet, str(asset)] = str(amount)
    marks = document.get("marks")
    marks = marks if isinstance(marks, Mapping) else {}
    rows = document.get("positions")
    positions = [
        _position_draft(row, marks, book)
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, Mapping)
    ]
    mode = document.get("account_mode")
    return AccountDraft(
        book.id,
        tuple(BalanceDraft(*where, text) for where, text in balances.items()),
        tuple(positions),
        mode if mode in book.collateral.regimes else SEGREGATED,
        doors=tuple((key, json.dumps(document[key])) for key in DOOR_KEYS if key in document),
    )


def _position_draft(row: Mapping[str, Any], marks: Mapping[str, Any], book: Rulebook) -> PositionDraft:
    symbols = [one.symbol for one in book.contracts]
    contract = str(row.get("contract", symbols[0]))
    return PositionDraft(
        contract=contract if contract in symbols else symbols[0],
        side="short" if row.get("side") == "short" else "long",
        size_text=str(row.get("qty", "")),
        entry_text=_entry_text(row, book.contract(contract if contract in symbols else symbols[0])),
        mark_text=str(marks.get(contract, "")),
        mode="cross" if row.get("margin_mode") == "cross" else "isolated",
        leverage_text=str(row.get("leverage", "")),
        margin_text=str(row.get("isolated_margin", "")),
        top_up_text=_top_up_text(row.get("auto_top_up")),
    )


def _top_up_text(value: object) -> str:
    return TOP_UP_ALL if value is True else "" if value in (None, False) else str(value)


def _entry_text(row: Mapping[str, Any], contract: Contract) -> str:
    """Return the entry, or the one an open value means for the size (16 digits where it does not end)."""
    value, size = forgiving_number(str(row.get("open_value", ""))), forgiving_number(str(row.get("qty", "")))
    if "entry" in row or not value or not size:
        return str(row.get("entry", ""))
    return decimal_text(contract.price(Fraction(size), Fraction(value)))


class DraftHistory:
    """The drafts before and after the present one; typing into one field counts as one step."""

    def __init__(self, draft: AccountDraft) -> None:
        self._now = draft
        self._before: list[AccountDraft] = []
        self._after: list[AccountDraft] = []
        self._field = ""

    @property
    def now(self) -> AccountDraft:
        """The present draft."""
        return self._now

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier draft."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether an undone draft can come back."""
        return bool(self._after)

    def take(self, draft: AccountDraft, field: str = "") -> None:
        """Make another draft the present one; changes of the same `field` in a row are one step."""
        if draft == self._now:
            return
        if not field or field != self._field or not self._before:
            self._before = [*self._before[-UNDO_MAX:], self._now]
        self._now, self._field, self._after = draft, field, []

    def undo(self) -> AccountDraft:
        """Go back one step and return the draft."""
        if self._before:
            self._after.append(self._now)
            self._now, self._field = self._before.pop(), ""
        return self._now

    def redo(self) -> AccountDraft:
        """Take back an undo and return the draft."""
        if self._after:
            self._before.append(self._now)
            self._now, self._field = self._after.pop(), ""
        return self._now
