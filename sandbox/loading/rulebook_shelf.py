"""The rulebooks that can be chosen, by id: their names at once, a bundled book in full when it is first asked for.

To read every book takes longer than a frame; a page that lists them needs one. Books of your own are read at once:
whether one can be used shows only then.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from sandbox.loading.resource_files import bundled
from sandbox.loading.rulebook_library import KIND, usable_rulebooks
from sandbox.loading.rulebook_toml import read_rulebook
from sandbox.loading.toml_lines import read_text
from sandbox.rulebook.records import Rulebook

# The keys before the first table; bundled books write them plainly.
_KEY = re.compile(r'^(name|as_of) = "([^"\\\n]+)"$', re.MULTILINE)


class BookName(Struct, frozen=True):
    """What a book is listed by; `as_of` is a date, or empty where the book has none."""

    id: str
    name: str
    as_of: str


class RulebookShelf(Mapping[str, Rulebook]):
    """Every rulebook by id: `first`, the other bundled ones, then yours that can be used."""

    def __init__(self, first: str) -> None:
        self._paths = {name: str(path) for name, path in bundled(KIND).items()}
        self._read = {book.id: book for book in usable_rulebooks()}
        ids = [*self._paths, *self._read]
        self._names = {name: self._name_of(name) for name in sorted(ids, key=lambda one: one != first)}

    def _name_of(self, book_id: str) -> BookName:
        if book_id in self._read:
            book = self._read[book_id]
            return BookName(book_id, book.name, book.as_of)
        keys = dict(_KEY.findall(read_text(self._paths[book_id]).partition("\n[")[0]))
        return BookName(book_id, keys.get("name", book_id), keys.get("as_of", ""))

    @property
    def names(self) -> tuple[BookName, ...]:
        """What the books are listed by, in order; no book is read for it."""
        return tuple(self._names.values())

    def __getitem__(self, book_id: str) -> Rulebook:
        """Return a book, read when it is first asked for; KeyError for an id that is not here."""
        if book_id not in self._read:
            self._read[book_id] = read_rulebook(self._paths[book_id])
        return self._read[book_id]

    def __contains__(self, book_id: object) -> bool:
        return book_id in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
