"""The draft of an order: what the editor's fields hold, as typed; the order it means; undo and redo. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.matching.orders import opposite
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.triggers import TRAILING_STOP
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.rounding import div_floor
from ui.viewmodels import order_texts
from ui.viewmodels.facts import AccountFacts, PositionFacts, Scale
from ui.viewmodels.hedge_places import place_key
from ui.viewmodels.number_text import amount_text, decimal_text, price_text, size_text, step_decimals
from ui.viewmodels.trigger_draft import TypedTrigger, typed_trigger
from ui.viewmodels.typed_text import read_number, typed_atoms, typed_lots, typed_ticks

DRAFTS_MAX = 200
TYPED_FIELDS = ("size_text", "price_text", "trigger_text", "leverage")
BASE, QUOTE = "base", "quote"


class TicketChoice(Struct, frozen=True):
    """What the editor's fields hold, as typed; `size_unit` says whether the size is in the base or in the quote.

    `waits` is "stop", "take_profit" or "trailing_stop" for an order that waits for `trigger_text`, else empty.
    """

    side: str = "long"
    margin_mode: str = "isolated"
    leverage: int = 20
    is_limit: bool = False
    price_text: str = ""
    size_text: str = ""
    reduce_only: bool = False
    size_unit: str = BASE
    waits: str = ""
    trigger_text: str = ""
    trigger_by: str = "mark"
    post_only: bool = False

    @property
    def limit_text(self) -> str | None:
        """The limit as typed; None for an order at the market, as a waiting one without a price is."""
        if self.is_limit:
            return self.price_text
        has_limit = self.waits not in ("", TRAILING_STOP) and self.price_text.strip()
        return self.price_text if has_limit else None


class TypedOrder(Struct, frozen=True):
    """The order that the choice means, or why there is none (nothing typed: no order, no error).

    `place` is the field of the error, `mended` the choice with the nearest figure that could be meant.
    """

    command: PlaceOrder | None = None
    error: str = ""
    place: str = ""
    mended: TicketChoice | None = None


def position_side(choice: TicketChoice) -> str:
    """Return the side of the position that the choice is for in hedge mode: it opens its own or closes the other."""
    return opposite(choice.side) if choice.reduce_only else choice.side


def shown_position(facts: AccountFacts, contract: str, choice: TicketChoice) -> PositionFacts | None:
    """Return your position in a contract; in hedge mode that of the choice's side where there is one."""
    sided = facts.position(place_key(contract, position_side(choice))) if facts.hedges else None
    return sided or facts.position(contract)


def order_ticks(choice: TicketChoice, scale: Scale, mark: int | None) -> int | None:
    """Return the price that values the order: its limit, its trigger, else the mark; None where there is none yet."""
    if choice.limit_text is not None:
        return typed_ticks(choice.limit_text, scale.tick).units
    if choice.waits not in ("", TRAILING_STOP):
        return typed_ticks(choice.trigger_text, scale.tick).units or mark
    return mark


def lot_value_atoms(ticks: int, scale: Scale) -> Fraction:
    """Return what one lot is worth at a price, in exact atoms of the quote."""
    return abs(Fraction(scale.exact_value(1, ticks)))


def typed_order(choice: TicketChoice, scale: Scale, mark: int | None) -> TypedOrder:
    """Turn the choice into an order; `mark` values a size given in the quote."""
    trigger = TypedTrigger()
    if choice.waits:
        trigger = typed_trigger(choice.waits, choice.trigger_by, choice.trigger_text, scale.tick)
        if trigger.error:
            return TypedOrder(error=trigger.error, place="trigger")
    limit = choice.limit_text
    price = None if limit is None else typed_ticks(limit, scale.tick)
    if price is not None and price.error:
        return TypedOrder(error=price.error, place="price", mended=_mended_price(choice, scale))
    ticks = order_ticks(choice, scale, mark)
    lots, error = _lots(choice, scale, ticks)
    if error:
        return TypedOrder(error=error, place="size", mended=_mended_size(choice, scale))
    if lots is None or (price is not None and price.units is None) or (choice.waits and trigger.trigger is None):
        return TypedOrder()
    command = PlaceOrder(
        contract=scale.symbol,
        side=choice.side,
        lots=lots,
        price_ticks=None if price is None else price.units,
        reduce_only=choice.reduce_only,
        margin_mode=choice.margin_mode,
        leverage=Fraction(choice.leverage),
        trigger=trigger.trigger,
        post_only=choice.post_only and choice.is_limit,
    )
    return TypedOrder(command)


