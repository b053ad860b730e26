"""The power goes at any moment: what was acknowledged is on the disk, nothing else is, and the file verifies."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from sandbox.session.session import Session
from sandbox.session.sqlite_journal import SqliteJournal
from sandbox.session.verify import verify_file
from tests.support.disk_acts import Acknowledged, State, act_all, new_file, state_of, states_after_each_commit
from tests.support.faulty_files import FaultyFiles, faulty_files
from tests.support.power_cut import Traced, images_at, lay_down, take_away

SAMPLE = 20  # moments of the default run, three images each


class Past(Struct):
    """A run on a sound disk: the layer, where it began, the states it went through and what it asked of the disk."""

    files: FaultyFiles
    start: Path
    states: list[State]
    traced: Traced


def trace(files: FaultyFiles, path: Path, after_opening: object = None) -> Traced:
    """Act on a file and return what was asked of the disk."""
    traced = Traced(str(path), path.read_bytes())
    with files.installed(), Acknowledged().counting() as acknowledged:
        traced.hear(files)
        acknowledged.told = traced.note
        assert act_all(path, after_opening) is None  # type: ignore[arg-type]
    return traced


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    files = faulty_files()
    if files is None:
        pytest.skip("the sqlite3 of this Python cannot be reached")
    folder = tmp_path_factory.mktemp("power")
    start, run = folder / "start.bulkhead", folder / "run.bulkhead"
    new_file(start)
    shutil.copy(start, run)
    states = states_after_each_commit(run)
    shutil.copy(start, run)
    return Past(files, start, states, trace(files, run))


def lost_after(past: Past, traced: Traced, cut: int, path: Path) -> list[str]:
    """Return what is wrong with each image of a moment; nothing where the promise was kept."""
    found = []
    kept = traced.acknowledged_before(cut)
    for image in images_at(traced, cut):
        lay_down(image, traced, path)
        verdict = verify_file(str(path))
        if verdict.failure:
            found.append(f"cut {cut}: {verdict.failure}")
        elif state_of(path) not in past.states[kept : kept + 2]:
            found.append(f"cut {cut}: {kept} transactions were acknowledged and are not there")
        take_away(path)
    return found


def test_a_power_cut_keeps_what_was_acknowledged(past: Past, tmp_path: Path) -> None:
    cuts = random.Random(5).sample(range(len(past.traced.calls) + 1), SAMPLE)
    assert [line for cut in cuts for line in lost_after(past, past.traced, cut, tmp_path / "cut.bulkhead")] == []


@pytest.mark.nightly
@pytest.mark.timeout(3_600)
def test_a_power_cut_at_any_call_keeps_what_was_acknowledged(past: Past, tmp_path: Path) -> None:
    cuts = range(len(past.traced.calls) + 1)
    assert [line for cut in cuts for line in lost_after(past, past.traced, cut, tmp_path / "cut.bulkhead")] == []
    print(f"power cut: {len(cuts)} moments, {3 * len(cuts)} disks, 0 lost, 0 broken")


def _careless(session: Session) -> None:
    assert isinstance(session.journal, SqliteJournal)
    session.journal.connection.execute("PRAGMA synchronous=OFF")


def test_commits_that_are_never_synced_are_found_lost(past: Past, tmp_path: Path) -> None:
    path = tmp_path / "run.bulkhead"
    shutil.copy(past.start, path)
    traced = trace(past.files, path, _careless)
    found = [line for cut in traced.acknowledged[3::4] for line in lost_after(past, traced, cut, tmp_path / "cut")]
    assert any("are not there" in line for line in found)


def test_a_row_that_is_torn_after_it_was_written_is_found(past: Past, tmp_path: Path) -> None:
    path = tmp_path / "torn.bulkhead"
    (image, *_) = images_at(past.traced, len(past.traced.calls))
    lay_down(image, past.traced, path)
    body = bytearray(path.read_bytes())
    place = body.rindex(b'"event":"transfer_posted"')
    body[place + 40 : place + 48] = bytes(8)
    path.write_bytes(body)
    assert verify_file(str(path)).failure


def test_a_disk_that_lies_about_syncs_never_leaves_a_file_that_passes_with_other_rows(
    past: Past, tmp_path: Path
) -> None:
    path, told = tmp_path / "cut.bulkhead", set[str]()
    for cut in range(0, len(past.traced.calls) + 1, 29):
        for image in images_at(past.traced, cut, syncs=False):
            lay_down(image, past.traced, path)
            verdict = verify_file(str(path))
            told.add("damaged" if verdict.failure else "whole")
            if not verdict.failure:
                with sqlite3.connect(path) as reader:
                    assert reader.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                reader.close()
                assert state_of(path) in past.states
            take_away(path)
    assert "whole" in told
