"""A copy is written while the session goes on: whole, verified, and the session loses nothing by it."""

import shutil
import threading
from pathlib import Path

from sandbox.session.file import create_journal, open_journal, save_as
from sandbox.session.session import Session
from sandbox.session.verify import verify_file
from tests.support.busy import busy_opening
from tests.support.disk_acts import transfer

COPIES, STEPS_BETWEEN = 6, 25


def test_copies_made_between_steps_are_whole_and_each_holds_what_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "run.bulkhead"
    session = Session.create(create_journal(str(path), busy_opening(120)))
    copies = []
    for number in range(COPIES):
        for atoms in range(STEPS_BETWEEN):
            session.submit(transfer(atoms + 1))
        copies.append((tmp_path / f"{number}.bulkhead", session.step_count, session.digest))
        save_as(session.journal, str(copies[-1][0]))  # type: ignore[arg-type]
    session.close()
    for copy, steps, digest in copies:
        verdict = verify_file(str(copy))
        assert (verdict.failure, verdict.steps, verdict.digest) == ("", steps, digest)
    assert verify_file(str(path)).failure == ""


def test_a_copy_made_by_a_reader_while_another_writes_is_whole(tmp_path: Path) -> None:
    path, copy = tmp_path / "run.bulkhead", tmp_path / "copy.bulkhead"
    session = Session.create(create_journal(str(path), busy_opening(120)))
    over, failures, copied = threading.Event(), list[str](), list[int]()

    def read() -> None:
        while not over.is_set() or not copied:
            reader = open_journal(str(path), read_only=True)
            save_as(reader, str(copy))
            reader.close()
            verdict = verify_file(str(copy))
            failures.extend([verdict.failure] if verdict.failure else [])
            copied.append(verdict.steps)

    reading = threading.Thread(target=read)
    reading.start()
    for atoms in range(200):
        session.submit(transfer(atoms + 1))
    over.set()
    reading.join()
    assert not failures and copied == sorted(copied) and copied[-1] <= session.step_count
    session.close()
    verdict = verify_file(str(path))
    assert (verdict.failure, verdict.steps) == ("", 201)


def test_copying_over_a_session_that_was_killed_leaves_nothing_of_its_log(tmp_path: Path) -> None:
    path, old = tmp_path / "run.bulkhead", tmp_path / "old.bulkhead"
    session = Session.create(create_journal(str(path), busy_opening(120)))
    session.submit(transfer(1))
    for tail in ("", "-wal"):
        shutil.copy(f"{path}{tail}", f"{old}{tail}")  # as kill -9 leaves it
    session.submit(transfer(2))
    save_as(session.journal, str(old))  # type: ignore[arg-type]
    assert verify_file(str(old)).steps == session.step_count and not Path(f"{old}-wal").exists()
    session.close()
