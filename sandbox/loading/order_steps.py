"""The `order` step of a scenario: market, limit, stop, take-profit, trailing stop, and what belongs to a position."""

from fractions import Fraction

from sandbox.loading.contract_fields import checked_leverage, table_contract, table_lots, table_ticks
from sandbox.loading.position_rules_toml import read_side
from sandbox.loading.toml_lines import Table
from sandbox.messages.commands import PlaceOrder
from sandbox.messages.triggers import TRAILING_STOP, TRIGGER_KINDS, TRIGGER_PRICES, Trigger
from sandbox.rulebook.records import Contract, Rulebook

MARGIN_MODES = ("isolated", "cross")
ORDER_TYPES = ("market", "limit", *TRIGGER_KINDS)
ORDER_KEYS = (
    "contract",
    "side",
    "type",
    "price",
    "trigger",
    "trigger_by",
    "distance",
    "rate",
    "qty",
    "reduce_only",
    "post_only",
    "close_position",
    "position_side",
    "name",
    "margin",
    "leverage",
)


def read_mode(table: Table) -> str | None:
    """Return the margin mode a step names, None where it names none."""
    return table.word("margin", MARGIN_MODES) if table.has("margin") else None


def read_order(table: Table, book: Rulebook) -> PlaceOrder:
    """Return the order of a step; `close_position = true` takes side and size from the position."""
    contract = table_contract(table, book)
    kind = table.text("type", "limit" if table.has("price") else "market")
    table.word("type", ORDER_TYPES, kind)
    _check_price(table, kind)
    trigger = _trigger(table, kind, contract)
    closes = table.boolean("close_position", False)
    if closes and trigger is None:
        table.fail("close_position", 'only a waiting order can belong to a position; use do = "close" to close it now')
    for key in ("side", "qty") if closes else ():
        if table.has(key):
            table.fail(key, f"close_position closes all of the position, so its {key} is known; remove {key}")
    if table.has("position_side") and not closes:
        table.fail(
            "position_side", "position_side is for close_position; the side of an order says which one it is for"
        )
    return PlaceOrder(
        contract=contract.symbol,
        side="short" if closes else table.word("side", ("long", "short")),
        lots=1 if closes else table_lots(table, "qty", contract),
        price_ticks=table_ticks(table, "price", contract) if table.has("price") else None,
        reduce_only=table.boolean("reduce_only", False) or closes,
        post_only=table.boolean("post_only", False),
        margin_mode=read_mode(table),
        leverage=checked_leverage(table, contract),
        name=table.text("name") if table.has("name") else None,
        trigger=trigger,
        closes_position=closes,
        position_side=read_side(table, "position_side"),
    )


def _check_price(table: Table, kind: str) -> None:
    """Refuse a price where the market's is taken, and post_only where there is no price to rest at."""
    if kind == "market" and table.has("price"):
        table.fail("price", 'a market order takes the market\'s price; remove price, or use type = "limit"')
    if kind == TRAILING_STOP and table.has("price"):
        table.fail("price", "a trailing stop takes the market's price; remove price")
    if kind == "limit" and not table.has("price"):
        table.missing("price")
    if not table.has("price") and table.boolean("post_only", False):
        fix = 'use type = "limit"' if kind == "market" else "add a price"
        table.fail("post_only", f"an order that takes the market's price cannot be post_only; remove it, or {fix}")


def _trigger(table: Table, kind: str, contract: Contract) -> Trigger | None:
    """Return what a waiting order waits for; its keys are refused where nothing waits."""
    if kind not in TRIGGER_KINDS:
        for key in ("trigger", "trigger_by", "distance", "rate"):
            if table.has(key):
                table.fail(key, f'{key} is for orders that wait; use type = "stop", "take_profit" or "trailing_stop"')
        return None
    by = table.word("trigger_by", TRIGGER_PRICES) if table.has("trigger_by") else "mark"
    if kind != TRAILING_STOP:
        for key in ("distance", "rate"):
            if table.has(key):
                table.fail(key, f'{key} is the callback of a trailing stop; remove it, or use type = "trailing_stop"')
        return Trigger(kind=kind, by=by, ticks=table_ticks(table, "trigger", contract))
    if table.has("trigger"):
        table.fail("trigger", "a trailing stop triggers by its callback; give distance or rate, and remove trigger")
    if table.has("distance") == table.has("rate"):
        table.fail(None, 'a trailing stop needs one callback: distance = "50" or rate = "0.01"')
    if table.has("distance"):
        return Trigger(kind=kind, by=by, trail_ticks=table_ticks(table, "distance", contract))
    rate = Fraction(table.positive("rate"))
    if rate >= 1:
        table.fail("rate", f"rate {table.text('rate')} is 100 % or more; a callback of 1 % is 0.01")
    return Trigger(kind=kind, by=by, trail_rate=rate)
