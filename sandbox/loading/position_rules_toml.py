"""Position modes in files: what a book offers, what an account starts in, and which side a step is for."""

from sandbox.loading.toml_lines import Table
from sandbox.rulebook.records import ONE_WAY, POSITION_MODES, PositionRules, Rulebook
from sandbox.rulebook.words import SETTINGS_PER

SIDES = ("long", "short")


def read_position_rules(table: Table) -> PositionRules:
    """Return the `[positions]` table of a book: its `modes`, and what settings are kept for in hedge mode."""
    modes = tuple(str(one) for one in table.list("modes")) if table.has("modes") else POSITION_MODES
    if not modes or modes[0] != ONE_WAY or not set(modes) <= set(POSITION_MODES):
        table.fail("modes", 'modes is ["one-way"], or ["one-way", "hedge"] where a book keeps long and short apart')
    rules = PositionRules(modes=modes, settings_per=table.word("settings_per", SETTINGS_PER, SETTINGS_PER[0]))
    table.finish()
    return rules


def offered_position_mode(table: Table, book: Rulebook) -> str:
    """Return the position mode a table asks for (one-way where it is silent); fails where the book has no such mode."""
    mode = table.word("position_mode", POSITION_MODES, ONE_WAY)
    if mode not in book.positions.modes:
        has = ", ".join(book.positions.modes)
        table.fail("position_mode", f"{book.id} does not offer {mode!r}; it has {has}")
    return mode


def read_side(table: Table, key: str) -> str | None:
    """Return the side of the position a step is for, None where it names none."""
    return table.word(key, SIDES) if table.has(key) else None
