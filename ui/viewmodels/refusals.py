"""Refusals and what to say of them: what happened, where the money is, what can be done. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from sandbox.messages.commands import TransferMoney
from sandbox.messages.events import CommandRefused
from ui.viewmodels import money_texts as words
from ui.viewmodels import texts
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.number_text import amount_text, asset_decimals, decimal_text
from ui.viewmodels.records import ToastView

TITLES = {
    "order": texts.ORDER_REFUSED,
    "open": texts.ORDER_REFUSED,
    "margin": texts.MARGIN_REFUSED,
    "close": texts.CLOSE_REFUSED,
}


def figure_text(text: str, unit: str) -> str:
    """Write a figure of a refusal with its unit; money gets the decimals of its asset."""
    if not text:
        return ""
    try:
        number = Fraction(text)
    except ValueError:
        return f"{text} {unit}".strip()
    decimals = asset_decimals(unit) if unit.isupper() else max(0, len(text.partition(".")[2]))
    return f"{decimal_text(number, decimals)} {unit}".strip()


def refusal_sentence(event: CommandRefused) -> str:
    """Return why a command is refused, with its arithmetic."""
    reason = texts.REASONS.get(event.reason, event.explanation or event.reason)
    if not event.needed_text:
        return reason
    needed, available = figure_text(event.needed_text, event.unit), figure_text(event.available_text, event.unit)
    return texts.REFUSED_ARITHMETIC.format(needed=needed, available=available)


def bounce_toast(command: TransferMoney, event: CommandRefused, locked: tuple[str, ...]) -> ToastView:
    """Return the notice of a bounced transfer."""
    amount = amount_text(command.atoms, command.asset)
    title = texts.BOUNCED.format(amount=amount, asset=command.asset)
    wallet = texts.WALLET_NAMES[command.source]
    if event.reason == "TRANSFERS_LOCKED":
        symbol = symbol_of(locked[0]) if locked else ""
        body = texts.BOUNCED_LOCKED.format(symbol=symbol, amount=amount, part=texts.AVAILABLE)
        return ToastView(title, body, action_text=words.SEND_WHEN_UNLOCKED)
    if event.needed_text:
        needed, available = figure_text(event.needed_text, event.unit), figure_text(event.available_text, event.unit)
        body = texts.NOT_TRANSFERRED.format(needed=needed, available=available, amount=amount, wallet=wallet)
        return ToastView(title, f"{texts.REASONS.get(event.reason, event.reason)} {body}")
    body = texts.NOT_TRANSFERRED_PLAIN.format(amount=amount, wallet=wallet)
    return ToastView(title, f"{texts.REASONS.get(event.reason, event.reason)} {body}")


def unlocked_toast(bounced: ToastView, command: TransferMoney) -> ToastView:
    """Return what the notice of a bounced transfer says once the lock is open."""
    body = words.UNLOCKED_BODY.format(
        wallet=texts.WALLET_NAMES[command.source],
        amount=amount_text(command.atoms, command.asset),
        part=texts.AVAILABLE,
    )
    return ToastView(bounced.title, body, action_text=words.SEND_NOW)


def refusal_toast(event: CommandRefused) -> ToastView:
    """Return the notice of any other refused command."""
    title = TITLES.get(event.action, texts.COMMAND_REFUSED)
    reason = texts.REASONS.get(event.reason, event.explanation or event.reason)
    body = reason if not event.needed_text else f"{reason} {refusal_sentence(event)}"
    return ToastView(title, body, "warning")


def held_back_toast(valve: str, command: TransferMoney | None) -> ToastView:
    """Return the notice of a transfer that a valve closed by the person held back; None: before an amount was named."""
    wallet = texts.WALLET_NAMES[valve]
    if command is None:
        body = words.HELD_BACK_PLAIN_BODY.format(wallet=wallet)
        return ToastView(words.HELD_BACK_PLAIN, body, action_text=words.OPEN_VALVE)
    amount = amount_text(command.atoms, command.asset)
    source = texts.WALLET_NAMES[command.source]
    return ToastView(
        words.HELD_BACK.format(amount=amount, asset=command.asset),
        words.HELD_BACK_BODY.format(wallet=wallet, amount=amount, source=source),
        action_text=words.OPEN_AND_SEND,
    )


def locked_drop_toast(reason: str) -> ToastView:
    """Return the notice of money that was dropped while its wallet is locked."""
    return ToastView(words.LOCKED_DROP, words.LOCKED_DROP_BODY.format(reason=reason))


def waiting_toast(command: TransferMoney) -> ToastView:
    """Return the notice of a transfer that waits for the release, with the way to take it back."""
    names = texts.WALLET_NAMES
    return ToastView(
        words.WAITING.format(amount=amount_text(command.atoms, command.asset), asset=command.asset),
        words.WAITING_BODY.format(source=names[command.source], target=names[command.target]),
        action_text=words.DO_NOT_SEND,
    )
