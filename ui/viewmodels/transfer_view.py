"""What a transfer and a change of margin mean before they are sent. Qt-free.

The most that may leave is the engine's own figure; it is shown as a sum, term by term.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from msgspec import Struct

from sandbox.messages.commands import AdjustMargin, SetAutoTopUp, TransferMoney
from sandbox.projections.transfers import TransferLimit
from sandbox.values.assets import atoms_text
from ui.viewmodels import door_texts, texts
from ui.viewmodels import money_texts as words
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import AccountFacts
from ui.viewmodels.hedge_places import contract_and_side
from ui.viewmodels.number_text import amount_text, change_text
from ui.viewmodels.records import SumLineView
from ui.viewmodels.typed_text import typed_atoms
from ui.viewmodels.valve_view import holding_valve

LimitOf = Callable[[str, str, str], TransferLimit]
SHARES = (25, 50, 75, 100)


class TransferChoice(Struct, frozen=True):
    """What the transfer dialog holds, as typed; `signed` is your own signature for the cold wallet."""

    source: str
    target: str
    asset: str
    amount_text: str
    signed: bool = False


class TransferView(Struct, frozen=True):
    """What the choice means; `command` is None while something is missing, `fix` is an amount that would pass."""

    assets: tuple[str, ...]
    asset: str
    note_text: str
    terms: tuple[SumLineView, ...]
    maximum_atoms: int
    is_locked: bool
    needs_signature: bool
    error_text: str
    fix_text: str
    fix_amount_text: str
    closed_valve: str | None
    command: TransferMoney | None


class MarginView(Struct, frozen=True):
    """What the margin dialog says; `command` is None while something is missing."""

    title_text: str
    note_text: str
    maximum_text: str
    error_text: str
    send_text: str
    command: AdjustMargin | SetAutoTopUp | None


def share_text(view: TransferView, share: int) -> str:
    """Return a share of the most that may leave, rounded down to an atom, as it is typed: 25 of 401.58 -> "100.395"."""
    return atoms_text(view.maximum_atoms * share // 100)


def _assets(facts: AccountFacts, wallet: str) -> tuple[str, ...]:
    held = sorted({asset for account, asset in facts.balances if account == wallet} - {facts.quote})
    return (facts.quote, *held)


def terms_of(limit: TransferLimit, lock_text: str = "") -> tuple[SumLineView, ...]:
    """Return the most that may leave as a sum: cash, what blocks part of it, and the result."""
    asset, wallet = limit.asset, texts.WALLET_NAMES[limit.source]
    lines = [SumLineView(words.TERM_CASH.format(wallet=wallet), amount_text(limit.cash_atoms, asset))]
    blocked = limit.cash_atoms - limit.max_atoms
    if limit.other_atoms and blocked and not limit.locked:
        lines.append(SumLineView(words.TERM_OTHER, change_text(limit.other_atoms, asset)))
    if limit.locked:
        lines.append(SumLineView(words.TERM_LOCKED.format(reason=lock_text), change_text(-blocked, asset), "loss"))
    elif blocked and limit.source == "savings":
        lines.append(SumLineView(door_texts.TERM_PLEDGED, change_text(-blocked, asset), "loss"))
    elif blocked and limit.binding == "collateral":
        lines.append(SumLineView(words.TERM_COLLATERAL, change_text(-blocked, asset), "loss"))
    elif blocked and limit.binding == "cash_less_maintenance":
        lines.append(SumLineView(words.TERM_MAINTENANCE, change_text(-limit.maintenance_atoms, asset), "loss"))
    elif blocked:
        lines.append(SumLineView(words.TERM_UNREALISED, change_text(limit.unrealised_atoms, asset)))
        lines.append(SumLineView(words.TERM_INITIAL, change_text(-limit.initial_margin_atoms, asset), "loss"))
        if limit.smallest_atoms < 0:
            lines.append(SumLineView(words.TERM_NOT_BELOW_ZERO, change_text(-limit.smallest_atoms, asset)))
    lines.append(SumLineView(words.TERM_CAN_LEAVE, amount_text(limit.max_atoms, asset), "plain", 2))
    return tuple(lines)


def transfer_view(
    facts: AccountFacts, limit_of: LimitOf, choice: TransferChoice, closed: Collection[str], lock_text: str
) -> TransferView:
    """Return what a transfer would do; a locked wallet may still be tried, and the transfer bounces."""
    assets = _assets(facts, choice.source)
    asset = choice.asset if choice.asset in assets else assets[0]
    limit = limit_of(choice.source, choice.target, asset)
    cold = "cold" in (choice.source, choice.target)
    typed = typed_atoms(choice.amount_text)
    too_much = typed.units is not None and typed.units > limit.max_atoms and not limit.locked
    valve = None if limit.locked else holding_valve(closed, choice.source, choice.target)
    error, fix = typed.error, ""
    if choice.source == choice.target:
        error = texts.SAME_WALLET
    elif valve is not None:
        error, fix = words.VALVE_HOLDS.format(wallet=texts.WALLET_NAMES[valve]), words.OPEN_VALVE
    elif too_much:
        error, fix = _too_much(limit, typed.units or 0), _fix(limit)
    command = None
    if typed.units is not None and not error and (choice.signed or not cold):
        command = TransferMoney(source=choice.source, target=choice.target, asset=asset, atoms=typed.units)
    return TransferView(
        assets=assets,
        asset=asset,
        note_text=_note(facts, choice, limit, cold),
        terms=terms_of(limit, lock_text) if choice.source != choice.target else (),
        maximum_atoms=limit.max_atoms,
        is_locked=limit.locked,
        needs_signature=cold,
        error_text=error,
        fix_text=fix,
        fix_amount_text=atoms_text(limit.max_atoms) if too_much else "",
        closed_valve=valve,
        command=command,
    )


def _note(facts: AccountFacts, choice: TransferChoice, limit: TransferLimit, cold: bool) -> str:
    if limit.locked:
        symbol = symbol_of(facts.locked_contracts[0]) if facts.locked_contracts else ""
        return texts.TRANSFER_LOCKED_NOTE.format(wallet=texts.WALLET_NAMES[choice.source], symbol=symbol)
    return words.COLD_NOTE if cold else ""


def _too_much(limit: TransferLimit, asked_atoms: int) -> str:
    asset = limit.asset
    template = words.TOO_MUCH_IN_USE if limit.max_atoms < limit.cash_atoms else words.TOO_MUCH
    return template.format(
        over=amount_text(asked_atoms - limit.max_atoms, asset),
        most=amount_text(limit.max_atoms, asset),
        asset=asset,
        wallet=texts.WALLET_NAMES[limit.source],
    )


def _fix(limit: TransferLimit) -> str:
    if limit.max_atoms <= 0:
        return ""
    return words.USE_AMOUNT.format(amount=amount_text(limit.max_atoms, limit.asset))


def margin_view(facts: AccountFacts, place: str, *, mode: str, amount: str) -> MarginView:
    """Return what a change of an isolated position's margin would be: `mode` "add", "take" or "top_up"."""
    asset = facts.quote
    position, (contract, side) = facts.position(place), contract_and_side(place)
    removable = 0 if position is None else position.removable_atoms
    free = min(facts.of("contract", asset), facts.available_atoms)
    maximum = removable if mode == "take" else free
    typed = typed_atoms(amount)
    command: AdjustMargin | SetAutoTopUp | None = None
    if mode == "top_up":
        error = typed.error if amount.strip() else ""
        note, send, command = _top_up(facts, place, typed.units, free)
        command = None if error else command
    else:
        template = texts.MARGIN_ADD_NOTE if mode == "add" else texts.MARGIN_TAKE_NOTE
        note, error = template.format(amount=amount_text(maximum, asset), asset=asset), typed.error
        send = texts.MARGIN_ADD if mode == "add" else texts.MARGIN_TAKE
        if typed.units is not None:
            command = AdjustMargin(contract=contract, atoms=typed.units if mode == "add" else -typed.units, side=side)
    return MarginView(
        title_text=texts.MARGIN_TITLE.format(symbol=f"{symbol_of(contract)} {side}" if side else symbol_of(contract)),
        note_text=note,
        maximum_text=atoms_text(maximum),
        error_text=error,
        send_text=send,
        command=command,
    )


def _top_up(facts: AccountFacts, place: str, limit: int | None, free: int) -> tuple[str, str, SetAutoTopUp]:
    """Return the note, the button's words and the command of automatic top-up."""
    asset, (contract, side) = facts.quote, contract_and_side(place)
    if place not in facts.topped_up:
        note = words.TOP_UP_NOTE_OFF.format(amount=amount_text(free, asset), asset=asset)
        return note, words.TOP_UP_ON, SetAutoTopUp(contract=contract, on=True, limit_atoms=limit, side=side)
    left = facts.topped_up[place]
    told = words.TOP_UP_ALL if left is None else f"{amount_text(left, asset)} {asset}"
    note = words.TOP_UP_NOTE_ON.format(left=told)
    if limit is None:
        return note, words.TOP_UP_OFF, SetAutoTopUp(contract=contract, on=False, side=side)
    return note, words.TOP_UP_LIMIT, SetAutoTopUp(contract=contract, on=True, limit_atoms=limit, side=side)
