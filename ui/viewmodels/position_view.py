"""Rows of open positions, open orders and liquidations. Qt-free."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ui.viewmodels import texts
from ui.viewmodels.account_names import YOU
from ui.viewmodels.event_rows import side_tone, symbol_of
from ui.viewmodels.facts import AccountFacts, PositionFacts, Scale
from ui.viewmodels.liquidation_story import DESK_SALE, LiquidationStory
from ui.viewmodels.number_text import (
    MISSING,
    NO_BREAK,
    amount_text,
    decimal_text,
    exact_amount_text,
    leverage_text,
    marked_change_text,
    percent_text,
    price_text,
    size_text,
    step_decimals,
    time_text,
    tone_of,
)
from ui.viewmodels.table_view import Cell, Row, cell

OVER_FULL = Fraction(999)


def position_row(one: PositionFacts, scale: Scale, story: LiquidationStory | None) -> Row:
    """Return one of your positions as a row of two lines."""
    asset, burning = one.asset, story is not None
    ratio = one.ratio
    words = f"{leverage_text(one.leverage)} {texts.MODE[one.margin_mode]}"
    whole = size_text(abs(story.lots_of(one.contract)), scale.lot) if story is not None else ""
    liquidation, distance = MISSING, ""
    if one.liquidation_ticks is not None:
        liquidation = price_text(one.liquidation_ticks, scale.tick)
        distance = percent_text(Fraction(one.liquidation_ticks - one.mark_ticks, one.mark_ticks), 2, signed=True)
    profit = Fraction(one.unrealised_atoms, max(1, one.margin_atoms))
    cells = (
        Cell(
            symbol_of(one.contract),
            words,
            is_strong=True,
            lead=texts.SIDE_MARK[one.side],
            lead_tone=side_tone(one.side),
            sort=one.contract,
        ),
        Cell(
            size_text(abs(one.lots), scale.lot),
            texts.MARGIN_OF.format(amount=whole) if burning else amount_text(abs(one.mark_value_atoms), asset),
            sort=abs(one.mark_value_atoms),
            tooltip=exact_amount_text(abs(one.mark_value_atoms), asset),
        ),
        Cell(price_text(one.entry_ticks, scale.tick), price_text(one.mark_ticks, scale.tick), sort=one.entry_ticks),
        Cell(liquidation, distance, tone="loss", sort=one.liquidation_ticks or 0),
        Cell(
            amount_text(one.margin_atoms, asset),
            texts.MAINTENANCE_OF.format(amount=amount_text(one.maintenance_atoms, asset)),
            sort=one.margin_atoms,
            tooltip=exact_amount_text(one.margin_atoms, asset),
        ),
        Cell(
            _ratio_text(ratio),
            ratio=OVER_FULL if ratio is None else ratio,
            is_alarm=burning,
            sort=OVER_FULL if ratio is None else ratio,
        ),
        Cell(
            marked_change_text(one.unrealised_atoms, asset),
            percent_text(profit, 1, signed=True),
            tone=tone_of(one.unrealised_atoms),
            sort=one.unrealised_atoms,
            tooltip=exact_amount_text(one.unrealised_atoms, asset),
        ),
        Cell("", lights=one.lights, sort=one.lights, tooltip=texts.LIGHTS_OF.format(count=one.lights)),
        Cell(""),
    )
    return Row(f"{one.margin_mode}/{one.position}/{one.contract}", cells, is_alarm=burning)


def _ratio_text(ratio: Fraction | None) -> str:
    return percent_text(ratio) if ratio is not None and ratio < 1 else f">{NO_BREAK}100{NO_BREAK}%"


def position_rows(facts: AccountFacts, scales: dict[str, Scale], stories: tuple[LiquidationStory, ...]) -> list[Row]:
    """Return your open positions as rows."""
    running = {contract: story for story in stories if story.is_running for contract in story.contracts}
    return [position_row(one, scales[one.contract], running.get(one.contract)) for one in facts.positions]


def sum_of_margins(facts: AccountFacts) -> str:
    """Return the sum of your positions' margins, or nothing where there is none."""
    if not facts.positions:
        return ""
    total = sum(one.margin_atoms for one in facts.positions)
    return f"Sum of margins <b>{amount_text(total, facts.quote)}</b>"


def order_rows(orders: dict[str, Any], scales: dict[str, Scale]) -> list[Row]:
    """Return your resting orders as rows."""
    rows = []
    for key, order in orders.items():
        if order.owner != YOU:
            continue
        scale = scales[order.contract]
        price = MISSING if order.price_ticks is None else price_text(order.price_ticks, scale.tick)
        cells = (
            cell(symbol_of(order.contract), strong=True),
            cell(texts.SIDE_MARK[order.side], tone=side_tone(order.side)),
            cell(size_text(order.lots, scale.lot), order.lots),
            cell(price, order.price_ticks or 0),
            cell(f"{leverage_text(order.leverage)} {texts.MODE[order.margin_mode]}", tone="neutral"),
            cell("yes" if order.reduce_only else "no", tone="neutral"),
            cell(order.name or key, tone="caption"),
            Cell(""),
        )
        rows.append(Row(key, cells))
    return rows


def _price_of(text: str | None, scale: Scale) -> str:
    return MISSING if text is None else decimal_text(Fraction(text), step_decimals(scale.tick))


def liquidation_rows(stories: dict[str, LiquidationStory], scales: dict[str, Scale]) -> list[Row]:
    """Return every liquidated position as a row, yours and those of named traders."""
    rows = []
    for story in stories.values():
        for leg in story.legs:
            scale = scales[leg.contract]
            asset, side = scale.settle, "long" if leg.lots > 0 else "short"
            sales = [one for one in story.sales if one.contract == leg.contract]
            lost = sum(one.fee_atoms - one.you_atoms for one in sales if one.kind != DESK_SALE)
            fund = sum(max(0, -one.fund_atoms) for one in sales)
            state = story.step_text if story.is_running else "Released, healthy" if story.healthy else "Released"
            cells = (
                cell(time_text(story.started_ns), story.started_ns),
                cell("You" if story.owner == YOU else story.owner, tone="neutral"),
                cell(symbol_of(leg.contract), strong=True),
                cell(f"{texts.SIDE_MARK[side]} {size_text(abs(leg.lots), scale.lot)}", tone=side_tone(side)),
                cell(price_text(leg.mark_ticks, scale.tick), leg.mark_ticks),
                cell(_price_of(leg.bankruptcy_price_text, scale), tone="loss"),
                cell(amount_text(lost, asset), lost, tooltip=exact_amount_text(lost, asset)),
                cell(amount_text(fund, asset), fund, tone="fund", tooltip=exact_amount_text(fund, asset)),
                cell(state, tone="loss" if story.is_running else "neutral"),
            )
            rows.append(
                Row(f"{story.liquidation}/{leg.contract}", cells, is_alarm=story.is_running and story.owner == YOU)
            )
    return rows
