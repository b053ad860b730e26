"""Opening and closing a side door: what it would do to every figure and to the reach, before it is sent. Qt-free."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from sandbox.messages.commands import Command, PledgeSavings, SetAutoTransfer
from sandbox.projections.account_mode_preview import ModePreview
from ui.viewmodels import door_texts as words
from ui.viewmodels import texts
from ui.viewmodels.account_mode_view import ModeRow, figure_rows, why_refused
from ui.viewmodels.facts import AccountFacts, Scale
from ui.viewmodels.number_text import amount_text
from ui.viewmodels.typed_text import typed_atoms

DOORS = tuple(words.DOOR_NAMES)


class DoorsView(Struct, frozen=True):
    """The whole dialog; no `command` where nothing would change or it would be refused."""

    note_text: str
    rows: tuple[ModeRow, ...]
    error_text: str
    send_text: str
    command: Command | None


def doors_view(
    facts: AccountFacts, scales: dict[str, Scale], trial: Callable[[Command], ModePreview], door: str, limit_text: str
) -> DoorsView:
    """Return what a door would mean with a limit as typed ("" where none is)."""
    kind, _, wallet = door.partition("/")
    typed = typed_atoms(limit_text)
    error = typed.error if limit_text.strip() else ""
    limit = None if error else typed.units
    note, send, command = _transfer(facts, wallet, limit) if kind == "transfer" else _pledge(facts, limit)
    found = trial(command)
    if error or found.after is None:
        refused = "" if found.refused is None else why_refused(found.refused)
        return DoorsView(note, figure_rows(found.before, None, scales), error or refused, send, None)
    return DoorsView(note, figure_rows(found.before, found.after, scales), "", send, command)


def _transfer(facts: AccountFacts, wallet: str, limit: int | None) -> tuple[str, str, Command]:
    """Return the note, the button's words and the command of automatic transfer."""
    asset, name = facts.quote, texts.WALLET_NAMES[wallet]
    if wallet not in facts.auto_transfers:
        note = words.TRANSFER_OFF.format(wallet=name, held=amount_text(facts.of(wallet, asset), asset), asset=asset)
        return note, words.OPEN_IT, SetAutoTransfer(wallet=wallet, asset=asset, on=True, limit_atoms=limit)
    note = words.TRANSFER_ON.format(left=most_text(facts, wallet))
    if limit is None:
        return note, words.CLOSE_IT, SetAutoTransfer(wallet=wallet, asset=asset, on=False)
    return note, words.NEW_LIMIT, SetAutoTransfer(wallet=wallet, asset=asset, on=True, limit_atoms=limit)


def _pledge(facts: AccountFacts, limit: int | None) -> tuple[str, str, Command]:
    """Return the note, the button's words and the command of the pledge of savings."""
    asset = facts.quote
    if asset not in facts.pledges:
        note = words.PLEDGE_OFF.format(held=amount_text(facts.of("savings", asset), asset), asset=asset)
        return note, words.PLEDGE_IT, PledgeSavings(asset=asset, on=True, limit_atoms=limit)
    note = words.PLEDGE_ON.format(left=pledged_text(facts))
    if limit is None:
        return note, words.LIFT_IT, PledgeSavings(asset=asset, on=False)
    return note, words.NEW_LIMIT, PledgeSavings(asset=asset, on=True, limit_atoms=limit)


def pledged_text(facts: AccountFacts) -> str:
    """Return how much of the savings is pledged, in words."""
    left = facts.pledges[facts.quote]
    if left is None:
        return words.PLEDGED_ALL
    return words.MOST.format(amount=amount_text(left, facts.quote), asset=facts.quote)


def most_text(facts: AccountFacts, wallet: str) -> str:
    """Return what automatic transfer may still take out of a wallet, in words."""
    left = facts.auto_transfers[wallet]
    if left is None:
        return words.ALL_THERE_IS
    return words.MOST.format(amount=amount_text(left, facts.quote), asset=facts.quote)
