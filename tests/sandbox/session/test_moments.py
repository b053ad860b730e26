"""The past of a session is what it was when it was live, with and without snapshots, quiet updates included."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.engine.opening import open_state
from sandbox.messages.opening import Opening
from sandbox.session import moment, session
from sandbox.session.batch import Batch
from sandbox.session.file import create_journal, open_journal
from sandbox.session.journal import MemoryJournal
from sandbox.session.moment import PastMoment, moment_after, moment_at, move_on
from sandbox.session.session import Session
from sandbox.session.snapshots import decode_snapshot, encode_snapshot
from sandbox.session.verify import verify_file
from tests.support.builders import SECOND, START, a_rulebook
from tests.support.busy import busy_opening

OPENINGS = [busy_opening(300), busy_opening(240, rulebook=a_rulebook(steps="slices"), insurance_fund=())]
Seen = dict[int, tuple[bytes, int, int]]


@pytest.fixture
def snapshots_often(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for module in (moment, session):
        monkeypatch.setattr(module, "SNAPSHOT_STEPS", 3)
    yield


def seen_of(one: PastMoment | Session) -> tuple[bytes, int, int]:
    """Everything a state holds, the instant and the price updates played."""
    return encode_snapshot(one.state), one.now_ns, one.feed_cursor


def watched(live: Session) -> Seen:
    """Play to the end and note what every step looked like."""
    seen: Seen = {0: seen_of(live)}

    def note(batch: Batch) -> None:
        seen[batch.step_number] = seen_of(live)

    live.subscribe(note)
    live.play_to_end()
    return seen


@pytest.mark.parametrize("opening", OPENINGS)
def test_the_state_after_every_step_is_what_it_was_live(opening: Opening) -> None:
    live = Session.create(MemoryJournal(opening))
    seen = watched(live)
    assert len(seen) == live.step_count > 10
    for step, wanted in seen.items():
        assert seen_of(moment_after(live, step)) == wanted, step


@pytest.mark.parametrize("opening", OPENINGS)
def test_snapshots_change_nothing_and_may_be_deleted_or_damaged(
    opening: Opening, snapshots_often: None, tmp_path: Path
) -> None:
    journal = create_journal(str(tmp_path / "run.bulkhead"), opening)
    live = Session.create(journal)
    seen = watched(live)
    count = journal.connection.execute("SELECT COUNT(*) FROM snapshots").fetchone()[0]
    assert count == (live.step_count - 1) // 3
    for damage in ("", "UPDATE snapshots SET body = x'00' WHERE step % 2", "DELETE FROM snapshots"):
        if damage:
            journal.connection.execute(damage)
        for step in (*range(0, live.step_count, 4), live.step_count - 1):
            assert seen_of(moment_after(live, step)) == seen[step], (damage, step)
    digest = live.digest
    live.close()
    verdict = verify_file(str(tmp_path / "run.bulkhead"))
    assert (verdict.failure, verdict.digest) == ("", digest)


def test_a_snapshot_gives_the_state_back_and_another_programs_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    live = Session.create(MemoryJournal(busy_opening(200)))
    live.advance_to(START + 75 * SECOND)
    body = encode_snapshot(live.state)
    assert (
        decode_snapshot(body, live.opening) == live.state
        or encode_snapshot(decode_snapshot(body, live.opening) or live.state) == body
    )
    assert decode_snapshot(b"junk", live.opening) is None
    monkeypatch.setattr("sandbox.session.snapshots._shape", lambda: "another")
    assert decode_snapshot(body, live.opening) is None


@settings(max_examples=10)
@given(widths=st.lists(st.integers(1, 40 * SECOND), min_size=1, max_size=12))
def test_the_state_at_any_instant_is_what_it_was_live(widths: list[int]) -> None:
    live, seen = Session.create(MemoryJournal(busy_opening(120))), list[tuple[bytes, int, int]]()
    target = START
    for width in widths:
        target += width
        live.advance_to(target)
        seen.append(seen_of(live))
    live.play_to_end()
    for wanted in seen:
        assert seen_of(moment_at(live, wanted[1])) == wanted


def test_a_moment_knows_nothing_later_than_itself() -> None:
    live = Session.create(MemoryJournal(busy_opening(300)))
    live.advance_to(START + 200 * SECOND)
    past = moment_at(live, START + 100 * SECOND + 1)
    batches = list(past.batches())
    assert [one.step_number for one in batches] == list(range(past.step_number + 1))
    assert max(one.now_ns for one in batches) <= past.now_ns == START + 100 * SECOND + 1
    assert past.opening.prices.at_ns[past.feed_cursor - 1] <= past.now_ns
    assert past.opening.prices.at_ns[past.feed_cursor] > past.now_ns
    assert moment_at(live, 2**62).now_ns == live.now_ns
    assert moment_at(live, 0).step_number == 0
    before = live.digest
    past.state.marks.clear()
    assert live.digest == before


def test_the_past_of_a_file_read_only_is_there_too(tmp_path: Path) -> None:
    path = str(tmp_path / "run.bulkhead")
    live = Session.create(create_journal(path, busy_opening(200)))
    seen = watched(live)
    live.close()
    reader = Session.resume(open_journal(path, read_only=True))
    assert seen_of(moment_after(reader, 7)) == seen[7]
    reader.close()


def test_a_planted_snapshot_shows_no_other_past_and_honest_ones_are_used_again(
    snapshots_often: None, tmp_path: Path
) -> None:
    path = str(tmp_path / "run.bulkhead")
    live = Session.create(create_journal(path, OPENINGS[0]))
    seen = watched(live)
    assert live.step_count > 10
    live.close()
    journal = open_journal(path)
    reader = Session.resume(journal)
    assert [found[0] for step in range(3, 10) if (found := journal.snapshot_before(step))] == [3, 3, 3, 6, 6, 6, 9]
    other = reader.state  # the end, called the state after step 6, with a hash that fits
    other.balances.load([*other.balances.items(), ("spot", "USDT", 10**15)])
    planted = encode_snapshot(other)
    for body in (planted, b"[" * 100_000):
        row = (body, hashlib.sha256(body).digest())
        journal.connection.execute("UPDATE snapshots SET body = ?, sha256 = ? WHERE step = 6", row)
        for step in range(5, 11):
            assert seen_of(moment_after(reader, step)) == seen[step], step
    journal.connection.execute("UPDATE snapshots SET body = ?, sha256 = ? WHERE step = 6", row)
    journal.close()
    again = open_journal(path, read_only=True)
    reopened = Session.resume(again)
    assert seen_of(moment_after(reopened, 7)) == seen[7]
    found = again.snapshot_before(7)
    assert found is not None and found[0] == 3
    again.close()


@given(instants=st.lists(st.integers(0, 120 * SECOND), min_size=2, max_size=8).map(sorted))
@settings(max_examples=10)
def test_moving_a_moment_on_is_the_same_as_going_there(instants: list[int]) -> None:
    live = Session.create(MemoryJournal(busy_opening(120)))
    live.play_to_end()
    past = moment_at(live, START + instants[0])
    for instant in instants[1:]:
        wanted = moment_at(live, START + instant)
        for step in range(past.step_number + 1, wanted.step_number + 1):
            move_on(past, step, live.step_instants[step])
        move_on(past, wanted.step_number, START + instant)
        assert (seen_of(past), past.step_number) == (seen_of(wanted), wanted.step_number)


def test_batches_from_a_step_on_are_numbered_within_the_run() -> None:
    live = Session.create(MemoryJournal(busy_opening(120)))
    live.play_to_end()
    everything = list(live.batches())
    assert list(live.batches(5, first_step=3)) == everything[3:6]
    assert list(live.batches(first_step=len(everything))) == []


def test_a_snapshot_keeps_money_beyond_64_bits() -> None:
    opening = busy_opening(1)
    state, _ = open_state(opening)
    state.balances.load([("insurance_fund", "USDT", 10**27)])
    again = decode_snapshot(encode_snapshot(state), opening)
    assert again is not None and again.balances.of("insurance_fund", "USDT") == 10**27
