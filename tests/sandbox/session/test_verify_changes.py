"""verify sees every change: every column of every table but the cache of snapshots, in many rows and ways."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.cli.main import main
from sandbox.messages.commands import TransferMoney
from sandbox.session.branches import PresentationMark
from sandbox.session.file import create_journal, open_journal
from sandbox.session.moment import moment_at
from sandbox.session.session import Session
from sandbox.session.verify import verify_file
from sandbox.values.problems import Problem
from tests.support.busy import at, busy_opening

CACHES = ("snapshots",)
ROWS = 3  # of each column, drawn at random
Row = tuple[object, ...]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished session with liquidations, funding, a branch, a bookmark and a presentation."""
    path = tmp_path_factory.mktemp("verify") / "run.bulkhead"
    live = Session.create(create_journal(str(path), busy_opening(240)))
    live.play_to_end()
    live.journal.add_bookmark(3, live.step_instants[3], "before the fall")
    live.journal.log_presentation((PresentationMark(0, 1, 2, 3),))
    past = moment_at(live, at(60))
    live = live.continue_from(past.step_number, past.feed_cursor, past.now_ns)
    live.submit(TransferMoney(source="spot", target="funding", asset="USDT", atoms=5))
    live.close()
    assert verify_file(str(path)).failure == ""
    return path


def tables(path: Path) -> dict[str, list[str]]:
    """Return the columns of every table."""
    with sqlite3.connect(path) as reader:
        names = [name for (name,) in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: [row[1] for row in reader.execute(f"PRAGMA table_info({name})")] for name in names}
    reader.close()
    return {name: columns for name, columns in found.items() if name not in CACHES}


def other(value: object) -> Iterator[object]:
    """Yield values a cell may be changed to."""
    if isinstance(value, int):
        yield from (value + 1, value - 1, -value - 7, 2**62)
    elif isinstance(value, str):
        yield from (value + " ", value[:-1], value.swapcase(), "")
        yield value.replace("1", "2", 1).replace("0", "1", 1)
    elif isinstance(value, bytes):
        yield from (value[:-1], value + b"\x00", b"")
        yield bytes([value[0] ^ 1]) + value[1:] if value else b"\x01"
    if value is not None:
        yield None
    else:
        yield from (0, 1, "text")


def key_of(columns: list[str], row: Row) -> tuple[str, Row]:
    """Return a condition that names one row."""
    return " AND ".join(f"{name} IS ?" for name in columns), row


def answer_to(path: Path, change: Callable[[sqlite3.Connection], bool]) -> str | None:
    """Change a copy of a session; return what verify says, None where the file took no change."""
    copy = path.with_name("changed.bulkhead")
    shutil.copy(path, copy)
    writer = sqlite3.connect(copy)
    try:
        with writer:
            if not change(writer):
                return None
    except sqlite3.IntegrityError:  # the schema itself refuses it
        return None
    finally:
        writer.close()
    try:
        return verify_file(str(copy)).failure or "verified"
    except Problem as problem:
        return str(problem)


def says_where(text: str, names: list[str]) -> bool:
    """Tell whether a failure names a table, a row or a step."""
    return any(word in text for word in (*names, "step", "row", "chain", "branch"))


def test_every_changed_cell_is_found(finished: Path) -> None:
    rng, missed, tried = random.Random(5), [], 0
    layout = tables(finished)
    with sqlite3.connect(finished) as reader:
        rows = {name: reader.execute(f"SELECT * FROM {name}").fetchall() for name in layout}
    reader.close()
    assert all(rows.values()), "a table without rows proves nothing"
    for table, columns in layout.items():
        for at_column, column in enumerate(columns):
            for row in rng.sample(rows[table], min(ROWS, len(rows[table]))):
                for value in dict.fromkeys(other(row[at_column])):
                    where, key = key_of(columns, row)
                    if value == row[at_column]:
                        continue

                    def change(writer: sqlite3.Connection, sql: str, values: Row) -> bool:
                        return writer.execute(sql, values).rowcount == 1

                    sql = f"UPDATE {table} SET {column} = ? WHERE {where}"
                    said = answer_to(finished, lambda w, s=sql, v=(value, *key): change(w, s, v))  # type: ignore[misc]
                    if said is None:
                        continue
                    tried += 1
                    if said == "verified" or not says_where(said, list(layout)):
                        missed.append((table, column, value, said))
    assert not missed
    assert tried > 250


