"""A disk that fails under SQLite at every call: what was acknowledged is there, nothing else is, and it verifies."""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from sandbox.session.file import create_journal, open_journal, save_as
from sandbox.session.session import Session
from sandbox.session.verify import verify_file
from sandbox.values.problems import Problem
from tests.support.disk_acts import (
    OPENING,
    Acknowledged,
    State,
    act_all,
    new_file,
    state_of,
    states_after_each_commit,
    transfer,
)
from tests.support.faulty_files import (
    FAILURES,
    FULL,
    IOERR_WRITE,
    READONLY,
    WRITING,
    Answer,
    Call,
    FaultyFiles,
    Rule,
    faulty_files,
)

SAMPLE = 40  # injection points of the default run
STRIDE = 9  # calls from one injection point to the next while a file is made or copied


def once(at: int) -> Rule:
    """Fail one call, whatever it is."""
    return lambda call: Answer(FAILURES[call.kind]) if call.number == at else None


def broken(at: int) -> Rule:
    """Fail every call from one on: the disk is gone."""
    return lambda call: Answer(FAILURES[call.kind]) if call.number >= at else None


def full(at: int) -> Rule:
    """Refuse every write from one call on for want of room."""
    return lambda call: Answer(FULL) if call.number >= at and call.kind == "write" else None


def torn(at: int) -> Rule:
    """Write a part of what one call brings, and nothing ever after."""

    def rule(call: Call) -> Answer | None:
        if call.number < at or call.kind not in WRITING:
            return None
        part = random.Random(at).randrange(len(call.body)) if call.number == at and call.body else 0
        return Answer(IOERR_WRITE if call.kind == "write" else FAILURES[call.kind], part)

    return rule


def read_only(at: int) -> Rule:
    """Refuse whatever changes the disk from one call on."""
    return lambda call: Answer(READONLY) if call.number >= at and call.kind in WRITING else None


SORTS = {"once": once, "broken": broken, "full": full, "torn": torn, "read only": read_only}


class Disk(Struct):
    """A layer, a session file on it, and the states that the file goes through."""

    files: FaultyFiles
    start: Path
    states: list[State]
    calls: int = 0


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    files = faulty_files()
    if files is None:
        pytest.skip("the sqlite3 of this Python cannot be reached")
    folder = tmp_path_factory.mktemp("disk")
    start, whole = folder / "start.bulkhead", folder / "whole.bulkhead"
    new_file(start)
    shutil.copy(start, whole)
    disk = Disk(files, start, states_after_each_commit(whole))
    shutil.copy(start, whole)
    with files.installed(), Acknowledged().counting() as acknowledged:
        assert act_all(whole) is None
        assert acknowledged.count == len(disk.states) - 1
        disk.calls = files.calls
    assert state_of(whole) == disk.states[-1]
    return disk


def fails_at(disk: Disk, folder: Path, sort: str, at: int) -> bool:
    """Act on a disk that fails at a call; raises where anything is lost. True where the fault was met."""
    path = folder / "run.bulkhead"
    shutil.copy(disk.start, path)
    with disk.files.installed() as files, Acknowledged().counting() as acknowledged:
        files.calls, files.rule = 0, SORTS[sort](at)
        problem = act_all(path)
        kept = acknowledged.count
    verdict = verify_file(str(path))
    assert verdict.failure == ""
    assert state_of(path) in disk.states[kept : kept + 2], f"{kept} transactions were acknowledged"
    again = Session.resume(open_journal(str(path)))
    again.submit(transfer(7))
    again.play_to_end()
    again.close()
    assert verify_file(str(path)).failure == ""
    assert os.listdir(folder) == ["run.bulkhead"]
    path.unlink()
    return problem is not None


@pytest.mark.parametrize("sort", SORTS)
def test_a_disk_that_fails_keeps_what_was_acknowledged(disk: Disk, tmp_path: Path, sort: str) -> None:
    points = random.Random(sort).sample(range(1, disk.calls + 1), SAMPLE // len(SORTS))
    assert sum(fails_at(disk, tmp_path, sort, at) for at in points)


@pytest.mark.nightly
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("sort", SORTS)
def test_a_disk_that_fails_at_any_call_keeps_what_was_acknowledged(disk: Disk, tmp_path: Path, sort: str) -> None:
    met = sum(fails_at(disk, tmp_path, sort, at) for at in range(1, disk.calls + 1))
    print(f"{sort}: {disk.calls} injection points, {met} told as a problem, 0 lost, 0 broken")


def made(folder: Path, path: Path) -> None:
    create_journal(str(path), OPENING).close()


def copied(folder: Path, path: Path) -> None:
    journal = open_journal(str(folder / "source.bulkhead"))
    try:
        save_as(journal, str(path))
    finally:
        journal.close()


@pytest.mark.parametrize("act", [made, copied])
def test_a_disk_that_fails_leaves_a_whole_new_file_or_none(disk: Disk, tmp_path: Path, act: object) -> None:
    path, source = tmp_path / "new.bulkhead", tmp_path / "source.bulkhead"
    shutil.copy(disk.start, source)
    refused = 0
    with disk.files.installed() as files:
        for sort in SORTS:
            at = met = 1
            while met:  # until nothing is left to fail
                files.calls, files.rule = 0, SORTS[sort](at)
                try:
                    act(tmp_path, path)  # type: ignore[operator]
                except Problem:
                    refused += 1
                files.rule, met, at = None, files.calls >= at, at + STRIDE
                assert not path.exists() or verify_file(str(path)).failure == ""
                assert not [one for one in os.listdir(tmp_path) if one.endswith((".new", ".lock", ".new-journal"))]
                for one in tmp_path.glob("new.bulkhead*"):
                    one.unlink()
    assert refused and verify_file(str(source)).failure == ""
