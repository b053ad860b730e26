"""What is whole of a damaged session comes into a new file that verifies; nothing is ever written over."""

import contextlib
import gzip
import os
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from sandbox.session.file import create_journal
from sandbox.session.recovery import recover_file
from sandbox.session.resuming import resume_file
from sandbox.session.session import Session
from sandbox.session.verify import verify_file
from sandbox.values.problems import Problem
from tests.support.busy import busy_opening
from tests.support.command_line import answer, answer_json
from tests.support.disk_acts import act_all, transfer

TABLES = ("branches", "steps", "inputs", "events", "positions", "bookmarks")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session with two branches, a bookmark and eighty steps."""
    path = tmp_path_factory.mktemp("whole") / "run.bulkhead"
    session = Session.create(create_journal(str(path), busy_opening(70)))
    for atoms in range(40):
        session.submit(transfer(atoms + 1))
    session.close()
    assert act_all(path) is None
    session = resume_file(str(path))
    session.journal.add_bookmark(session.step_number, session.now_ns, "kept")
    session.close()
    return path


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "run.bulkhead"))


def change(path: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()
    assert verify_file(str(path)).failure


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()


def test_a_whole_session_comes_out_as_it_is(path: Path) -> None:
    found = recover_file(str(path), f"{path}.new")
    assert found.lost == [] and found.digest == verify_file(str(path)).digest
    for table in TABLES:
        assert rows(Path(f"{path}.new"), table) == rows(path, table), table


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET body = replace(body, '\"atoms\":7', '\"atoms\":8') WHERE seq > 20",
        "DELETE FROM events",
        "UPDATE events SET event = 'nothing', now_ns = 0",
        "DELETE FROM seals",
        "DROP VIEW liquidations",
    ],
)
def test_what_follows_from_the_inputs_comes_back(path: Path, whole: Path, statement: str) -> None:
    change(path, statement)
    found = recover_file(str(path), f"{path}.new")
    assert found.lost == [] and found.digest == verify_file(str(whole)).digest
    for table in TABLES:
        assert rows(Path(f"{path}.new"), table) == rows(whole, table), table


def test_steps_after_one_that_cannot_be_shown_to_be_right_are_lost_and_told(path: Path, whole: Path) -> None:
    change(path, "UPDATE inputs SET body = replace(body, '\"atoms\":30', '\"atoms\":31') WHERE step = 30")
    found = recover_file(str(path), f"{path}.new")
    last = max(step for branch, step, *_ in rows(whole, "steps") if branch == 1)
    assert found.steps == 30 and f"steps 30 to {last} of branch 1" in found.lost
    assert "branch 2, which goes on from a step that is lost" in found.lost
    assert any("bookmark" in line for line in found.lost)
    session = resume_file(f"{path}.new")
    session.play_to_end()
    session.close()
    assert verify_file(f"{path}.new").failure == ""


def test_a_branch_outlives_the_end_of_the_one_it_came_from(path: Path, whole: Path) -> None:
    last = max(step for branch, step, *_ in rows(whole, "steps") if branch == 1)
    change(path, f"UPDATE steps SET chain = x'00' WHERE branch = 1 AND step = {last}")
    found = recover_file(str(path), f"{path}.new")
    assert found.branches == 2 and f"steps {last} to {last} of branch 1" in found.lost
    assert [r for r in rows(Path(f"{path}.new"), "steps") if r[0] == 2] == [
        r for r in rows(whole, "steps") if r[0] == 2
    ]


def test_damaged_prices_leave_what_was_played_before_them(tmp_path: Path) -> None:
    path = tmp_path / "run.bulkhead"
    session = Session.create(create_journal(str(path), busy_opening(40_000)))
    session.submit(transfer(1))
    session.close()
    change(path, "UPDATE feed_blocks SET price_ticks = zeroblob(length(price_ticks)) WHERE block = 1")
    found = recover_file(str(path), f"{path}.new")
    assert found.steps == 2 and "all prices after the first 65536" in found.lost


def test_a_file_of_an_older_format_is_recovered(tmp_path: Path) -> None:
    path = tmp_path / "old.bulkhead"
    formats = Path(__file__).parent / "formats"
    path.write_bytes(gzip.decompress((formats / "gap-1.bulkhead.gz").read_bytes()))
    digest, steps = verify_file(str(path)).digest, verify_file(str(path)).steps
    found = recover_file(str(path), f"{path}.new")
    assert (found.digest, found.steps, found.lost) == (digest, steps, [])
    change(path, "DELETE FROM events WHERE seq = (SELECT MAX(seq) FROM events)")
    found = recover_file(str(path), f"{path}.newer")
    assert 0 < found.steps < steps and found.lost


@pytest.mark.parametrize("seed", range(12))
def test_a_torn_file_gives_a_part_that_verifies_or_says_there_is_none(path: Path, whole: Path, seed: int) -> None:
    rng, body = random.Random(seed), bytearray(path.read_bytes())
    if seed % 3 == 2:
        del body[rng.randrange(len(body)) :]
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(4_096, max(4_097, len(body)))
        body[at : at + 200] = rng.randbytes(200)
    path.write_bytes(body)
    target = Path(f"{path}.new")
    try:
        found = recover_file(str(path), str(target))
    except Problem as problem:
        assert problem.exit_code == 1 and not target.exists()
    else:
        assert verify_file(str(target)).failure == ""
        kept, were = ([row[:-1] for row in rows(one, "steps")] for one in (target, whole))
        assert len(kept) == found.steps and all(row in were for row in kept)
    assert path.read_bytes() == body
    assert not [one for one in os.listdir(path.parent) if ".new." in one or one.endswith((".lock", "-wal"))]


def test_recover_says_what_came_back_and_never_writes_over_anything(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(path, "DELETE FROM inputs WHERE step = 30")
    target = path.with_name("new.bulkhead")
    code, told, err = answer_json(capsys, "recover", path, "--out", target)
    assert (code, err, told["steps"]) == (0, [], 30) and told["digest"] == verify_file(str(target)).digest
    before = target.read_bytes(), path.read_bytes()
    code, out, err = answer(capsys, "recover", path, "--out", target)
    assert (code, out, len(err)) == (2, "", 1) and "exists already" in err[0]
    code, out, err = answer(capsys, "recover", path, "--out", path)
    assert (code, out, len(err)) == (2, "", 1)
    assert (target.read_bytes(), path.read_bytes()) == before
    code, out, err = answer(capsys, "recover", path, "--out", path.with_name("other.bulkhead"))
    assert code == 0 and "lost: steps 30 to" in out and "recovered 30 steps in 1 branch" in out


@pytest.mark.parametrize(
    "statement", ["UPDATE opening SET body = '{'", "DELETE FROM meta", "DROP TABLE steps", "DELETE FROM steps"]
)
def test_where_nothing_is_left_it_is_said_in_one_line(
    path: Path, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change(path, statement)
    code, out, err = answer(capsys, "recover", path, "--out", path.with_name("new.bulkhead"))
    assert (code, out, len(err)) == (1, "", 1) and "nothing can be recovered" in err[0]
    assert os.listdir(path.parent) == ["run.bulkhead"]
