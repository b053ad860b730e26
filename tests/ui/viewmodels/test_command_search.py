"""Words find commands: all of them, in any order, the likelier first."""

from ui.viewmodels.command_search import matching

COMMANDS = [
    ("Place the order", "Ctrl+Return"),
    ("Order: long", "L"),
    ("Show Orders", "Ctrl+2"),
    ("Play or pause", "Space"),
]


def names(query: str) -> list[str]:
    return [row.text for row in matching(COMMANDS, query)]


def test_no_query_lists_all_in_their_order() -> None:
    assert names("") == [text for text, _ in COMMANDS]


def test_names_that_begin_with_the_word_come_first() -> None:
    assert names("order") == ["Order: long", "Place the order", "Show Orders"]


def test_every_word_must_be_there_in_any_case_and_order() -> None:
    assert names("ORDER place") == ["Place the order"]
    assert names("order pause") == []