def _lots(choice: TicketChoice, scale: Scale, ticks: int | None) -> tuple[int | None, str]:
    """Return the whole lots that the size means, or an error."""
    if choice.size_unit == BASE:
        typed = typed_lots(choice.size_text, scale.lot)
        return typed.units, typed.error
    amount = typed_atoms(choice.size_text)
    if amount.error or amount.units is None or not ticks:
        return None, amount.error
    worth = lot_value_atoms(ticks, scale)
    lots = div_floor(amount.units * worth.denominator, worth.numerator)
    if lots:
        return lots, ""
    smallest = amount_text(-div_floor(-worth.numerator, worth.denominator), scale.quote)
    sizes = {"size": size_text(1, scale.lot), "base": scale.base, "amount": smallest, "quote": scale.quote}
    return None, order_texts.BELOW_SMALLEST.format(**sizes)


def _mended_size(choice: TicketChoice, scale: Scale) -> TicketChoice | None:
    """Return the choice with its size rounded down to a whole lot, where that is a size."""
    number = read_number(choice.size_text)
    if choice.size_unit != BASE or number is None or number <= 0:
        return None
    lots = Fraction(number) // scale.lot
    text = size_text(lots, scale.lot).replace(",", "")
    return replace(choice, size_text=text) if lots and not typed_lots(text, scale.lot).error else None


def _mended_price(choice: TicketChoice, scale: Scale) -> TicketChoice | None:
    """Return the choice with its price on the nearest tick, where that is a price."""
    number = read_number(choice.price_text)
    if number is None or number <= 0:
        return None
    ticks = round(Fraction(number) / scale.tick)
    text = price_text(ticks, scale.tick).replace(",", "")
    return replace(choice, price_text=text) if ticks and not typed_ticks(text, scale.tick).error else None


def size_text_of(lots: int, choice: TicketChoice, scale: Scale, ticks: int | None) -> str:
    """Write a size into the field in the unit chosen; an amount in the quote is rounded up, so it buys those lots."""
    if not lots:
        return ""
    if choice.size_unit == BASE or not ticks:
        return decimal_text(lots * scale.lot, step_decimals(scale.lot)).replace(",", "")
    amount = lots * lot_value_atoms(ticks, scale) * 100 / ATOMS_PER_UNIT
    cents = -div_floor(-amount.numerator, amount.denominator)
    return decimal_text(Fraction(cents, 100), 2).replace(",", "")


def in_other_unit(choice: TicketChoice, scale: Scale, mark: int | None) -> TicketChoice:
    """Return the choice with its size in the other unit, as near as lots allow."""
    order = typed_order(choice, scale, mark)
    other = replace(choice, size_unit=QUOTE if choice.size_unit == BASE else BASE, size_text="")
    ticks = order_ticks(choice, scale, mark)
    if order.command is None or not ticks:
        return other
    return replace(other, size_text=size_text_of(order.command.lots, other, scale, ticks))


def unit_of(choice: TicketChoice, scale: Scale) -> tuple[str, str]:
    """Return the unit the size is in, and the other one."""
    return (scale.base, scale.quote) if choice.size_unit == BASE else (scale.quote, scale.base)


class DraftHistory:
    """Undo and redo of the editor; typing on in one field is one change."""

    def __init__(self) -> None:
        self._past: list[TicketChoice] = []
        self._future: list[TicketChoice] = []
        self._now = TicketChoice()
        self._field = ""

    def take(self, choice: TicketChoice) -> None:
        """Remember a change a person made."""
        if choice == self._now:
            return
        changed = [name for name in choice.__struct_fields__ if getattr(choice, name) != getattr(self._now, name)]
        field = changed[0] if len(changed) == 1 and changed[0] in TYPED_FIELDS else ""
        if not field or field != self._field:
            self._past.append(self._now)
            del self._past[:-DRAFTS_MAX]
        self._field = field
        self._now = choice
        self._future.clear()

    def undo(self) -> TicketChoice | None:
        """Return the draft before the last change; None where there is none."""
        if not self._past:
            return None
        self._future.append(self._now)
        self._now, self._field = self._past.pop(), ""
        return self._now

    def redo(self) -> TicketChoice | None:
        """Return the draft that was undone last; None where there is none."""
        if not self._future:
            return None
        self._past.append(self._now)
        self._now, self._field = self._future.pop(), ""
        return self._now
