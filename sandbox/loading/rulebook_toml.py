"""Rulebooks from TOML: every key but id, name and [[contract]] has the default of the Binance-style book."""

import os.path
import re
from fractions import Fraction

from sandbox.ledger.accounts import SET_OFF_WALLETS
from sandbox.loading.bracket_rows import BracketStyle, bracket_style, read_brackets
from sandbox.loading.collateral_toml import read_collateral
from sandbox.loading.portfolio_toml import read_portfolio
from sandbox.loading.position_rules_toml import read_position_rules
from sandbox.loading.resource_files import bundled, find
from sandbox.loading.toml_lines import Document, Table, shown
from sandbox.rulebook import words
from sandbox.rulebook.ladders import BRACKETS_MAX
from sandbox.rulebook.records import Contract, Fees, FundingRules, LiquidationRules, Rulebook
from sandbox.values.limits import NS_PER_SECOND
from sandbox.values.problems import Problem


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
    return rulebook_of(Document(path))


def rulebook_of(document: Document) -> Rulebook:
    """Read a parsed file as a rulebook; raises Problem with file and line."""
    root = document.root()
    book_id, name = _name(root, "id"), _name(root, "name")
    fees, liquidation, fund = _fees(root.table("fees")), *_liquidation(root.table("liquidation"))
    extra = fees.taker if liquidation.fee_in_maintenance else Fraction(0)
    style = bracket_style(root, BracketStyle(extra=extra))
    tables = root.tables("contract")
    contracts = tuple(_contract(one, style, fund) for one in tables)
    collateral = read_collateral(root.table("collateral"), contracts, fees)
    book = Rulebook(
        id=book_id,
        name=name,
        as_of=root.text("as_of", ""),
        sources=_texts(root, "sources"),
        assumptions=_texts(root, "assumptions"),
        liquidation=liquidation,
        fees=fees,
        funding=_funding(root.table("funding")),
        collateral=collateral,
        positions=read_position_rules(root.table("positions")),
        contracts=contracts,
        portfolio=read_portfolio(root, collateral, contracts, extra),
    )
    root.finish()
    if not contracts:
        root.fail(None, "the book has no [[contract]]; add one")
    seen: dict[str, None] = {}
    for table, contract in zip(tables, contracts, strict=True):
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


def _set_off(table: Table) -> tuple[str, ...]:
    """Return the wallets out of which a claim may be taken; only a book that leaves claims has such a clause."""
    wallets = table.list("set_off")
    for wallet in wallets:
        if wallet not in SET_OFF_WALLETS:
            table.fail("set_off", f"set_off takes out of {', '.join(SET_OFF_WALLETS)}, not out of {shown(wallet)}")
    if wallets and table.text("beyond_fund", "adl") != "claim":
        table.fail("set_off", 'set_off takes what is claimed; write beyond_fund = "claim", or remove it')
    return tuple(dict.fromkeys(wallets))


def _liquidation(table: Table) -> tuple[LiquidationRules, str]:
    """Return the rules, and whose insurance fund a contract has that does not say so itself."""
    fund = table.word("fund", words.FUNDS, "shared")
    share, at = _takeover_below(table)
    rules = LiquidationRules(
        trigger=table.word("trigger", words.TRIGGERS, "at_or_below"),
        maintenance_basis=table.word("maintenance_basis", words.MAINTENANCE_BASES, "mark"),
        fee_in_maintenance=table.boolean("fee_in_maintenance", False),
        steps=table.word("steps", words.LIQUIDATION_STEPS, "brackets"),
        slice=table.rate("slice", "0.25"),
        stage_ns=table.integer("stage_seconds", 2, 0, 86_400) * NS_PER_SECOND,
        fee=table.rate("fee", "0"),
        surplus_to=table.word("surplus_to", words.SURPLUS_TO, "insurance_fund"),
        beyond_fund=table.word("beyond_fund", words.BEYOND_FUND, "adl"),
        set_off=_set_off(table),
        adl_price=table.word("adl_price", words.ADL_PRICES, "bankruptcy"),
        adl_rank=table.word("adl_rank", words.ADL_RANKS, "binance"),
        top_up=table.word("top_up", words.TOP_UP_MODELS, "initial_margin"),
        reduces_by=table.integer("reduces_by", 1, 1, BRACKETS_MAX),
        takeover_share=share,
        takeover_at=at,
        slice_above=Fraction(table.not_negative("slice_above", "0")),
        cooldown_ns=table.integer("cooldown_seconds", 0, 0, 86_400) * NS_PER_SECOND,
        fund_drop=table.rate("fund_drop", "0"),
        fund_drop_ns=table.integer("fund_drop_hours", 8, 1, 24 * 365) * 3600 * NS_PER_SECOND,
        position_cap=Fraction(table.not_negative("position_cap", "0")),
    )
    if rules.slice <= 0:
        table.fail("slice", "slice is 0; it must be above 0, at most 1")
    table.finish()
    return rules, fund


def _takeover_below(table: Table) -> tuple[Fraction, str]:
    """Return below which share of maintenance a unit is taken over unsold, or "first_bracket" for what that asks."""
    if table.get("takeover_below") == "first_bracket":
        return Fraction(0), "first_bracket"
    text = table.text("takeover_below", "0")
    if re.fullmatch(r"\d{1,4}/[1-9]\d{0,3}", text):
        share = Fraction(text)
        if share > 1:
            table.fail("takeover_below", f"takeover_below is {text}; it must lie between 0 and 1")
        return share, "maintenance"
    return table.rate("takeover_below", "0"), "maintenance"


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
    rules = FundingRules(
        interval_hours=table.integer("interval_hours", 8, 1, 24),
        cap=table.rate("cap", "0.0075"),
        keeps_maintenance=table.boolean("keeps_maintenance", False),
    )
    table.finish()
    return rules


def _contract(table: Table, style: BracketStyle, fund: str) -> Contract:
    symbol = _matching(table, "symbol", words.SYMBOL)
    kind = table.word("kind", words.KINDS, "linear")
    inverse = kind == "inverse"
    base, quote = _matching(table, "base", words.ASSET), _matching(table, "quote", words.ASSET)
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
    brackets, by = read_brackets(table, bracket_style(table, style))
    contract = Contract(
        symbol=symbol,
        kind=kind,
        base=base,
        quote=quote,
        settle=settle,
        tick=Fraction(table.positive("tick")),
        lot=_whole_contracts(table) if inverse else Fraction(table.positive("lot")),
        face=Fraction(table.positive("face")) if inverse else None,
        brackets=brackets,
        brackets_by=by,
        fund=table.word("fund", words.FUNDS, fund),
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