def test_every_deleted_added_or_swapped_row_is_found(finished: Path) -> None:
    rng, missed = random.Random(6), []
    layout = tables(finished)
    for table, columns in layout.items():
        with sqlite3.connect(finished) as reader:
            rows = reader.execute(f"SELECT * FROM {table}").fetchall()
        reader.close()
        for row in rng.sample(rows, min(ROWS, len(rows))):
            where, key = key_of(columns, row)
            said = answer_to(finished, lambda w, s=f"DELETE FROM {table} WHERE {where}", k=key: bool(w.execute(s, k)))  # type: ignore[misc]
            if said in (None, "verified"):
                missed.append((table, "deleted", row))
            marks = ", ".join("?" * len(columns))
            for place in range(len(columns)):
                more = [*row]
                more[place] = next(iter(other(row[place])))
                insert = f"INSERT INTO {table} VALUES ({marks})"
                said = answer_to(finished, lambda w, s=insert, m=more: bool(w.execute(s, m)))  # type: ignore[misc]
                if said == "verified":
                    missed.append((table, "added", row))
        for one, two in zip(rows, rows[1:], strict=False):
            place = next((at for at in range(len(columns) - 1, 0, -1) if one[at] != two[at]), None)
            if place is None:
                continue

            def swap(
                writer: sqlite3.Connection, pair: tuple[Row, Row], place: int, table: str, names: list[str]
            ) -> bool:
                for row, value in ((pair[0], pair[1][place]), (pair[1], pair[0][place])):
                    where, key = key_of(names, row)
                    writer.execute(f"UPDATE {table} SET {names[place]} = ? WHERE {where}", (value, *key))
                return True

            said = answer_to(finished, lambda w, p=(one, two), a=place, t=table, c=columns: swap(w, p, a, t, c))  # type: ignore[misc]
            if said == "verified":
                missed.append((table, "swapped", one))
            break
    assert not missed


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE more (a INTEGER)",
        "CREATE TRIGGER hidden AFTER INSERT ON events BEGIN DELETE FROM events; END",
        "DROP VIEW wallet_balances",
        "CREATE INDEX more ON events (event)",
    ],
)
def test_a_changed_schema_is_found(finished: Path, sql: str) -> None:
    said = answer_to(finished, lambda writer: bool(writer.execute(sql)))
    assert said is not None and "schema" in said


def test_a_changed_file_is_exit_1_with_one_line(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer_to(finished, lambda w: bool(w.execute("UPDATE events SET now_ns = now_ns + 1 WHERE seq = 9")))
    assert main(["verify", str(finished.with_name("changed.bulkhead"))]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1 and "does not verify" in lines[0]


def test_truncated_bytes_are_found(finished: Path) -> None:
    whole = finished.read_bytes()
    copy = finished.with_name("cut.bulkhead")
    for share in (0.2, 0.5, 0.9, 0.999):
        copy.write_bytes(whole[: int(len(whole) * share)])
        assert verify_file(str(copy)).failure


def test_a_session_copied_while_it_is_written_verifies(tmp_path: Path) -> None:
    path = tmp_path / "run.bulkhead"
    live = Session.create(create_journal(str(path), busy_opening(240)))
    for second in (30, 70, 110, 150, 190):
        live.advance_to(at(second))
        for tail in ("", "-wal"):
            shutil.copy(f"{path}{tail}", tmp_path / f"copy{second}.bulkhead{tail}")
        copied = str(tmp_path / f"copy{second}.bulkhead")
        verdict = verify_file(copied)
        assert (verdict.failure, verdict.events) == ("", live.event_count)
        again = Session.resume(open_journal(copied))
        assert again.event_count == live.event_count
        again.close()
    live.close()


def test_a_session_cut_off_in_a_rollback_journal_verifies(finished: Path, tmp_path: Path) -> None:
    path, copied = tmp_path / "run.bulkhead", tmp_path / "copy.bulkhead"
    shutil.copy(finished, path)
    writer = sqlite3.connect(path, isolation_level=None)  # as on a network folder, where there is no WAL
    writer.execute("PRAGMA cache_size = 1")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE events SET body = body || ' '")  # more than the cache holds: pages reach the file
    for tail in ("", "-journal"):
        shutil.copy(f"{path}{tail}", f"{copied}{tail}")
    writer.execute("ROLLBACK")
    writer.close()
    assert copied.read_bytes() != finished.read_bytes()
    assert verify_file(str(copied)).failure == ""
