"""The chain after a step: it changes with every value of every row, and no text can pass for another's end."""

from hypothesis import given
from hypothesis import strategies as st

from sandbox.session.chain import events_parts, parts_hash, row_hash, row_parts

NUMBERS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(alphabet=st.sampled_from("a,\n1é"), max_size=4)
EVENTS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4)
STEPS = st.tuples(NUMBERS, NUMBERS, NUMBERS, st.integers(0, 2**62), EVENTS)


def hashed(step: tuple[int, int, int, int, list[tuple[str, str]]]) -> bytes:
    branch, number, now_ns, first, events = step
    rows = [(seq, *pair) for seq, pair in enumerate(events, start=first)]
    return parts_hash(b"before", events_parts(branch, number, now_ns, rows))


@given(STEPS, STEPS)
def test_steps_have_one_hash_exactly_where_all_their_event_rows_are_the_same(
    one: tuple[int, int, int, int, list[tuple[str, str]]], other: tuple[int, int, int, int, list[tuple[str, str]]]
) -> None:
    assert (hashed(one) == hashed(other)) == (one == other)


@given(NUMBERS, EVENTS, EVENTS)
def test_the_same_letters_split_otherwise_give_another_hash(
    number: int, events: list[tuple[str, str]], others: list[tuple[str, str]]
) -> None:
    one, other = (number, number, number, 1, events), (number, number, number, 1, others)
    assert (hashed(one) == hashed(other)) == (events == others)


def test_a_step_without_events_has_no_part_for_them() -> None:
    assert events_parts(1, 1, 1, []) == []


def test_parts_hash_of_one_row_is_its_row_hash_and_of_another_body_differs() -> None:
    row = (1, 1, 1, 1, "fill", "{}")
    assert parts_hash(b"before", row_parts("events", row)) == row_hash(b"before", "events", row)
    assert row_hash(b"", "events", row) != row_hash(b"", "events", (*row[:-1], "{ }"))
