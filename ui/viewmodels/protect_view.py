"""Take profit and stop of a position: what was typed, what each would do, the commands it means. Qt-free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from msgspec import Struct

from sandbox.matching.triggers import is_hit
from sandbox.messages.commands import CancelOrder, PlaceOrder
from sandbox.messages.triggers import STOP, TAKE_PROFIT, Trigger
from ui.viewmodels import waiting_texts as words
from ui.viewmodels.facts import PositionFacts, Scale
from ui.viewmodels.hedge_places import contract_and_side
from ui.viewmodels.number_text import MISSING, change_text, price_text
from ui.viewmodels.position_view import sided_symbol
from ui.viewmodels.typed_text import typed_ticks

KINDS = (TAKE_PROFIT, STOP)


class TiedOrder(Protocol):
    """What is read of an order in the book."""

    order: str
    trigger: Trigger | None
    tied_to: str | None


class ProtectField(Struct, frozen=True):
    """What stands below one price: its result, or what is wrong with it."""

    text: str = ""
    tone: str = "secondary"
    is_wrong: bool = False


class ProtectView(Struct, frozen=True):
    """The whole dialog; `commands` in the order in which they are to be sent, none where nothing changes."""

    title_text: str
    note_text: str
    fields: dict[str, ProtectField]
    commands: tuple[PlaceOrder | CancelOrder, ...]


def tied_orders(position: str, orders: Iterable[TiedOrder]) -> dict[str, TiedOrder]:
    """Return the take-profit and the stop of a position that wait, by kind."""
    return {
        one.trigger.kind: one
        for one in orders
        if one.trigger is not None and one.tied_to == position and one.trigger.kind in KINDS
    }


def present_texts(tied: Mapping[str, TiedOrder], scale: Scale) -> dict[str, str]:
    """Return what the fields hold when the dialog opens."""
    found = {}
    for kind in KINDS:
        trigger = tied[kind].trigger if kind in tied else None
        found[kind] = "" if trigger is None else price_text(trigger.ticks, scale.tick).replace(",", "")
    return found


def protect_command(place: str, kind: str, ticks: int, by: str = "mark") -> PlaceOrder:
    """Return the command that sets a position's take-profit or stop; it takes the place of one that is there."""
    contract, side = contract_and_side(place)
    return PlaceOrder(
        contract=contract,
        side="short",
        lots=1,
        reduce_only=True,
        trigger=Trigger(kind=kind, by=by, ticks=ticks),
        closes_position=True,
        position_side=side,
    )


def protect_view(
    position: PositionFacts, scale: Scale, tied: Mapping[str, TiedOrder], typed: Mapping[str, str]
) -> ProtectView:
    """Return what the typed prices mean for a position."""
    fields: dict[str, ProtectField] = {}
    commands: list[PlaceOrder | CancelOrder] = []
    for kind in KINDS:
        old = tied.get(kind)
        before = old.trigger if old is not None else None
        read = typed_ticks(typed[kind], scale.tick)
        if read.error:
            fields[kind] = ProtectField(read.error, "loss", True)
        elif read.units is None:
            fields[kind] = ProtectField(words.RESULT_EMPTY)
            if old is not None:
                commands.append(CancelOrder(order=old.order))
        else:
            by = before.by if before is not None else "mark"
            fields[kind] = _result(position, scale, kind, read.units, by)
            if (before is None or before.ticks != read.units) and not fields[kind].is_wrong:
                commands.append(protect_command(position.place, kind, read.units, by))
    liquidation = position.liquidation_ticks
    note = words.PROTECT_NOTE.format(
        entry=price_text(position.entry_ticks, scale.tick),
        mark=price_text(position.mark_ticks, scale.tick),
        liquidation=MISSING if liquidation is None else price_text(liquidation, scale.tick),
    )
    wrong = any(one.is_wrong for one in fields.values())
    title = words.PROTECT.format(symbol=sided_symbol(position))
    return ProtectView(title, note, fields, () if wrong else tuple(commands))


def _result(position: PositionFacts, scale: Scale, kind: str, ticks: int, by: str) -> ProtectField:
    """Return what closing all of the position at a price brings, or why it would never come to that."""
    side = "short" if position.lots > 0 else "long"
    if is_hit(Trigger(kind=kind, by=by, ticks=ticks), side, position.mark_ticks):
        return ProtectField(words.RESULT_AT_ONCE.format(by=words.BY_WORDS[by]), "loss", True)
    liquidation = position.liquidation_ticks
    beyond = liquidation is not None and (ticks <= liquidation if position.lots > 0 else ticks >= liquidation)
    if kind == STOP and beyond and liquidation is not None:
        return ProtectField(words.RESULT_BEYOND.format(price=price_text(liquidation, scale.tick)), "loss")
    value = scale.exact_value(position.lots, ticks)
    profit = round(value - position.open_value_atoms)
    template = words.RESULT_GAP if kind == STOP else words.RESULT
    return ProtectField(template.format(profit=change_text(profit, scale.settle), asset=scale.settle))
