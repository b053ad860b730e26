"""The position editor: what a person set becomes a preview, help at the fields and the words of the button. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from sandbox.messages.commands import PlaceOrder
from sandbox.messages.triggers import TRAILING_STOP
from sandbox.projections.preview import OrderPreview
from sandbox.rulebook.records import Contract
from sandbox.values.rounding import div_floor
from ui.viewmodels import hedge_texts, order_texts, texts
from ui.viewmodels import waiting_texts as words
from ui.viewmodels.event_rows import symbol_of
from ui.viewmodels.facts import AccountFacts, PositionFacts, Scale, position_facts
from ui.viewmodels.hedge_places import place_key
from ui.viewmodels.leverage_scale import bracket_at, bracket_words, leverage_marks, leverage_max
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
from ui.viewmodels.order_draft import (
    BASE,
    TicketChoice,
    TypedOrder,
    lot_value_atoms,
    order_ticks,
    position_side,
    size_text_of,
    typed_order,
    unit_of,
)
from ui.viewmodels.order_help import Question, Trial, refusal_help, typing_help
from ui.viewmodels.ticket_records import HelpView, PreviewRowView, TicketView

__all__ = ["Desk", "TicketChoice", "TypedOrder", "largest_lots", "share_text", "ticket_view", "typed_order"]

LOUD_ROWS = ("liquidation", "bankruptcy", "reach")
POSITION_ROWS = ("margin", "maintenance", "entry", "liquidation", "bankruptcy", "distance")


class Desk(Struct, frozen=True):
    """Where the order would be placed: the account, the contract and its rules, the fee, and a way to try an order.

    `settings`: margin mode and leverage that an open position or a resting order of the contract fixes. `has_grid`: a
    stress grid asks for the margin of cross positions.
    """

    facts: AccountFacts
    contract: Contract
    scale: Scale
    fee_rate: Fraction
    settings: tuple[str, Fraction] | None
    trial: Trial
    has_grid: bool = False

    @property
    def mark(self) -> int | None:
        """The mark of the contract in ticks."""
        return self.facts.marks.get(self.scale.symbol)

    def position(self, choice: TicketChoice) -> PositionFacts | None:
        """Your position in the contract; in hedge mode the one that the choice opens, enlarges or closes."""
        return self.facts.position(self.place(choice))

    def place(self, choice: TicketChoice) -> str:
        """Return what names that position."""
        return place_key(self.scale.symbol, position_side(choice) if self.facts.hedges else "")


def largest_lots(desk: Desk, choice: TicketChoice) -> int:
    """Return the largest size that what is available pays for: margin and opening fee, in whole lots.

    A reduce-only order may be as large as the position; one against it closes it first and opens the rest.
    """
    position = desk.position(choice)
    opposite = position is not None and position.side != choice.side
    if choice.reduce_only:
        return abs(position.lots) if position is not None and opposite else 0
    ticks = order_ticks(choice, desk.scale, desk.mark)
    if not ticks:
        return 0
    cost_per_lot = lot_value_atoms(ticks, desk.scale) * (Fraction(1, choice.leverage) + desk.fee_rate)
    free = min(desk.facts.available_atoms, desk.facts.of("contract", desk.facts.quote))
    bought = div_floor(free * cost_per_lot.denominator, cost_per_lot.numerator) if cost_per_lot else 0
    return max(0, bought) + (2 * abs(position.lots) if position is not None and opposite else 0)


def share_text(desk: Desk, choice: TicketChoice, share: int) -> str:
    """Return the size that a share button fills in, in the unit chosen."""
    lots = largest_lots(desk, choice) * share // 100
    return size_text_of(lots, choice, desk.scale, order_ticks(choice, desk.scale, desk.mark))


def _counted(desk: Desk, choice: TicketChoice, order: TypedOrder) -> Fraction:
    """Return what brackets count once the order has filled: the position's worth in quote, or its size."""
    command, position = order.command, desk.position(choice)
    lots = position.lots if position is not None else 0
    ticks = desk.mark or 0
    if command is not None:
        lots += command.lots if command.side == "long" else -command.lots
        ticks = command.price_ticks or (command.trigger.ticks if command.trigger is not None else 0) or ticks
    size = abs(lots) * desk.scale.lot
    return size if desk.contract.counts_sizes else size * ticks * desk.scale.tick


