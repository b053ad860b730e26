"""Rulebooks from TOML: every key but id, name and [[contract]] has the default of the Binance-style book."""

import os.path
import re
from fractions import Fraction

from sandbox.loading.resource_files import bundled, find
from sandbox.loading.toml_lines import Document, Table
from sandbox.risk.top_up import MODELS
from sandbox.rulebook.records import Bracket, Contract, Fees, FundingRules, LiquidationRules, Rulebook
from sandbox.values.assets import decimal_text
from sandbox.values.limits import NS_PER_SECOND
from sandbox.values.problems import Problem

BRACKETS_MAX = 1_000
_SYMBOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_ASSET = re.compile(r"[A-Za-z0-9]{1,20}")


def load_rulebook(id_or_path: str, relative_to: str | None = None) -> Rulebook:
    """Load a bundled rulebook by id, or a file; raises Problem with file and line."""
    return read_rulebook(find("rulebooks", id_or_path, relative_to))


def rulebook_path(table: Table, relative_to: str | None) -> str:
    """Return the file of the rulebook a table names, by id or as a path beside its file; fails at its key."""
    name = table.text("rulebook")
    try:
        path = find("rulebooks", name, relative_to)
    except Problem as problem:
        table.fail("rulebook", f"rulebook {problem}")
    if not os.path.exists(path):
        table.fail("rulebook", f"rulebook {path}: there is no such file; correct the path or use an id")
    return path


def list_rulebooks() -> list[Rulebook]:
    """Load every bundled rulebook, by id."""
    return [load_rulebook(name) for name in bundled("rulebooks")]


def read_rulebook(path: str) -> Rulebook:
    """Read a rulebook file; raises Problem with file and line."""
    root = Document(path).root()
    book_id, name = _name(root, "id"), _name(root, "name")
    fees, liquidation = _fees(root.table("fees")), _liquidation(root.table("liquidation"))
    extra = fees.taker if liquidation.fee_in_maintenance else Fraction(0)
    step_rates = _step_rates(root, False)
    contracts = root.tables("contract")
    book = Rulebook(
        id=book_id,
        name=name,
        as_of=root.text("as_of", ""),
        sources=_texts(root, "sources"),
        assumptions=_texts(root, "assumptions"),
        liquidation=liquidation,
        fees=fees,
        funding=_funding(root.table("funding")),
        contracts=tuple(_contract(one, step_rates, extra) for one in contracts),
    )
    root.finish()
    if not contracts:
        root.fail(None, "the book has no [[contract]]; add one")
    seen: dict[str, None] = {}
    for table, contract in zip(contracts, book.contracts, strict=True):
        if contract.symbol in seen:
            table.fail("symbol", f"{contract.symbol} stands twice; remove one")
        seen[contract.symbol] = None
    return book


def _name(table: Table, key: str) -> str:
    text = table.text(key)
    if not text.strip():
        table.fail(key, f"{key} is empty; give the book one")
    return text


def _texts(table: Table, key: str) -> tuple[str, ...]:
    values = table.list(key)
    if not all(isinstance(value, str) for value in values):
        table.fail(key, f"{key} must be a list of texts")
    return tuple(values)


def _step_rates(table: Table, default: bool) -> bool:
    """Tell whether maintenance jumps at bracket edges (`deductions = "none"`) instead of being continuous."""
    if not table.has("deductions"):
        return default
    return table.word("deductions", ("none", "continuous")) == "none"


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
        top_up=table.word("top_up", MODELS, "initial_margin"),
    )
    if rules.slice <= 0:
        table.fail("slice", "slice is 0; it must be above 0, at most 1")
    table.finish()
    return rules


def _fees(table: Table) -> Fees:
    fees = Fees(
        maker=table.rate("maker", "0.0002"),
        taker=table.rate("taker", "0.0005"),
        spot_maker=table.rate("spot_maker", "0.001"),
        spot_taker=table.rate("spot_taker", "0.001"),
    )
    table.finish()
    return fees


