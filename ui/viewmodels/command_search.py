"""Which commands match what a person types: every word must be in the name; earlier and whole words come first."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class CommandRow(Struct, frozen=True):
    """One command as the search lists it; `place` is its index in the list it came from."""

    place: int
    text: str
    key_text: str


def matching(commands: Sequence[tuple[str, str]], query: str) -> list[CommandRow]:
    """Return the commands, given as (name, key), that hold every word of the query, the best match first."""
    words = query.casefold().split()
    found: list[tuple[int, int, CommandRow]] = []
    for place, (text, key) in enumerate(commands):
        ranks = [_rank(text.casefold(), word) for word in words]
        if all(rank is not None for rank in ranks):
            found.append((sum(rank or 0 for rank in ranks), place, CommandRow(place, text, key)))
    return [row for _, _, row in sorted(found, key=lambda one: one[:2])]


def _rank(name: str, word: str) -> int | None:
    """Return 0 where the name begins with the word, 1 where a word of it does, 2 where it is inside; None: nowhere."""
    if name.startswith(word):
        return 0
    if any(part.startswith(word) for part in name.split()):
        return 1
    return 2 if word in name else None
