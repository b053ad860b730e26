"""The chain of a step's events, put together quickly, against the chain row by row."""

from hypothesis import given
from hypothesis import strategies as st

from sandbox.session.chain import events_hash, row_hash

NUMBERS = st.integers(-(2**63), 2**63 - 1)
NAMED_BODIES = st.lists(st.tuples(st.sampled_from(("fill", "gebühr")), st.text()), max_size=8)


@given(NUMBERS, st.integers(0, 2**62), NUMBERS, NUMBERS, NAMED_BODIES)
def test_events_hash_equals_the_hash_row_by_row(
    branch: int, first: int, step: int, now_ns: int, told: list[tuple[str, str]]
) -> None:
    rows = [(branch, seq, step, now_ns, *pair) for seq, pair in enumerate(told, start=first)]
    expected = b"before"
    for row in rows:
        expected = row_hash(expected, "events", row)
    told_rows = [(seq, name, body) for _, seq, _, _, name, body in rows]
    assert events_hash(b"before", branch, step, now_ns, told_rows) == expected


def test_events_hash_of_another_body_differs() -> None:
    assert events_hash(b"", 1, 1, 1, [(1, "fill", "{}")]) != events_hash(b"", 1, 1, 1, [(1, "fill", "{ }")])
