"""Rows of liquidations, yours and those of named traders; an unfolded one shows its sales and their sum. Qt-free."""

from __future__ import annotations

from fractions import Fraction

from sandbox.messages.events import LiquidationLeg
from ui.viewmodels import autopsy_texts, tables_texts, texts
from ui.viewmodels.account_names import YOU
from ui.viewmodels.event_rows import side_tone, symbol_of
from ui.viewmodels.facts import Scale
from ui.viewmodels.hedge_places import place_key
from ui.viewmodels.liquidation_story import DESK_SALE, LiquidationStory, Sale
from ui.viewmodels.number_text import (
    MISSING,
    amount_text,
    change_text,
    decimal_text,
    exact_amount_text,
    price_text,
    size_text,
    step_decimals,
    time_text,
)
from ui.viewmodels.table_view import Cell, Row, RowAction, cell


def _price_of(text: str | None, scale: Scale) -> str:
    return MISSING if text is None else decimal_text(Fraction(text), step_decimals(scale.tick))


def liquidation_rows(
    stories: dict[str, LiquidationStory], scales: dict[str, Scale], unfolded: frozenset[str] | set[str] = frozenset()
) -> list[Row]:
    """Return every liquidated position as a row, and below the unfolded ones their sales with the sum."""
    rows = []
    for story in stories.values():
        for leg in story.legs:
            scale, key = scales[leg.contract], f"{story.liquidation}/{place_key(leg.contract, leg.slot)}"
            sales = story.sales_of(leg)
            rows.append(_row(story, leg, scale, key, key in unfolded))
            if key in unfolded:
                rows += [_sale_row(one, scale, f"{key}#{place}", key) for place, one in enumerate(sales)]
                rows.append(_sum_row(sales, scale, key))
    return rows


def _row(story: LiquidationStory, leg: LiquidationLeg, scale: Scale, key: str, is_unfolded: bool) -> Row:
    asset, side = scale.settle, "long" if leg.lots > 0 else "short"
    sales = story.sales_of(leg)
    lost = sum(one.fee_atoms - one.you_atoms for one in sales if one.kind != DESK_SALE)
    fund = sum(max(0, -one.fund_atoms) for one in sales)
    state = story.step_text if story.is_running else "Released, healthy" if story.healthy else "Released"
    fold = tables_texts.UNFOLDED if is_unfolded else tables_texts.FOLDED
    cells = (
        cell(f"{fold} {time_text(story.started_ns)}", story.started_ns),
        cell("You" if story.owner == YOU else story.owner, tone="neutral"),
        cell(symbol_of(leg.contract), strong=True),
        cell(f"{texts.SIDE_MARK[side]} {size_text(abs(leg.lots), scale.lot)}", abs(leg.lots), tone=side_tone(side)),
        cell(price_text(leg.mark_ticks, scale.tick), leg.mark_ticks),
        cell(
            _price_of(leg.bankruptcy_price_text, scale),
            Fraction(leg.bankruptcy_price_text or 0),
            tone="loss",
        ),
        cell(amount_text(lost, asset), lost, tooltip=exact_amount_text(lost, asset)),
        cell(amount_text(fund, asset), fund, tone="fund", tooltip=exact_amount_text(fund, asset)),
        cell(state, tone="loss" if story.is_running else "neutral"),
    )
    actions = [RowAction("unfold", tables_texts.SHOW_STAGES, key)]
    if story.owner == YOU:
        actions.append(RowAction("autopsy", autopsy_texts.ROW_ACTION, story.liquidation))
    return Row(key, cells, is_alarm=story.is_running and story.owner == YOU, actions=tuple(actions))


def _sale_row(one: Sale, scale: Scale, key: str, parent: str) -> Row:
    asset = scale.settle
    kind = tables_texts.SALE_KINDS[one.kind].format(step=one.step, owner=one.owner or tables_texts.MARKET)
    price = tables_texts.NOT_SOLD if one.price_ticks is None else price_text(one.price_ticks, scale.tick)
    taken = one.fee_atoms - one.you_atoms if one.kind != DESK_SALE else 0
    cells = (
        Cell(""),
        Cell(""),
        Cell(""),
        cell(size_text(one.lots, scale.lot), tone="neutral"),
        cell(price, tone="neutral"),
        cell(tables_texts.SALE_FEE.format(amount=amount_text(one.fee_atoms, asset)) if one.fee_atoms else ""),
        cell(amount_text(taken, asset) if taken else "", tone="loss"),
        cell(change_text(one.fund_atoms, asset) if one.fund_atoms else "", tone="fund"),
        cell(kind, tone="neutral"),
    )
    return Row(key, cells, parent=parent)


def _sum_row(sales: list[Sale], scale: Scale, parent: str) -> Row:
    asset = scale.settle
    fee = sum(one.fee_atoms for one in sales)
    taken = sum(one.fee_atoms - one.you_atoms for one in sales if one.kind != DESK_SALE)
    fund = sum(one.fund_atoms for one in sales)
    cells = (
        Cell(""),
        Cell(""),
        Cell(""),
        cell(size_text(sum(one.closed_lots for one in sales), scale.lot), strong=True),
        Cell(""),
        cell(tables_texts.SALE_FEE.format(amount=amount_text(fee, asset)), strong=True),
        cell(amount_text(taken, asset), strong=True),
        cell(change_text(fund, asset), tone="fund", strong=True),
        cell(tables_texts.SUM, strong=True),
    )
    return Row(f"{parent}#sum", cells, parent=parent)
