"""Fields of users' files that mean something for a contract: sizes, prices, leverages, money, refused at their key."""

from decimal import Decimal
from fractions import Fraction
from typing import NoReturn

from sandbox.loading.toml_lines import Table
from sandbox.rulebook.records import Contract, Rulebook
from sandbox.values.assets import NotExact, atoms_of, decimal_text, units_of
from sandbox.values.limits import ATOMS_MAX, LOTS_MAX, PRICE_TICKS_MAX


def only(table: Table, *keys: str) -> None:
    """Refuse unknown keys before anything else is read, so that a misspelt key is not called missing."""
    table.known.update(dict.fromkeys(keys))
    table.finish()


def known_assets(book: Rulebook) -> list[str]:
    """Return every asset a contract of the book names, sorted."""
    return sorted({asset for c in book.contracts for asset in (c.base, c.quote, c.settle)})


def table_contract(table: Table, book: Rulebook) -> Contract:
    """Return the contract a table names."""
    return book.contract(table.word("contract", [contract.symbol for contract in book.contracts]))


def table_lots(table: Table, key: str, contract: Contract) -> int:
    """Return a size in whole lots, or fail at its key."""
    try:
        lots = units_of(table.positive(key), contract.lot)
    except NotExact as error:
        table.fail(key, f"{key}: {error}, the lot of {contract.symbol}")
    if lots > LOTS_MAX:
        table.fail(key, f"{key} is more than the {decimal_text(LOTS_MAX * contract.lot)} allowed; lower it")
    return lots


def table_ticks(table: Table, key: str, contract: Contract) -> int:
    """Return a price in whole ticks, or fail at its key."""
    ticks = price_ticks(table.positive(key), contract)
    if isinstance(ticks, str):
        table.fail(key, f"{key}: {ticks}")
    return ticks


def price_ticks(price: Decimal, contract: Contract) -> int | str:
    """Return a price above 0 in whole ticks, or why it is none."""
    try:
        ticks = units_of(price, contract.tick)
    except NotExact as error:
        return f"{error}, the tick of {contract.symbol}"
    if ticks > PRICE_TICKS_MAX:
        return f"{price:f} is more than {decimal_text(PRICE_TICKS_MAX * contract.tick)}, the highest price; lower it"
    return ticks


def checked_leverage(table: Table, contract: Contract) -> Fraction | None:
    """Return the leverage of a table, refused above the contract's highest."""
    leverage = table.leverage("leverage")
    highest = max(bracket.max_leverage for bracket in contract.brackets)
    if leverage is not None and leverage > highest:
        top = f"{decimal_text(highest)}, the highest of {contract.symbol}"
        table.fail("leverage", f"leverage {decimal_text(leverage)} is above {top}; lower it")
    return leverage


def table_atoms(table: Table, key: str, number: Decimal) -> int:
    """Return money in atoms, or fail at its key."""
    try:
        atoms = atoms_of(number)
    except NotExact as error:
        table.fail(key, f"{key}: {error}; shorten it")
    if abs(atoms) > ATOMS_MAX:
        table.fail(key, f"{key} is {number:f}, more than any account may hold; lower it")
    return atoms


def fail_entry(table: Table, key: str, number: int, text: str) -> NoReturn:
    """Fail at the line of the `number`th entry of a list."""
    table.document.fail((*table.path, key, number - 1), f"{key}, entry {number}: {text}")