def _side_figures(one: PositionFacts | None, scale: Scale, mark: int | None) -> dict[str, str]:
    if one is None or mark is None:
        return dict.fromkeys((*POSITION_ROWS, "fee"), MISSING)
    asset, liquidation = scale.settle, one.liquidation_ticks
    return {
        "margin": amount_text(one.margin_atoms, asset),
        "maintenance": amount_text(one.maintenance_atoms, asset),
        "entry": price_text(one.entry_ticks, scale.tick),
        "liquidation": order_texts.NO_LIQUIDATION if liquidation is None else price_text(liquidation, scale.tick),
        "bankruptcy": MISSING if one.bankruptcy_ticks is None else price_text(one.bankruptcy_ticks, scale.tick),
        "distance": MISSING if liquidation is None else percent_text(abs(Fraction(liquidation - mark, mark)), 2),
        "fee": f"{MISSING} / {amount_text(one.close_fee_atoms, asset)}",
    }


def _after_figures(desk: Desk, preview: OrderPreview) -> dict[str, str]:
    scale, asset = desk.scale, desk.scale.settle
    position = None if preview.after is None else position_facts(preview.after, scale, 0)
    after = _side_figures(position, scale, desk.mark)
    cost = preview.cost_atoms
    after["cost"] = amount_text(cost, asset) if cost >= 0 else change_text(-cost, asset)
    after["fee"] = f"{amount_text(preview.open_fee_atoms, asset)} / {amount_text(preview.close_fee_atoms, asset)}"
    after["reach"] = change_text(-preview.worst_after_atoms, asset)
    return after


def preview_rows(desk: Desk, choice: TicketChoice, preview: OrderPreview | None) -> tuple[PreviewRowView, ...]:
    """Return what stands now and what would stand once the order has filled."""
    facts, position = desk.facts, desk.position(choice)
    now = _side_figures(position, desk.scale, desk.mark)
    now["cost"], now["reach"] = MISSING, change_text(-facts.worst_atoms, desk.scale.settle)
    after = dict.fromkeys(now, "")
    if preview is not None and preview.refused is None:
        after = _after_figures(desk, preview)
        if facts.available_atoms > 0 and preview.cost_atoms > 0:
            share = percent_text(Fraction(preview.cost_atoms, facts.available_atoms), 0)
            now["cost"] = order_texts.SHARE_OF_AVAILABLE.format(share=share)
    mode = position.margin_mode if position is not None else choice.margin_mode
    labels = dict(order_texts.PREVIEW_ROWS) | {"margin": order_texts.MARGIN_ROW[mode]}
    if preview is not None and preview.refused is None and preview.cost_atoms < 0:
        labels["cost"] = order_texts.BACK
    tips = {"cost": order_texts.PREVIEW_TIP_COST, "distance": order_texts.PREVIEW_TIP_DISTANCE}
    return tuple(
        PreviewRowView(key, labels[key], now[key], after[key], _tone(key, after[key]), tips.get(key, ""))
        for key in labels
    )


def _tone(key: str, after: str) -> str:
    quiet = after in ("", MISSING, "0.00", order_texts.NO_LIQUIDATION)
    return "loss" if key in LOUD_ROWS and not quiet else "plain"


def _help(desk: Desk, choice: TicketChoice, order: TypedOrder, preview: OrderPreview | None) -> HelpView | None:
    if order.error or preview is None:
        return typing_help(order)
    if preview.refused is None:
        if choice.waits and preview.dropped:
            return HelpView("trigger", _never(preview.dropped))
        return HelpView("size", order_texts.WOULD_LIQUIDATE) if preview.liquidates else None
    position = desk.position(choice)
    opposite = position is not None and position.side != choice.side
    question = Question(
        choice=choice,
        scale=desk.scale,
        mark=desk.mark,
        ticks=order_ticks(choice, desk.scale, desk.mark),
        largest_lots=largest_lots(desk, choice),
        settings=desk.settings,
        opposite_lots=abs(position.lots) if position is not None and opposite else 0,
        trial=desk.trial,
    )
    return refusal_help(preview.refused, question)


def _never(why: str) -> str:
    """Return why a waiting order would not trade when it fires."""
    if why in ("UNIT_LIQUIDATING", "liquidation"):
        return words.LIQUIDATED_FIRST
    return words.NEVER_TRADES.format(reason=texts.REASONS.get(why, why))


def _waiting_words(desk: Desk, choice: TicketChoice, command: PlaceOrder) -> str:
    """Return the words of the button for an order that waits."""
    trigger, tick = command.trigger, desk.scale.tick
    assert trigger is not None
    price = choice.trigger_text.strip() if trigger.kind == TRAILING_STOP else price_text(trigger.ticks, tick)
    size = size_text(command.lots, desk.scale.lot)
    return words.PLACE[choice.side].format(kind=words.KIND_WORDS[trigger.kind], size=size, price=price)


