"""What would make a refused order pass: one sentence at the field, and one change that is tried before it is offered.

Qt-free. A change is offered only if the engine, asked the same question again, no longer refuses for this reason.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.messages.commands import PlaceOrder
from sandbox.messages.events import CommandRefused
from sandbox.projections.preview import OrderPreview
from ui.viewmodels import order_texts, texts
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import Scale
from ui.viewmodels.number_text import leverage_text, size_text
from ui.viewmodels.order_draft import TicketChoice, TypedOrder, size_text_of, typed_order
from ui.viewmodels.refusals import figure_text
from ui.viewmodels.ticket_records import HelpView

Trial = Callable[[PlaceOrder], OrderPreview]
PLACES = {
    "LEVERAGE_ABOVE_BRACKET": "leverage",
    "POSITION_OPEN": "mode",
    "OFF_TICK": "price",
    "WOULD_TAKE": "price",
    "WOULD_TRIGGER": "trigger",
}


class Question(Struct, frozen=True):
    """The order that was refused and what is needed to look for a better one.

    `settings`: margin mode and leverage that an open position or order fixes; `largest_lots`: what the balance covers;
    `ticks`: the price that values the order.
    """

    choice: TicketChoice
    scale: Scale
    mark: int | None
    ticks: int | None
    largest_lots: int
    settings: tuple[str, Fraction] | None
    opposite_lots: int
    trial: Trial


def typing_help(order: TypedOrder) -> HelpView | None:
    """Return what is wrong with what was typed."""
    if not order.error:
        return None
    if order.mended is None:
        return HelpView(order.place, order.error)
    words = (
        order_texts.USE_SIZE.format(size=f"{Decimal(order.mended.size_text):,}")
        if order.place == "size"
        else order_texts.USE_PRICE.format(price=f"{Decimal(order.mended.price_text):,}")
    )
    return HelpView(order.place, order.error, words, order.mended)


def refusal_help(refused: CommandRefused, question: Question) -> HelpView:
    """Return what the engine refuses and the change that would make it pass, if there is a small one."""
    place = PLACES.get(refused.reason, "size")
    make = {
        "INSUFFICIENT_BALANCE": _smaller,
        "LEVERAGE_ABOVE_BRACKET": _less_leverage,
        "POSITION_OPEN": _same_settings,
        "REDUCE_ONLY": _reduce,
    }.get(refused.reason)
    text, action, choice = make(refused, question) if make is not None else (_plain(refused), "", None)
    if choice is not None and not _passes(choice, refused, question):
        action, choice = "", None
    return HelpView(place, text, action, choice)


def _plain(refused: CommandRefused) -> str:
    return texts.REASONS.get(refused.reason, refused.explanation or refused.reason)


def _passes(choice: TicketChoice, refused: CommandRefused, question: Question) -> bool:
    """Say whether the changed order is no longer refused for this reason."""
    command = typed_order(choice, question.scale, question.mark).command
    if command is None:
        return False
    again = question.trial(command).refused
    return again is None or again.reason != refused.reason


def _smaller(refused: CommandRefused, question: Question) -> tuple[str, str, TicketChoice | None]:
    needed, available = (figure_text(one, refused.unit) for one in (refused.needed_text, refused.available_text))
    text = order_texts.INLINE_ARITHMETIC.format(needed=needed, available=available)
    for share in reversed(texts.SIZE_SHARES):
        lots = question.largest_lots * share // 100
        size = size_text_of(lots, question.choice, question.scale, question.ticks)
        choice = replace(question.choice, size_text=size)
        if size and _passes(choice, refused, question):
            return text, order_texts.USE_SHARE.format(share=share), choice
    return text, "", None


def _less_leverage(refused: CommandRefused, question: Question) -> tuple[str, str, TicketChoice | None]:
    allowed = Fraction(refused.available_text)
    text = order_texts.INLINE_LEVERAGE.format(available=leverage_text(allowed))
    whole = int(allowed)
    if whole < 1 or question.settings is not None:
        return text, "", None
    choice = replace(question.choice, leverage=whole)
    return text, order_texts.USE_LEVERAGE.format(leverage=leverage_text(Fraction(whole))), choice


def _same_settings(refused: CommandRefused, question: Question) -> tuple[str, str, TicketChoice | None]:
    if question.settings is None:
        return _plain(refused), "", None
    mode, leverage = question.settings
    words = {"mode": texts.MODE[mode], "leverage": leverage_text(leverage)}
    text = order_texts.INLINE_SETTINGS.format(symbol=symbol_of(question.scale.symbol), **words)
    if leverage.denominator != 1:
        return text, "", None
    choice = replace(question.choice, margin_mode=mode, leverage=int(leverage))
    return text, order_texts.USE_SETTINGS.format(**words), choice


def _reduce(refused: CommandRefused, question: Question) -> tuple[str, str, TicketChoice | None]:
    if question.opposite_lots:
        size = size_text(question.opposite_lots, question.scale.lot)
        typed = size_text_of(question.opposite_lots, question.choice, question.scale, question.ticks)
        return _plain(refused), order_texts.USE_SIZE.format(size=size), replace(question.choice, size_text=typed)
    other = texts.SIDE["short" if question.choice.side == "long" else "long"].lower()
    text = order_texts.INLINE_REDUCE_NOTHING.format(other=other)
    return text, order_texts.REDUCE_ONLY_OFF, replace(question.choice, reduce_only=False)
