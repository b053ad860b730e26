"""The order editor: what a person set becomes a command, a preview and the words of the button. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sandbox.messages.commands import PlaceOrder
from sandbox.messages.events import CommandRefused
from sandbox.projections.preview import OrderPreview
from sandbox.rulebook.records import Bracket, Contract
from sandbox.values.assets import ATOMS_PER_UNIT
from sandbox.values.rounding import div_floor
from ui.viewmodels import texts
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import AccountFacts, PositionFacts, Scale, position_facts
from ui.viewmodels.number_text import (
    MISSING,
    amount_text,
    change_text,
    decimal_text,
    percent_text,
    price_text,
    size_text,
    step_decimals,
)
from ui.viewmodels.records import PreviewRowView, TicketView
from ui.viewmodels.refusals import refusal_sentence
from ui.viewmodels.typed_text import typed_lots, typed_ticks


@dataclass(frozen=True, slots=True)
class TicketChoice:
    """What the editor's fields hold, as typed."""

    side: str = "long"
    margin_mode: str = "isolated"
    leverage: int = 20
    is_limit: bool = False
    price_text: str = ""
    size_text: str = ""
    reduce_only: bool = False


@dataclass(frozen=True, slots=True)
class TypedOrder:
    """The order that the choice means, or why there is none (nothing typed: no order, no error)."""

    command: PlaceOrder | None = None
    error: str = ""
    size_invalid: bool = False
    price_invalid: bool = False


def typed_order(choice: TicketChoice, scale: Scale) -> TypedOrder:
    """Turn the choice into an order."""
    size = typed_lots(choice.size_text, scale.lot)
    price = typed_ticks(choice.price_text, scale.tick) if choice.is_limit else None
    if size.error:
        return TypedOrder(error=size.error, size_invalid=True)
    if price is not None and price.error:
        return TypedOrder(error=price.error, price_invalid=True)
    if size.units is None or (price is not None and price.units is None):
        return TypedOrder()
    command = PlaceOrder(
        contract=scale.symbol,
        side=choice.side,
        lots=size.units,
        price_ticks=None if price is None else price.units,
        reduce_only=choice.reduce_only,
        margin_mode=choice.margin_mode,
        leverage=Fraction(choice.leverage),
    )
    return TypedOrder(command)


def largest_lots(facts: AccountFacts, choice: TicketChoice, scale: Scale, fee_rate: Fraction) -> int:
    """Return the largest size that what is available pays for: margin and opening fee, in whole lots.

    A reduce-only order or one against your position may be as large as the position.
    """
    position = facts.position(scale.symbol)
    opposite = position is not None and position.side != choice.side
    if choice.reduce_only:
        return abs(position.lots) if position is not None and opposite else 0
    ticks = typed_ticks(choice.price_text, scale.tick).units if choice.is_limit else facts.marks.get(scale.symbol)
    if not ticks:
        return 0
    value_per_lot = ticks * scale.tick * scale.lot * ATOMS_PER_UNIT
    cost_per_lot = value_per_lot * (Fraction(1, choice.leverage) + fee_rate)
    free = min(facts.available_atoms, facts.of("contract", facts.quote))
    bought = div_floor(free * cost_per_lot.denominator, cost_per_lot.numerator) if cost_per_lot else 0
    return bought + (2 * abs(position.lots) if position is not None and opposite else 0)


def share_text(facts: AccountFacts, choice: TicketChoice, scale: Scale, fee_rate: Fraction, share: int) -> str:
    """Return the size that a share button fills in."""
    lots = largest_lots(facts, choice, scale, fee_rate) * share // 100
    return decimal_text(lots * scale.lot, step_decimals(scale.lot)).replace(",", "") if lots else ""


def leverage_max(contract: Contract) -> int:
    """Return the highest whole leverage of a contract."""
    return max(1, int(max(bracket.max_leverage for bracket in contract.brackets)))


def bracket_at(contract: Contract, notional: Fraction) -> tuple[int, Bracket]:
    """Return number (from 1) and record of the bracket that holds for a notional in whole units."""
    for place, bracket in enumerate(contract.brackets, start=1):
        if notional <= bracket.up_to:
            return place, bracket
    return len(contract.brackets), contract.brackets[-1]


def _bracket_text(contract: Contract, facts: AccountFacts, scale: Scale, command: PlaceOrder | None) -> str:
    position = facts.position(scale.symbol)
    notional = Fraction(abs(position.mark_value_atoms), ATOMS_PER_UNIT) if position is not None else Fraction(0)
    if command is not None:
        ticks = command.price_ticks or facts.marks.get(scale.symbol, 0)
        notional += command.lots * scale.lot * ticks * scale.tick
    number, bracket = bracket_at(contract, notional)
    limit = decimal_text(bracket.up_to, 0)
    return texts.BRACKET_CHIP.format(
        number=number, limit=limit, asset=scale.quote, rate=percent_text(bracket.maintenance, 2)
    )


