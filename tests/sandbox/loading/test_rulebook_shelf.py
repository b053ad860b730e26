"""The shelf of rulebooks: listed by names, read when asked for, and the same books as reading every one."""

import pytest

from sandbox.loading import rulebook_shelf
from sandbox.loading.resource_files import RESOURCES
from sandbox.loading.rulebook_library import all_rulebooks, copy_rulebook
from sandbox.loading.rulebook_shelf import RulebookShelf


def test_names_and_books_are_those_of_every_book_read() -> None:
    copy_rulebook(RESOURCES / "rulebooks" / "okx-linear.toml")
    shelf, books = RulebookShelf("okx-linear"), {one.id: one for one in all_rulebooks()}
    assert [(one.id, one.name, one.as_of) for one in shelf.names] == [
        (name, books[name].name, books[name].as_of) for name in shelf
    ]
    assert dict(shelf) == books and len(shelf) == len(books)
    assert (next(iter(shelf)), list(shelf)[-1]) == ("okx-linear", "my-okx-linear")


def test_a_book_is_read_once_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    whole = rulebook_shelf.read_rulebook
    monkeypatch.setattr(rulebook_shelf, "read_rulebook", lambda path: read.append(path) or whole(path))
    shelf = RulebookShelf("binance-usdm")
    assert shelf.names and "okx-linear" in shelf and "none" not in shelf and read == []
    assert shelf["okx-linear"] is shelf["okx-linear"] and len(read) == 1
    with pytest.raises(KeyError):
        shelf["none"]
