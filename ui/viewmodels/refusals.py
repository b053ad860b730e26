"""Refusals and what to say of them: what happened, where the money is, what can be done. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from sandbox.messages.commands import TransferMoney
from sandbox.messages.events import CommandRefused
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
        return ToastView(title, texts.BOUNCED_LOCKED.format(symbol=symbol, amount=amount, part=texts.AVAILABLE))
    if event.needed_text:
        needed, available = figure_text(event.needed_text, event.unit), figure_text(event.available_text, event.unit)
        body = texts.NOT_TRANSFERRED.format(needed=needed, available=available, amount=amount, wallet=wallet)
        return ToastView(title, f"{texts.REASONS.get(event.reason, event.reason)} {body}")
    body = texts.NOT_TRANSFERRED_PLAIN.format(amount=amount, wallet=wallet)
    return ToastView(title, f"{texts.REASONS.get(event.reason, event.reason)} {body}")


def refusal_toast(event: CommandRefused) -> ToastView:
    """Return the notice of any other refused command."""
    title = TITLES.get(event.action, texts.COMMAND_REFUSED)
    reason = texts.REASONS.get(event.reason, event.explanation or event.reason)
    body = reason if not event.needed_text else f"{reason} {refusal_sentence(event)}"
    return ToastView(title, body, "warning")
