"""Fields of users' files that mean something for a contract: sizes, prices, leverages, money, refused at their key."""

from decimal import Decimal
from fractions import Fraction

from sandbox.loading.toml_lines import Table
from sandbox.rulebook.records import Rulebook
from sandbox.values.assets import NotExact, atoms_of, units_of


def known_assets(book: Rulebook) -> set[str]:
    """Return every asset a contract of the book names."""
    return {asset for c in book.contracts for asset in (c.base, c.quote, c.settle)}


def table_lots(table: Table, key: str, lot: Fraction) -> int:
    """Return a size in whole lots, or fail at its key."""
    try:
        return units_of(table.positive(key), lot)
    except NotExact as error:
        table.fail(key, f"{key}: {error} (the contract's lot)")


def checked_leverage(table: Table, symbol: str, book: Rulebook) -> Fraction | None:
    """Return the leverage of a table, refused above the contract's highest."""
    leverage = table.leverage("leverage")
    highest = max(bracket.max_leverage for bracket in book.contract(symbol).brackets)
    if leverage is not None and leverage > highest:
        table.fail("leverage", f"leverage {leverage} is above {symbol}'s highest, {highest}; lower it")
    return leverage


def table_atoms(table: Table, key: str, number: Decimal) -> int:
    """Return money in atoms, or fail at its key."""
    try:
        return atoms_of(number)
    except NotExact as error:
        table.fail(key, f"{key}: {error}; shorten it")


def table_ticks(table: Table, key: str, tick: Fraction) -> int:
    """Return a price in whole ticks, or fail at its key."""
    try:
        return units_of(table.positive(key), tick)
    except NotExact as error:
        table.fail(key, f"{key}: {error} (the contract's tick)")