def _funding(table: Table) -> FundingRules:
    rules = FundingRules(interval_hours=table.integer("interval_hours", 8, 1, 24), cap=table.rate("cap", "0.0075"))
    table.finish()
    return rules


def _contract(table: Table, step_rates: bool, extra: Fraction) -> Contract:
    symbol = _matching(table, "symbol", _SYMBOL)
    kind = table.word("kind", ("linear", "inverse"), "linear")
    inverse = kind == "inverse"
    base, quote = _matching(table, "base", _ASSET), _matching(table, "quote", _ASSET)
    own = base if inverse else quote
    settle = table.text("settle", own)
    if settle != own:
        which = f"an inverse contract settles in its base asset {own}"
        which = which if inverse else f"a linear contract settles in its quote asset {own}"
        table.fail("settle", f"settle is {settle!r}; {which}")
    if table.has("face") and not inverse:
        table.fail("face", "only an inverse contract has a face; remove it")
    if base == quote:
        table.fail("quote", f"base and quote are both {base}; they must be two assets")
    contract = Contract(
        symbol=symbol,
        kind=kind,
        base=base,
        quote=quote,
        settle=settle,
        tick=Fraction(table.positive("tick")),
        lot=_whole_contracts(table) if inverse else Fraction(table.positive("lot")),
        face=Fraction(table.positive("face")) if inverse else None,
        brackets=_brackets(table, _step_rates(table, step_rates), extra),
    )
    table.finish()
    return contract


def _whole_contracts(table: Table) -> Fraction:
    """Return the lot of an inverse contract: one contract where it is left out."""
    return Fraction(table.positive("lot")) if table.has("lot") else Fraction(1)


def _matching(table: Table, key: str, pattern: re.Pattern[str]) -> str:
    text = table.text(key)
    if pattern.fullmatch(text) is None:
        table.fail(key, f"{key} is {text[:40]!r}; write a short name of letters and digits")
    return text


def _brackets(table: Table, step_rates: bool, extra: Fraction) -> tuple[Bracket, ...]:
    rows = table.tables("brackets")
    if not rows:
        if "brackets" not in table.values:
            table.missing("brackets")
        table.fail("brackets", "brackets is empty; add at least { up_to, max_leverage, maintenance }")
    if len(rows) > BRACKETS_MAX:
        table.fail("brackets", f"there are more than {BRACKETS_MAX} brackets; merge some")
    brackets: list[Bracket] = []
    for row in rows:
        brackets.append(_bracket(row, brackets[-1] if brackets else None, step_rates, extra))
    return tuple(brackets)


def _bracket(row: Table, before: Bracket | None, step_rates: bool, extra: Fraction) -> Bracket:
    up_to, rate = Fraction(row.positive("up_to")), row.rate("maintenance", None)
    leverage = row.leverage("max_leverage")
    if leverage is None:
        row.missing("max_leverage")
    if before is not None and up_to <= before.up_to:
        row.fail("up_to", f"brackets overlap: up_to must be above the {decimal_text(before.up_to)} before it")
    if before is not None and rate < before.maintenance:
        row.fail("maintenance", f"maintenance falls from {decimal_text(before.maintenance)}; it must not fall")
    if rate + extra >= 1:
        what = "maintenance and the taker fee together" if extra else "maintenance"
        row.fail("maintenance", f"{what} must stay below 1")
    deduction = _deduction(row, before, rate, step_rates)
    row.finish()
    return Bracket(up_to=up_to, max_leverage=leverage, maintenance=rate, deduction=deduction)


def _deduction(row: Table, before: Bracket | None, rate: Fraction, step_rates: bool) -> Fraction:
    """Return the written deduction, or the one that makes maintenance continuous at the bracket's lower edge.

    deduction_n = deduction_(n-1) + up_to_(n-1) x (rate_n - rate_(n-1)); the first is 0.
    """
    if row.has("deduction"):
        value = Fraction(row.not_negative("deduction"))
        if step_rates and value:
            row.fail("deduction", 'the book says deductions = "none"; remove this one or that line')
        return value
    if before is None or step_rates:
        return Fraction(0)
    return before.deduction + before.up_to * (rate - before.maintenance)
