"""Going on from a past moment is a branch: its digest is that of a run that never went back, and both stay whole."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.engine.version import ENGINE_VERSION
from sandbox.messages.commands import ClosePosition, Command, TransferMoney
from sandbox.session import session as session_module
from sandbox.session.branches import Branch, PresentationMark, lineage, owner_of
from sandbox.session.file import create_journal, open_journal, save_as
from sandbox.session.journal import Journal, MemoryJournal
from sandbox.session.moment import PastMoment, moment_after, moment_at
from sandbox.session.session import Session
from sandbox.session.verify import verify_file
from tests.support.builders import BTC, START, atoms
from tests.support.busy import at, busy_opening

SHORT = 120
PULL = TransferMoney(source="contract", target="spot", asset="USDT", atoms=atoms("5"))


def straight(*commands: tuple[float, Command]) -> str:
    """The digest of a run that sends commands at their seconds and never goes back."""
    one = Session.create(MemoryJournal(busy_opening(SHORT)))
    for seconds, command in commands:
        one.advance_to(at(seconds))
        one.submit(command)
    one.play_to_end()
    return one.digest


def branch_at(live: Session, past: PastMoment) -> Session:
    return live.continue_from(past.step_number, past.feed_cursor, past.now_ns)


@settings(max_examples=6)
@given(seconds=st.floats(0, SHORT), again=st.floats(0, SHORT))
def test_a_branch_has_the_digest_of_a_run_that_never_went_back(seconds: float, again: float) -> None:
    first = Session.create(MemoryJournal(busy_opening(SHORT)))
    first.play_to_end()
    main = first.digest
    second = branch_at(first, moment_at(first, at(seconds)))
    second.submit(PULL)
    second.play_to_end()
    assert second.digest == straight((seconds, PULL))
    third = branch_at(second, moment_at(second, at(again)))  # perhaps from what both share
    third.submit(PULL)
    third.play_to_end()
    shared = [(seconds, PULL)] if at(again) >= at(seconds) else []
    assert third.digest == straight(*shared, (again, PULL))
    assert third.on_branch(1).digest == main


def test_a_branch_between_two_steps_of_one_instant_plays_the_rest_of_the_plan() -> None:
    live = Session.create(MemoryJournal(busy_opening(300)))
    live.play_to_end()
    wanted = live.digest
    assert live.step_instants[1] == live.step_instants[2]
    branch = branch_at(live, moment_after(live, 1))
    branch.play_to_end()
    assert branch.digest == wanted


def played_through(count: int) -> str:
    one = Session.create(MemoryJournal(busy_opening(count)))
    one.play_to_end()
    return one.digest


def in_file(tmp_path: Path) -> tuple[str, Session]:
    path = str(tmp_path / "run.bulkhead")
    live = Session.create(create_journal(path, busy_opening(300)))
    live.play_to_end()
    return path, live


def test_a_file_keeps_every_branch_and_the_chosen_one(tmp_path: Path) -> None:
    path, live = in_file(tmp_path)
    digests = {1: live.digest}
    steps = live.step_count
    live = branch_at(live, moment_at(live, at(80.25)))
    live.submit(ClosePosition(contract=BTC))
    live.play_to_end()
    digests[2] = live.digest
    live = branch_at(live, moment_at(live, at(20)))  # of what branch 1 owns
    digests[3] = live.digest
    live.close()
    live = Session.resume(open_journal(path))
    assert (live.journal.branch, live.digest, live.now_ns) == (3, digests[3], at(20))
    parents = [(one.branch, one.parent, one.from_ns) for one in live.journal.branches()]
    assert parents == [(1, None, START), (2, 1, at(80.25)), (3, 1, at(20))]
    live = live.on_branch(2)
    live.close()
    live = Session.resume(open_journal(path))
    assert (live.journal.branch, live.digest) == (2, digests[2])
    live = live.on_branch(1)
    assert (live.digest, live.step_count) == (digests[1], steps)
    live.close()
    verdict = verify_file(path)
    assert (verdict.failure, verdict.decided_again, verdict.digest) == ("", True, digests[1])
    assert {one.branch.branch: one.digest for one in verdict.branches} == digests


def test_people_read_the_run_of_the_current_branch(tmp_path: Path) -> None:
    path, live = in_file(tmp_path)
    live = branch_at(live, moment_at(live, at(40.5)))
    live.submit(PULL)
    live.advance_to(at(100))
    live.flush()
    with sqlite3.connect(path) as reader:
        rows = dict(
            ((account, asset), held) for account, asset, held, _ in reader.execute("SELECT * FROM wallet_balances")
        )
        assert rows == {(account, asset): held for account, asset, held in live.state.balances.items()}
        numbers = [row[0] for row in reader.execute("SELECT seq FROM current_events")]
        assert numbers == list(range(1, live.event_count + 1))
        assert reader.execute("SELECT COUNT(*) FROM current_steps").fetchone()[0] == live.step_count
        assert reader.execute("SELECT MAX(seq) FROM ledger_entries").fetchone()[0] <= live.event_count
    reader.close()
    live.close()


def test_snapshots_of_one_branch_are_not_taken_for_anothers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "SNAPSHOT_STEPS", 2)
    journals: list[Journal] = [
        MemoryJournal(busy_opening(300)),
        create_journal(str(tmp_path / "run.bulkhead"), busy_opening(300)),
    ]
    for journal in journals:
        live = Session.create(journal)
        live.play_to_end()
        live = branch_at(live, moment_after(live, 6))
        live.submit(PULL)
        live.play_to_end()
        for step in range(live.step_count):
            balances = moment_after(live, step).state.balances.items()
            journal_without = MemoryJournal(live.opening)
            for record in journal.records(0, step):
                journal_without.append(record)
            assert Session.resume(journal_without).state.balances.items() == balances
        live.close()


def test_steps_of_another_engine_are_never_mixed_into_a_branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "run.bulkhead")
    for module in ("file", "session", "sqlite_journal"):
        monkeypatch.setattr(f"sandbox.session.{module}.ENGINE_VERSION", "0")
    live = Session.create(create_journal(path, busy_opening(300)))
    live.advance_to(at(45.5))
    live.close()
    monkeypatch.undo()
    live = Session.resume(open_journal(path))
    assert live.journal.branch == 1
    live.play_to_end()
    assert live.journal.branch == 2 and live.digest == played_through(300)
    live.close()
    verdict = verify_file(path)
    assert verdict.failure == ""
    assert {one.branch.engine_version for one in verdict.branches} == {"0", ENGINE_VERSION}
    assert [one.decided_again for one in verdict.branches] == [False, True]
    assert any("folded only: decided by engine 0" in text for text in verdict.checked)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE branches SET from_ns = from_ns + 1 WHERE branch = 2",
        "UPDATE branches SET parent = NULL WHERE branch = 2",
        "DELETE FROM branches WHERE branch = 2",
        "DELETE FROM steps WHERE branch = 2 AND step = (SELECT MAX(step) FROM steps WHERE branch = 2)",
        "UPDATE current_branch SET branch = 1",
        "DELETE FROM current_branch",
        "UPDATE positions SET now_ns = now_ns + 1 WHERE branch = 2",
        "DELETE FROM positions WHERE branch = 2",
        "UPDATE bookmarks SET name = 'another'",
        "DELETE FROM bookmarks",
        "INSERT INTO bookmarks VALUES (9, 1, 0, 0, 'more')",
        "UPDATE presentation SET speed = 7",
        "DELETE FROM presentation",
        "UPDATE seals SET seal = x'00' WHERE table_name = 'bookmarks'",
        "DELETE FROM seals WHERE table_name = 'presentation'",
        "INSERT INTO seals VALUES ('snapshots', x'00')",
        "INSERT INTO events VALUES (3, 1, 1, 1, 'caption_shown', '{}')",
    ],
)
def test_a_change_to_what_branches_keep_does_not_verify(tmp_path: Path, sql: str) -> None:
    path, live = in_file(tmp_path)
    live.journal.add_bookmark(3, live.step_instants[3], "before the fall")
    live = branch_at(live, moment_at(live, at(60)))
    live.submit(PULL)
    live.journal.log_presentation((PresentationMark(0, 1, 2, 3),))
    live.close()
    assert verify_file(path).failure == ""
    with sqlite3.connect(path) as writer:
        writer.execute(sql)
    writer.close()
    assert verify_file(path).failure


def test_bookmarks_and_presentation_stay_in_the_file_and_out_of_the_digest(tmp_path: Path) -> None:
    path, live = in_file(tmp_path)
    digest = live.digest
    first = live.journal.add_bookmark(2, at(3), "start")
    second = live.journal.add_bookmark(5, at(31), "later")
    live.journal.log_presentation((PresentationMark(0, 0, START, 60), PresentationMark(0, 10, at(1), 0)))
    live.journal.delete_bookmark(first.bookmark)
    assert live.digest == digest
    live.flush()
    save_as(live.journal, str(tmp_path / "copy.bulkhead"))  # type: ignore[arg-type]
    live.close()
    for name in ("run", "copy"):
        again = Session.resume(open_journal(str(tmp_path / f"{name}.bulkhead")))
        assert again.journal.bookmarks() == (second,)
        assert [one.speed for one in again.journal.presentation()] == [60, 0]
        assert again.digest == digest
        again.close()
        assert verify_file(str(tmp_path / f"{name}.bulkhead")).failure == ""


def test_a_lineage_takes_of_each_branch_what_came_before_the_next() -> None:
    branches = [
        Branch(1, None, None, 0, "1"),
        Branch(2, 1, 5, 0, "1"),
        Branch(3, 2, 9, 0, "1"),
        Branch(4, 1, 0, 0, "1"),
    ]
    segments = lineage(branches, 3)
    assert [(one.branch, one.first_step) for one in segments] == [(1, 0), (2, 6), (3, 10)]
    assert [owner_of(segments, step) for step in (0, 5, 6, 9, 10, 99)] == [1, 1, 2, 2, 3, 3]
    assert [one.branch for one in lineage(branches, 4)] == [1, 4]
    with pytest.raises(KeyError):
        lineage(branches, 5)
