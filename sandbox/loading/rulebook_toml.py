"""Rulebooks from TOML: every key but id, name and [[contract]] has the default of the Binance-style book."""

from fractions import Fraction

from sandbox.loading.resource_files import bundled, find
from sandbox.loading.toml_lines import Document, Table, parse_decimal
from sandbox.rulebook.records import Bracket, Contract, Fees, FundingRules, LiquidationRules, Rulebook
from sandbox.values.limits import NS_PER_SECOND


def load_rulebook(id_or_path: str, relative_to: str | None = None) -> Rulebook:
    """Load a bundled rulebook by id, or a file; raises Problem with file and line."""
    root = Document(find("rulebooks", id_or_path, relative_to)).root()
    step_rates = _step_rates(root)
    book = Rulebook(
        id=root.text("id"),
        name=root.text("name"),
        as_of=root.text("as_of", ""),
        sources=_texts(root, "sources"),
        liquidation=_liquidation(root.table("liquidation")),
        fees=_fees(root.table("fees")),
        funding=_funding(root.table("funding")),
        contracts=tuple(_contract(one, step_rates) for one in root.tables("contract")),
    )
    if not book.contracts:
        root.fail(None, "the book has no [[contract]]; add one")
    symbols = [contract.symbol for contract in book.contracts]
    for index, symbol in enumerate(symbols):
        if symbol in symbols[:index]:
            root.document.fail(("contract", index, "symbol"), f"{symbol} stands twice; remove one")
    root.finish()
    return book


def list_rulebooks() -> list[Rulebook]:
    """Load every bundled rulebook, by id."""
    return [load_rulebook(name) for name in bundled("rulebooks")]


def _texts(table: Table, key: str) -> tuple[str, ...]:
    values = table.list(key)
    if not all(isinstance(value, str) for value in values):
        table.fail(key, f"{key} must be a list of texts")
    return tuple(values)


def _step_rates(table: Table) -> bool:
    return table.has("deductions") and table.word("deductions", ("none", "continuous")) == "none"


def _liquidation(table: Table) -> LiquidationRules:
    if table.get("beyond_fund") == "claim":
        table.fail("beyond_fund", "claims are not supported yet by this version; use adl or socialise")
    rules = LiquidationRules(
        trigger=table.word("trigger", ("at_or_below", "below"), "at_or_below"),
        maintenance_basis=table.word("maintenance_basis", ("mark", "entry"), "mark"),
        fee_in_maintenance=table.boolean("fee_in_maintenance", False),
        steps=table.word("steps", ("brackets", "whole", "slices"), "brackets"),
        slice=table.rate("slice", "0.25"),
        stage_ns=table.integer("stage_seconds", 2, 0, 86_400) * NS_PER_SECOND,
        fee=table.rate("fee", "0"),
        surplus_to=table.word("surplus_to", ("insurance_fund", "trader"), "insurance_fund"),
        beyond_fund=table.word("beyond_fund", ("adl", "socialise"), "adl"),
        adl_price=table.word("adl_price", ("bankruptcy", "mark", "previous_mark"), "bankruptcy"),
        adl_rank=table.word("adl_rank", ("binance", "bitmex", "okx", "hyperliquid"), "binance"),
    )
    if rules.slice <= 0:
        table.fail("slice", "slice must be above 0")
    table.finish()
    return rules


def _fees(table: Table) -> Fees:
    fees = Fees(
        maker=table.rate("maker", "0.0002"), taker=table.rate("taker", "0.0005"),
        spot_maker=table.rate("spot_maker", "0.001"), spot_taker=table.rate("spot_taker", "0.001"),
    )
    table.finish()
    return fees


def _funding(table: Table) -> FundingRules:
    rules = FundingRules(
        interval_hours=table.integer("interval_hours", 8, 1, 24), cap=table.rate("cap", "0.0075")
    )
    table.finish()
    return rules


def _contract(table: Table, step_rates: bool) -> Contract:
    if table.get("kind") == "inverse":
        table.fail("kind", "inverse contracts are not supported yet by this version; use linear")
    contract = Contract(
        symbol=table.text("symbol"),
        kind=table.word("kind", ("linear",), "linear"),
        base=table.text("base"),
        quote=table.text("quote"),
        settle=table.text("settle", table.text("quote")),
        tick=Fraction(table.positive("tick")),
        lot=Fraction(table.positive("lot")),
        brackets=_brackets(table, step_rates or _step_rates(table)),
    )
    if contract.settle != contract.quote:
        table.fail("settle", "a linear contract settles in its quote asset")
    if contract.base == contract.quote:
        table.fail("base", "base and quote must be two assets")
    table.finish()
    return contract


def _brackets(table: Table, step_rates: bool) -> tuple[Bracket, ...]:
    rows = table.tables("brackets")
    if not rows:
        table.fail(None, "the contract has no brackets; add at least one with up_to, max_leverage and maintenance")
    brackets: list[Bracket] = []
    for row in rows:
        before = brackets[-1] if brackets else None
        up_to, rate = Fraction(row.positive("up_to")), row.rate("maintenance", "")
        leverage = row.leverage("max_leverage")
        if leverage is None:
            row.fail(None, "the key 'max_leverage' is missing; add it")
        if before is not None and up_to <= before.up_to:
            row.fail("up_to", f"brackets overlap: up_to must be above the {float(before.up_to):.0f} before it")
        if before is not None and rate < before.maintenance:
            row.fail("maintenance", "maintenance falls from one bracket to the next; rates must not fall")
        if rate >= 1:
            row.fail("maintenance", "maintenance must be below 1")
        brackets.append(
            Bracket(up_to=up_to, max_leverage=leverage, maintenance=rate,
                    deduction=_deduction(row, before, rate, step_rates))
        )
        row.finish()
    return tuple(brackets)


def _deduction(row: Table, before: Bracket | None, rate: Fraction, step_rates: bool) -> Fraction:
    """Return the written deduction, or the one that makes maintenance continuous at the bracket's lower edge."""
    if row.has("deduction"):
        value = parse_decimal(row.text("deduction"))
        if value is None or value < 0:
            row.fail("deduction", "deduction must be a plain decimal, 0 or more")
        return Fraction(value)
    if before is None or step_rates:
        return Fraction(0)
    return before.deduction + before.up_to * (rate - before.maintenance)
