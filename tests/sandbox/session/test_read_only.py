"""What cannot be written is opened to be looked at, and says why: held by somebody, newer, or not to be written."""

import contextlib
import os
import sqlite3
from pathlib import Path

import pytest

from sandbox.session.file import create_journal, open_journal
from sandbox.session.holder import OnlyReadable, holder_of
from sandbox.session.resuming import copy_in_memory, open_file, resume_file
from sandbox.session.schema import USER_VERSION
from sandbox.session.session import Session
from sandbox.values.problems import Problem
from tests.support.builders import SECOND, START
from tests.support.busy import busy_opening
from tests.support.command_line import answer
from tests.support.disk_acts import transfer


@pytest.fixture
def path(tmp_path: Path) -> str:
    path = str(tmp_path / "run.bulkhead")
    session = Session.create(create_journal(path, busy_opening(40)))
    session.submit(transfer(1))
    session.close()
    return path


def make_newer(path: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={USER_VERSION + 1}")


def only_looked_at(path: str, why: str) -> None:
    """Check that a file opens with its steps, says why it takes no more, and stays as it is."""
    before = Path(path).read_bytes()
    with pytest.raises(OnlyReadable, match=why):
        resume_file(path)
    session = open_file(path)
    assert why in session.journal.read_only and session.step_count == 2
    with pytest.raises(Problem, match=why):
        session.journal.add_bookmark(1, START, "here")
    session.close()
    assert Path(path).read_bytes() == before


def test_a_session_in_use_is_looked_at_and_says_who_uses_it(path: str) -> None:
    writer = open_journal(path)
    holder = holder_of(path)
    assert holder is not None and holder.pid == os.getpid() and holder.host and holder.since_s > 1_700_000_000
    only_looked_at(path, f"process {os.getpid()} on ")
    writer.close()
    assert holder_of(path) is None
    resume_file(path).close()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b'{"pid":"x"}', b'{"pid":1,"host":"a\\nb","since_s":1e300}', b"\0" * 5_000]
)
def test_a_sidecar_that_says_nothing_is_no_trouble(path: str, body: bytes) -> None:
    writer = open_journal(path)
    Path(f"{path}.lock").write_bytes(body)
    with pytest.raises(OnlyReadable, match="another program is writing this session; close it there"):
        resume_file(path)
    writer.close()


def test_a_newer_file_is_looked_at_and_not_proved(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    make_newer(path)
    only_looked_at(path, "was written by a newer Bulkhead")
    assert copy_in_memory(path, START + 40 * SECOND).step_count == 2
    code, out, err = answer(capsys, "verify", path)
    assert (code, out, len(err)) == (2, "", 1) and "it can be looked at" in err[0] and "update" in err[0]


def test_a_newer_file_whose_tables_are_others_is_refused(path: str) -> None:
    make_newer(path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE events ADD COLUMN weight INTEGER")
    with pytest.raises(Problem, match="holds what this one does not know"):
        open_file(path)


def test_a_file_that_may_not_be_written_is_looked_at(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    only_looked_at(path, "is read-only")
