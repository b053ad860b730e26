"""The brackets of a contract from its rulebook table: continuous or step rates, by value or by size."""

from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from sandbox.loading.toml_lines import Table
from sandbox.rulebook.ladders import BRACKETS_MAX, bracket_fault
from sandbox.rulebook.records import Bracket


class BracketStyle(Struct, frozen=True):
    """How rows are read: `step_rates` (no deductions), maintenance as a share of initial, the taker fee on top."""

    step_rates: bool = False
    of_initial: Fraction | None = None
    extra: Fraction = Fraction(0)


def bracket_style(table: Table, default: BracketStyle) -> BracketStyle:
    """Return the style that the book, or a contract for itself, asks for: `deductions`, `maintenance_of_initial`."""
    step_rates, of_initial = default.step_rates, default.of_initial
    if table.has("deductions"):
        step_rates = table.word("deductions", ("none", "continuous")) == "none"
    if table.has("maintenance_of_initial"):
        of_initial = table.rate("maintenance_of_initial", None)
    return BracketStyle(step_rates, of_initial, default.extra)


def read_brackets(table: Table, style: BracketStyle) -> tuple[tuple[Bracket, ...], str]:
    """Return a contract's brackets and what they count: "value" (`up_to`) or "size" (`up_to_size`)."""
    rows = table.tables("brackets")
    if not rows:
        if "brackets" not in table.values:
            table.missing("brackets")
        table.fail("brackets", "brackets is empty; add at least { up_to, max_leverage, maintenance }")
    if len(rows) > BRACKETS_MAX:
        table.fail("brackets", f"there are more than {BRACKETS_MAX} brackets; merge some")
    by_size = rows[0].has("up_to_size")
    if by_size and len(rows) > 1 and not style.step_rates:
        rows[0].fail(
            "up_to_size", 'maintenance jumps between sizes; say deductions = "none" in the book or the contract'
        )
    brackets: list[Bracket] = []
    for row in rows:
        brackets.append(_bracket(row, brackets[-1] if brackets else None, style, by_size))
    return tuple(brackets), "size" if by_size else "value"


def _bracket(row: Table, before: Bracket | None, style: BracketStyle, by_size: bool) -> Bracket:
    key, other = ("up_to_size", "up_to") if by_size else ("up_to", "up_to_size")
    if row.has(other):
        row.fail(other, f"{other} beside {key}: all brackets of a contract count the same; use {key}")
    up_to = Fraction(row.positive(key))
    leverage = row.leverage("max_leverage")
    if leverage is None:
        row.missing("max_leverage")
    rate = _rate(row, style, leverage)
    bracket = Bracket(up_to=up_to, max_leverage=leverage, maintenance=rate, deduction=Fraction(0))
    if fault := bracket_fault(bracket, before, style.extra, key):
        row.fail(key if fault[0] == "up_to" else fault[0], fault[1])
    bracket = replace(bracket, deduction=_deduction(row, before, rate, style))
    row.finish()
    return bracket


def _rate(row: Table, style: BracketStyle, leverage: Fraction) -> Fraction:
    """Return the written rate, or the book's share of the initial rate at the bracket's highest leverage, exactly."""
    if style.of_initial is not None and not row.has("maintenance"):
        return style.of_initial / leverage
    return row.rate("maintenance", None)


def _deduction(row: Table, before: Bracket | None, rate: Fraction, style: BracketStyle) -> Fraction:
    """Return the written deduction, or the one that makes maintenance continuous at the bracket's lower edge.

    deduction_n = deduction_(n-1) + up_to_(n-1) x (rate_n - rate_(n-1)); the first is 0.
    """
    if row.has("deduction"):
        value = Fraction(row.not_negative("deduction"))
        if style.step_rates and value:
            row.fail("deduction", 'the book says deductions = "none"; remove this one or that line')
        return value
    if before is None or style.step_rates:
        return Fraction(0)
    return before.deduction + before.up_to * (rate - before.maintenance)