def _side_figures(one: PositionFacts | None, scale: Scale, mark: int | None) -> dict[str, str]:
    if one is None or mark is None:
        return dict.fromkeys(("margin", "maintenance", "entry", "liquidation", "bankruptcy", "distance"), MISSING)
    asset = scale.settle
    liquidation = one.liquidation_ticks
    return {
        "margin": amount_text(one.margin_atoms, asset),
        "maintenance": amount_text(one.maintenance_atoms, asset),
        "entry": price_text(one.entry_ticks, scale.tick),
        "liquidation": MISSING if liquidation is None else price_text(liquidation, scale.tick),
        "bankruptcy": MISSING if one.bankruptcy_ticks is None else price_text(one.bankruptcy_ticks, scale.tick),
        "distance": MISSING if liquidation is None else percent_text(abs(Fraction(liquidation - mark, mark)), 2),
    }


def preview_rows(facts: AccountFacts, preview: OrderPreview | None, scale: Scale) -> tuple[PreviewRowView, ...]:
    """Return what stands now and what would stand once the order has filled."""
    mark, asset = facts.marks.get(scale.symbol), scale.settle
    now = _side_figures(facts.position(scale.symbol), scale, mark)
    now["cost"] = now["fee"] = MISSING
    now["reach"] = change_text(-facts.worst_atoms, asset)
    if preview is None or preview.refused is not None:
        after = dict.fromkeys(now, "")
    else:
        position = None if preview.after is None else position_facts(preview.after, scale, 0)
        after = _side_figures(position, scale, mark)
        after["cost"] = amount_text(preview.cost_atoms, asset)
        after["fee"] = f"{amount_text(preview.open_fee_atoms, asset)} / {amount_text(preview.close_fee_atoms, asset)}"
        after["reach"] = change_text(-preview.worst_after_atoms, asset)
    loud = ("liquidation", "bankruptcy", "reach")
    return tuple(
        PreviewRowView(
            key,
            label,
            now[key],
            after[key],
            "loss" if key in loud and after[key] not in ("", MISSING, "0.00") else "plain",
        )
        for key, label in texts.PREVIEW_ROWS
    )


def _button(choice: TicketChoice, order: TypedOrder, scale: Scale, refused: str, mark: int | None) -> tuple[str, bool]:
    """Return the words of the button, and whether it may be pressed."""
    if mark is None:
        return texts.NO_PRICE_YET, False
    if order.error:
        return order.error, False
    if order.command is None:
        return texts.ENTER_SIZE, False
    if refused:
        return refused, False
    command = order.command
    price = texts.AT_MARKET if command.price_ticks is None else price_text(command.price_ticks, scale.tick)
    template = texts.PLACE_BUY if choice.side == "long" else texts.PLACE_SELL
    return template.format(size=size_text(command.lots, scale.lot), price=price), True


def ticket_view(
    facts: AccountFacts,
    choice: TicketChoice,
    order: TypedOrder,
    preview: OrderPreview | None,
    contract: Contract,
    scale: Scale,
) -> TicketView:
    """Return the whole editor."""
    refusal: CommandRefused | None = preview.refused if preview is not None else None
    sentence = refusal_sentence(refusal) if refusal is not None else ""
    label = texts.REASON_LABELS.get(refusal.reason, texts.COMMAND_REFUSED) if refusal is not None else ""
    mark = facts.marks.get(scale.symbol)
    place_text, can_place = _button(choice, order, scale, label, mark)
    if scale.symbol in facts.locked_contracts:
        place_text, can_place = texts.ORDERS_LOCKED.format(symbol=symbol_of(scale.symbol)), False
    return TicketView(
        symbol_text=symbol_of(scale.symbol),
        base=scale.base,
        side=choice.side,
        margin_mode=choice.margin_mode,
        is_limit=choice.is_limit,
        leverage=choice.leverage,
        leverage_max=leverage_max(contract),
        bracket_text=_bracket_text(contract, facts, scale, order.command),
        rows=preview_rows(facts, preview, scale),
        place_text=place_text,
        can_place=can_place,
        error_text=order.error or sentence,
        size_invalid=order.size_invalid,
        price_invalid=order.price_invalid,
        size_placeholder=decimal_text(Fraction(0), step_decimals(scale.lot)),
        price_placeholder=MISSING if mark is None else price_text(mark, scale.tick),
    )
