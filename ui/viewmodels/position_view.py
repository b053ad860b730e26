"""Rows of open positions and of open orders. Qt-free.

While one of the positions is liquidated the table tells other things of all of them: what is left, the steps, the mark,
the equity; `position_columns` gives the titles that go with it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ui.viewmodels import hedge_texts, tables_texts, texts, waiting_texts
from ui.viewmodels.account_names import YOU
from ui.viewmodels.event_rows import side_tone, symbol_of
from ui.viewmodels.facts import AccountFacts, PositionFacts, Scale
from ui.viewmodels.hedge_places import running_places
from ui.viewmodels.liquidation_story import SLICE, LiquidationStory
from ui.viewmodels.number_text import (
    DOWN,
    MISSING,
    NO_BREAK,
    UP,
    amount_text,
    change_text,
    exact_amount_text,
    leverage_text,
    marked_change_text,
    percent_text,
    price_text,
    size_text,
    tone_of,
)
from ui.viewmodels.table_view import Cell, Row, RowAction, cell
from ui.viewmodels.waiting_view import price_cell, reduces_text, type_cell

OVER_FULL = Fraction(999)
STAGE_ORDER = ("start", "reduce", "take_over", "close", "release")


def _name_cell(one: PositionFacts) -> Cell:
    words = f"{leverage_text(one.leverage)} {texts.MODE[one.margin_mode]}"
    mark, tone = texts.SIDE_MARK[one.side], side_tone(one.side)
    return Cell(symbol_of(one.contract), words, is_strong=True, lead=mark, lead_tone=tone, sort=one.contract)


def _ratio_cell(ratio: Fraction | None, *, burning: bool) -> Cell:
    over = ratio is None or ratio >= 1
    text = f">{NO_BREAK}100{NO_BREAK}%" if over else percent_text(ratio or Fraction(0))
    shown = OVER_FULL if ratio is None else ratio
    return Cell(text, ratio=shown, is_alarm=burning, sort=shown)


def _lights_cell(lights: int) -> Cell:
    return Cell("", lights=lights, sort=lights, tooltip=texts.LIGHTS_OF.format(count=lights))


def _amount_cell(atoms: int, asset: str, second: str) -> Cell:
    return Cell(amount_text(atoms, asset), second, sort=atoms, tooltip=exact_amount_text(atoms, asset))


def _actions(one: PositionFacts) -> tuple[RowAction, ...]:
    symbol = sided_symbol(one)
    close = RowAction("close", tables_texts.CLOSE.format(symbol=symbol), one.place, "close")
    add = RowAction("margin", tables_texts.ADD_MARGIN.format(symbol=symbol), one.place, "plus")
    protect = RowAction("protect", waiting_texts.PROTECT_ROW.format(symbol=symbol), one.place, "crosshair")
    return (add, protect, close) if one.margin_mode == "isolated" else (protect, close)


def sided_symbol(one: PositionFacts) -> str:
    """Return what a position is called where its contract may have two: "BTC long"."""
    symbol = symbol_of(one.contract)
    return hedge_texts.SIDED.format(symbol=symbol, side=one.slot) if one.slot else symbol


def _key(one: PositionFacts) -> str:
    return f"{one.margin_mode}/{one.position}/{one.contract}"


def calm_row(one: PositionFacts, scale: Scale) -> Row:
    """Return a position as a row of two lines while none is liquidated."""
    asset = one.asset
    maintenance = texts.MAINTENANCE_OF.format(amount=amount_text(one.maintenance_atoms, asset))
    profit = Fraction(one.unrealised_atoms, max(1, one.margin_atoms))
    cells = (
        _name_cell(one),
        Cell(
            size_text(abs(one.lots), scale.lot),
            amount_text(abs(one.mark_value_atoms), asset),
            sort=abs(one.mark_value_atoms),
            tooltip=exact_amount_text(abs(one.mark_value_atoms), asset),
        ),
        Cell(price_text(one.entry_ticks, scale.tick), price_text(one.mark_ticks, scale.tick), sort=one.entry_ticks),
        _liquidation_cell(one, scale),
        _amount_cell(one.margin_atoms, asset, maintenance),
        _ratio_cell(one.ratio, burning=False),
        Cell(
            marked_change_text(one.unrealised_atoms, asset),
            percent_text(profit, 1, signed=True),
            tone=tone_of(one.unrealised_atoms),
            sort=one.unrealised_atoms,
            tooltip=exact_amount_text(one.unrealised_atoms, asset),
        ),
        _lights_cell(one.lights),
        Cell(""),
    )
    return Row(_key(one), cells, actions=_actions(one))


def _liquidation_cell(one: PositionFacts, scale: Scale) -> Cell:
    if one.liquidation_ticks is None:
        return Cell(MISSING)
    distance = percent_text(Fraction(one.liquidation_ticks - one.mark_ticks, one.mark_ticks), 2, signed=True)
    return Cell(price_text(one.liquidation_ticks, scale.tick), distance, tone="loss", sort=one.liquidation_ticks)


def step_cells(story: LiquidationStory, key: str, scale: Scale) -> tuple[tuple[str, str], ...]:
    """Return the steps of a liquidation as (state, label): slices with their price, else the stages by name."""
    if story.slices_planned:
        leg = story.leg(key)
        sold = [one for one in story.sales_of(leg) if one.kind == SLICE] if leg is not None else []
        steps = []
        for place in range(max(story.slices_planned, len(sold))):
            state = "done" if place < len(sold) - 1 else "burning" if place == len(sold) - 1 else "left"
            price = sold[place].price_ticks if place < len(sold) else None
            label = price_text(price, scale.tick).split(".")[0] if price is not None else ""
            steps.append((state, label or (tables_texts.NEXT if place == len(sold) else "")))
        return tuple(steps)
    here = STAGE_ORDER.index(story.stage) if story.stage in STAGE_ORDER else 0
    reduces = story.stage == "reduce" or any(one.kind == "reduce" for one in story.sales)
    stages = [one for one in STAGE_ORDER if one != "reduce" or reduces]
    steps = []
    for name in stages:
        place = STAGE_ORDER.index(name)
        state = "done" if place < here else "burning" if place == here else "left"
        steps.append((state, tables_texts.STAGE_LABELS[name]))
    return tuple(steps)


def burning_row(one: PositionFacts, scale: Scale, story: LiquidationStory) -> Row:
    """Return a position that is being liquidated: what is left, its steps, what pays."""
    asset, leg = one.asset, story.leg(one.place)
    margin = leg.margin_atoms if leg is not None else one.margin_atoms
    paid = sum(max(0, -sale.fund_atoms) for sale in story.sales_of(leg)) if leg is not None else 0
    bankruptcy = MISSING if one.bankruptcy_ticks is None else price_text(one.bankruptcy_ticks, scale.tick)
    cells = (
        _name_cell(one),
        Cell(
            size_text(abs(one.lots), scale.lot),
            tables_texts.LEFT_OF.format(size=size_text(abs(story.lots_of(one.place)), scale.lot)),
            is_strong=True,
            sort=abs(one.mark_value_atoms),
        ),
        Cell("", steps=step_cells(story, one.place, scale), tooltip=story.step_text),
        Cell(
            price_text(one.mark_ticks, scale.tick),
            tables_texts.BANKRUPTCY_SHORT.format(price=bankruptcy),
            sort=one.mark_ticks,
        ),
        _amount_cell(one.margin_atoms, asset, tables_texts.LEFT_OF.format(size=amount_text(margin, asset))),
        _ratio_cell(one.ratio, burning=True),
        _equity_cell(one, tables_texts.FUND_PAID.format(amount=amount_text(paid, asset)) if paid else "", gained=0),
        _lights_cell(one.lights),
        Cell("", icon="lock", tooltip=tables_texts.LOCKED_ROW),
    )
    return Row(_key(one), cells, is_alarm=True)


def sealed_row(one: PositionFacts, scale: Scale) -> Row:
    """Return another position while one is liquidated: an isolated one is sealed off."""
    asset, sealed = one.asset, one.margin_mode == "isolated"
    liquidation = MISSING if one.liquidation_ticks is None else price_text(one.liquidation_ticks, scale.tick)
    cells = (
        _name_cell(one),
        Cell(size_text(abs(one.lots), scale.lot), amount_text(abs(one.mark_value_atoms), asset), sort=abs(one.lots)),
        Cell(
            tables_texts.SEALED_COMPARTMENT if sealed else tables_texts.CROSS_POOL,
            tone="accent" if sealed else "neutral",
            icon="shield" if sealed else "",
            tooltip=tables_texts.SEALED_TIP if sealed else "",
        ),
        Cell(
            price_text(one.mark_ticks, scale.tick),
            tables_texts.LIQUIDATION_SHORT.format(price=liquidation),
            sort=one.mark_ticks,
        ),
        _amount_cell(
            one.margin_atoms, asset, texts.MAINTENANCE_OF.format(amount=amount_text(one.maintenance_atoms, asset))
        ),
        _ratio_cell(one.ratio, burning=False),
        _equity_cell(
            one, tables_texts.PNL.format(amount=change_text(one.unrealised_atoms, asset)), gained=one.unrealised_atoms
        ),
        _lights_cell(one.lights),
        Cell(""),
    )
    return Row(_key(one), cells, actions=_actions(one))


def _equity_cell(one: PositionFacts, second: str, *, gained: int) -> Cell:
    """Return what is left of a position; an arrow says what it gained, never that something is left at all."""
    atoms, asset = one.equity_atoms, one.asset
    mark = DOWN if atoms < 0 or gained < 0 else UP if gained > 0 else ""
    amount = change_text(atoms, asset) if atoms < 0 else amount_text(atoms, asset)
    tone = "loss" if atoms < 0 else tone_of(gained)
    return Cell(f"{mark} {amount}".strip(), second, tone=tone, sort=atoms, tooltip=exact_amount_text(atoms, asset))


def position_rows(facts: AccountFacts, scales: dict[str, Scale], stories: tuple[LiquidationStory, ...]) -> list[Row]:
    """Return your open positions as rows."""
    running = running_places(stories)
    if not any(one.place in running for one in facts.positions):
        return [calm_row(one, scales[one.contract]) for one in facts.positions]
    return [
        burning_row(one, scales[one.contract], running[one.place])
        if one.place in running
        else sealed_row(one, scales[one.contract])
        for one in facts.positions
    ]


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
        cells = (
            cell(symbol_of(order.contract), strong=True),
            cell(texts.SIDE_MARK[order.side], tone=side_tone(order.side)),
            type_cell(order),
            cell(size_text(order.lots, scale.lot), order.lots),
            price_cell(order, scale),
            cell(f"{leverage_text(order.leverage)} {texts.MODE[order.margin_mode]}", tone="neutral"),
            cell(reduces_text(order), tone="neutral"),
            cell(order.name or key, tone="caption"),
            Cell(""),
        )
        action = RowAction("cancel", tables_texts.CANCEL.format(order=order.name or key), key)
        rows.append(Row(key, cells, actions=(action,)))
    return rows