def _button(desk: Desk, choice: TicketChoice, order: TypedOrder, preview: OrderPreview | None) -> tuple[str, bool]:
    """Return the words of the button, and whether it may be pressed."""
    command = order.command
    if desk.mark is None:
        return texts.NO_PRICE_YET, False
    if order.error:
        return order.error.removesuffix("."), False
    if command is None:
        if choice.waits and not choice.trigger_text.strip():
            return words.ENTER_CALLBACK if choice.waits == TRAILING_STOP else words.ENTER_TRIGGER, False
        return texts.ENTER_SIZE, False
    if preview is not None and preview.refused is not None:
        return texts.REASON_LABELS.get(preview.refused.reason, texts.COMMAND_REFUSED), False
    if command.trigger is not None:
        return _waiting_words(desk, choice, command), True
    price = texts.AT_MARKET if command.price_ticks is None else price_text(command.price_ticks, desk.scale.tick)
    template = texts.PLACE_BUY if choice.side == "long" else texts.PLACE_SELL
    if desk.facts.hedges:
        template = (hedge_texts.CLOSE if choice.reduce_only else hedge_texts.OPEN)[choice.side]
    return template.format(size=size_text(command.lots, desk.scale.lot), price=price), True


def _lock(desk: Desk, choice: TicketChoice, preview: OrderPreview | None) -> tuple[str, str]:
    """Return notice and chip while a liquidation keeps orders of this contract waiting."""
    symbol = symbol_of(desk.scale.symbol)
    if desk.place(choice) in desk.facts.locked_places:
        return order_texts.LOCK_NOTICE.format(symbol=symbol), order_texts.LOCK_CHIP.format(symbol=symbol)
    if preview is not None and preview.refused is not None and preview.refused.reason == "UNIT_LIQUIDATING":
        return order_texts.LOCK_NOTICE_POOL, order_texts.LOCK_CHIP.format(symbol=symbol)
    return "", ""


def _side_texts(desk: Desk, choice: TicketChoice) -> tuple[str, str]:
    """Return what the two sides mean: in hedge mode which position each opens, or closes where it may only reduce."""
    if not desk.facts.hedges:
        return texts.LONG, texts.SHORT
    return hedge_texts.CLOSING if choice.reduce_only else hedge_texts.OPENING


def ticket_view(desk: Desk, choice: TicketChoice, order: TypedOrder, preview: OrderPreview | None) -> TicketView:
    """Return the whole editor."""
    contract, scale, mark = desk.contract, desk.scale, desk.mark
    lock_text, lock_chip = _lock(desk, choice, preview)
    place_text, can_place = _button(desk, choice, order, preview)
    if lock_text:
        place_text, can_place = order_texts.PLACE_LOCKED.format(symbol=symbol_of(scale.symbol)), False
    counted, bracket_unit = _counted(desk, choice, order), scale.base if contract.counts_sizes else scale.quote
    chip, chip_tip = bracket_words(contract, counted, bracket_unit)
    if desk.has_grid and choice.margin_mode == "cross":
        chip, chip_tip = order_texts.GRID_CHIP, order_texts.GRID_TIP
    unit, other = unit_of(choice, scale)
    many = len(contract.brackets) > 1
    caption = order_texts.LARGEST_SIZE.format(asset=bracket_unit) if many else order_texts.LARGEST_SIZE_ANY
    decimals = step_decimals(scale.lot) if choice.size_unit == BASE else 2
    return TicketView(
        side=choice.side,
        margin_mode=choice.margin_mode,
        is_limit=choice.is_limit,
        waits=choice.waits,
        takes_price=choice.is_limit or choice.waits not in ("", TRAILING_STOP),
        trigger_placeholder=MISSING if mark is None else price_text(mark, scale.tick),
        leverage=choice.leverage,
        leverage_max=leverage_max(contract),
        leverage_limit=int(bracket_at(contract, counted)[1].max_leverage),
        leverage_marks=leverage_marks(contract),
        leverage_caption=caption,
        bracket_text=chip,
        bracket_tooltip=chip_tip,
        unit=unit,
        unit_tooltip=order_texts.SIZE_UNIT.format(unit=unit, other=other),
        rows=preview_rows(desk, choice, preview),
        place_text=place_text,
        can_place=can_place,
        help=None if lock_text else _help(desk, choice, order, preview),
        lock_text=lock_text,
        lock_chip=lock_chip,
        side_texts=_side_texts(desk, choice),
        size_placeholder=decimal_text(Fraction(0), decimals),
        price_placeholder=(
            words.PRICE_HINT if choice.waits else MISSING if mark is None else price_text(mark, scale.tick)
        ),
    )
