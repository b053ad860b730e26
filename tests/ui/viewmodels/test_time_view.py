"""Bookmarks, branches and lengths of time in words."""

import pytest

from sandbox.messages.commands import PlaceOrder
from sandbox.session.branches import Bookmark, Branch
from tests.support.builders import BTC, SECOND
from tests.support.busy import at
from ui.viewmodels.caption_view import CHAPTER, SAY, Caption, caption_view
from ui.viewmodels.time_view import branch_views, past_view, place_views, span_text

BRANCHES = (Branch(1, None, None, at(0), "1"), Branch(2, 1, 5, at(50), "1"), Branch(3, 2, 8, at(80), "1"))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.5, "under 1 s"), (12, "12 s"), (1_078, "17 min 58 s"), (7_500, "2 h 05 min"), (90_000, "1 d 01 h")],
)
def test_a_length_of_time_has_its_two_largest_units(seconds: float, text: str) -> None:
    assert span_text(int(seconds * SECOND)) == text


def test_the_past_says_where_and_a_refusal_says_what_and_where_the_money_is() -> None:
    assert past_view(at(60), at(72)).text == (
        "You are looking at 10:01:00, 12 s before the end. Orders and transfers wait."
    )
    held = past_view(at(60), at(72), PlaceOrder(contract=BTC, side="long", lots=1))
    assert held.held and held.text.startswith("Order not sent, nothing was reserved: ")


def test_a_bookmark_of_the_shared_past_belongs_to_the_branch_looked_at() -> None:
    bookmarks = [
        Bookmark(1, 1, 4, at(40), "shared"),
        Bookmark(2, 1, 5, at(60), "later in branch 1"),  # after the branch left, though no step came between
        Bookmark(3, 2, 7, at(70), "of branch 2"),
        Bookmark(4, 3, 9, at(90), "of branch 3"),
    ]
    seen = {one.name: one.branch for one in place_views(bookmarks, BRANCHES, 2, ())}
    assert seen == {"shared": 2, "later in branch 1": 1, "of branch 2": 2, "of branch 3": 3}
    seen = {one.name: one.branch for one in place_views(bookmarks, BRANCHES, 3, ())}
    assert seen["of branch 2"] == 3 and seen["shared"] == 3
    marks = [Caption(2, at(10), CHAPTER, "One"), Caption(3, at(20), SAY, "not a place")]
    assert [one.name for one in place_views([], BRANCHES, 1, marks)] == ["One"]


def test_branches_are_named_by_where_they_begin() -> None:
    texts = [(one.text, one.is_current) for one in branch_views(BRANCHES, 2)]
    assert texts == [
        ("Branch 1", False),
        ("Branch 2 · from 10:00:50", True),
        ("Branch 3 · from 10:01:20", False),
    ]


def test_a_caption_stays_long_enough_to_be_read() -> None:
    short, long = caption_view(Caption(1, at(0), SAY, "Look.")), caption_view(Caption(1, at(0), SAY, "word " * 30))
    assert short is not None and long is not None
    assert 4 * SECOND == short.shown_ns < long.shown_ns <= 12 * SECOND
    assert caption_view(Caption(1, at(0), "mark", "a flag only")) is None and caption_view(None) is None
