"""The journal in a SQLite file: one transaction a step, synchronous=FULL, so what was acknowledged stays."""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator
from functools import cache
from itertools import chain as joined

from msgspec.structs import replace

from sandbox.engine.version import ENGINE_VERSION
from sandbox.messages.opening import Opening
from sandbox.session.bounded import bounded
from sandbox.session.branches import MAIN_BRANCH, STEP_MAX, Bookmark, Branch, PresentationMark, lineage, owner_of
from sandbox.session.chain import row_hash
from sandbox.session.journal import StepRecord
from sandbox.session.rows import (
    branch_row,
    chain_step,
    input_rows,
    position_row,
    read_base,
    read_bookmarks,
    read_branches,
    read_opening,
    read_presentation,
    read_records,
    step_row,
    table_seal,
    told_events,
)
from sandbox.session.schema import version_of
from sandbox.session.writer_lock import WriterLock
from sandbox.values.problems import Problem

STEP_SQL = "INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
INPUT_SQL = "INSERT INTO inputs VALUES (?, ?, ?, ?, ?)"
# All rows of one step: some hundred in one statement are written a third quicker than one by one.
EVENTS_AT_ONCE = 100  # 303 values, below the oldest limit of SQLite
EVENTS_SQL = "INSERT INTO events SELECT ?, column1, ?, ?, column2, column3 FROM (VALUES {})"
POSITION_SQL = "INSERT OR REPLACE INTO positions VALUES (?, ?, ?, ?)"


@cache
def events_sql(rows: int) -> str:
    """Return the statement that writes so many events of one step: branch, step, instant, then each as it is told."""
    return EVENTS_SQL.format(", ".join(["(?, ?, ?)"] * rows))


class SqliteJournal:
    """A session file, open for writing (with its lock) or for reading."""

    def __init__(
        self,
        path: str,
        connection: sqlite3.Connection,
        lock: WriterLock | None,
        built: tuple[Opening, bytes] | None = None,
    ) -> None:
        """Stand at the end of the current branch; of a file that was just `built` opening and base are known."""
        self.path, self.connection, self._lock = path, connection, lock
        self.read_only = "" if lock is not None else f"{path}: is open for reading only"
        self.opening, self._base = built or (read_opening(connection), read_base(connection))
        self._version = version_of(connection)
        self._confirmed: dict[tuple[int, int], bytes] = {}  # of snapshots by branch and step, as they were folded here
        self._branches = {one.branch: one for one in read_branches(connection)}
        row = connection.execute("SELECT branch FROM current_branch WHERE id = 1").fetchone()
        self._enter(int(row[0]))

    def _enter(self, branch: int) -> None:
        """Stand at the end of a branch, or where it cannot be read, where one stood before."""
        segments = lineage(self._branches.values(), branch)
        chain = self._chain_of(self._branches[branch])
        last = None
        for segment in reversed(segments):
            span = (segment.branch, segment.last_step)
            sql = "SELECT MAX(seq) FROM events WHERE branch = ? AND step <= ?"
            last = last or self.connection.execute(sql, span).fetchone()[0]
        self._branch, self._segments, self._chain, self._events = branch, segments, chain, int(last or 0)

    def _chain_of(self, branch: Branch) -> bytes:
        """Return the chain after the last step of a branch, or where it begins."""
        sql = "SELECT chain FROM steps WHERE branch = ? ORDER BY step DESC LIMIT 1"
        last = self.connection.execute(sql, (branch.branch,)).fetchone()
        return bytes(last[0]) if last else self._chain_start(branch)

    def _chain_start(self, branch: Branch) -> bytes:
        before = self._base
        if branch.branch != MAIN_BRANCH:
            sql = "SELECT chain FROM steps WHERE branch = ? AND step = ?"
            before = self.connection.execute(sql, (branch.parent, branch.from_step)).fetchone()[0]
        return row_hash(before, "branches", branch_row(branch))

    # -- steps

    def append(self, record: StepRecord) -> None:
        """Commit a step in one transaction; raises Problem (exit 3) where the disk refuses."""
        inputs = input_rows(self._branch, record)
        events = told_events(record, self._events + 1)
        step = step_row(self._branch, record)
        chain = chain_step(self._chain, step, inputs, events, self._version)
        with self._transaction("the step could not be written ({error}); make room and open it again"):
            execute, executemany = self.connection.execute, self.connection.executemany
            execute(STEP_SQL, (*step, chain))
            if inputs:
                executemany(INPUT_SQL, inputs)
            for start in range(0, len(events), EVENTS_AT_ONCE):
                part = events[start : start + EVENTS_AT_ONCE]
                values = (self._branch, record.step, record.now_ns, *joined.from_iterable(part))
                execute(events_sql(len(part)), values)
            execute(POSITION_SQL, position_row(chain, self._branch, record.feed_stop, record.now_ns))
        self._chain, self._events = chain, self._events + len(events)

    def append_quiet(self, feed_stop: int, now_ns: int) -> None:
        """Record how far quiet updates were played."""
        if self._lock is None or (feed_stop, now_ns) == self.position():
            return
        with self._transaction("the position could not be written ({error}); make room"):
            self.connection.execute(POSITION_SQL, position_row(self._chain, self._branch, feed_stop, now_ns))

    def records(self, first_step: int = 0, last_step: int = STEP_MAX) -> Iterator[StepRecord]:
        """Yield committed steps; raises codec.Undecodable for rows that are no records."""
        with self._reading():
            for segment in self._segments:
                if segment.last_step >= first_step and segment.first_step <= last_step:
                    yield from read_records(self.connection, segment, first_step, last_step)

    def position(self) -> tuple[int, int]:
        """Return (feed rows played, instant)."""
        sql = "SELECT feed_stop, now_ns FROM positions WHERE branch = ?"
        with self._reading():
            row = self.connection.execute(sql, (self._branch,)).fetchone()
        return (int(row[0]), int(row[1])) if row else (0, self.opening.starts_ns)

    # -- branches

    @property
    def branch(self) -> int:
        """The current branch."""
        return self._branch

    def branches(self) -> tuple[Branch, ...]:
        """Return all branches, oldest first."""
        return tuple(self._branches.values())

    def start_branch(self, from_step: int, feed_stop: int, now_ns: int, *, engine_version: str | None = None) -> None:
        """Begin a branch and make it the current one, in one transaction."""
        number = max(self._branches) + 1
        branch = Branch(
            number, owner_of(self._segments, from_step), from_step, now_ns, engine_version or ENGINE_VERSION
        )
        with self._transaction("the branch could not be begun ({error}); make room"):
            execute = self.connection.execute
            execute("INSERT INTO branches VALUES (?, ?, ?, ?, ?)", branch_row(branch))
            execute(POSITION_SQL, position_row(self._chain_start(branch), number, feed_stop, now_ns))
            execute("UPDATE current_branch SET branch = ? WHERE id = 1", (number,))
            self._seal("branches", "current_branch")
        self._branches[number] = branch
        with self._reading():
            self._enter(number)

    def choose_branch(self, branch: int) -> None:
        """Make another branch the current one."""
        if branch not in self._branches:
            raise KeyError(branch)
        if self._lock is not None:
            with self._transaction("the branch could not be chosen ({error}); make room"):
                self.connection.execute("UPDATE current_branch SET branch = ? WHERE id = 1", (branch,))
                self._seal("current_branch")
        with self._reading():
            self._enter(branch)

    # -- beside the steps

    def keep_snapshot(self, step: int, body: bytes) -> None:
        """Keep the state after a step in the cache, where the disk lets it."""
        if self._lock is None:
            return
        self.confirm_snapshot(step, body)
        row = (owner_of(self._segments, step), step, body, hashlib.sha256(body).digest())
        with contextlib.suppress(sqlite3.Error):
            self.connection.execute("INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?)", row)

    def confirm_snapshot(self, step: int, body: bytes) -> None:
        """Remember what the snapshot after a step must be; the file's own hash of it proves nothing."""
        self._confirmed[owner_of(self._segments, step), step] = hashlib.sha256(body).digest()

    def snapshot_before(self, step: int) -> tuple[int, bytes] | None:
        """Return the newest snapshot not after `step` that is what was folded; others are passed over."""
        sql = "SELECT step, body FROM snapshots WHERE branch = ? AND step <= ? ORDER BY step DESC"
        with self._reading():
            for segment in reversed(self._segments):
                for at, body in self.connection.execute(sql, (segment.branch, min(step, segment.last_step))):
                    known = self._confirmed.get((segment.branch, at))
                    if isinstance(body, bytes) and hashlib.sha256(body).digest() == known:
                        return at, body
        return None

    def bookmarks(self) -> tuple[Bookmark, ...]:
        """Return all bookmarks."""
        with self._reading(), bounded(self.connection, self.path):
            return read_bookmarks(self.connection)

    def add_bookmark(self, step: int, now_ns: int, name: str) -> Bookmark:
        """Keep a place by name; raises Problem (exit 3) where the disk refuses."""
        branch = owner_of(self._segments, step)
        with self._transaction("the bookmark could not be written ({error}); make room"):
            number = self.connection.execute("SELECT COALESCE(MAX(bookmark), 0) + 1 FROM bookmarks").fetchone()[0]
            row = (number, branch, step, now_ns, name)
            self.connection.execute("INSERT INTO bookmarks VALUES (?, ?, ?, ?, ?)", row)
            self._seal("bookmarks")
        return Bookmark(*row)

    def rename_bookmark(self, bookmark: int, name: str) -> None:
        """Give a bookmark another name."""
        with self._transaction("the bookmark could not be renamed ({error}); make room"):
            self.connection.execute("UPDATE bookmarks SET name = ? WHERE bookmark = ?", (name, bookmark))
            self._seal("bookmarks")

    def delete_bookmark(self, bookmark: int) -> None:
        """Forget a bookmark."""
        with self._transaction("the bookmark could not be deleted ({error}); make room"):
            self.connection.execute("DELETE FROM bookmarks WHERE bookmark = ?", (bookmark,))
            self._seal("bookmarks")

    def presentation(self) -> tuple[PresentationMark, ...]:
        """Return the log of presentation time."""
        with self._reading(), bounded(self.connection, self.path):
            return read_presentation(self.connection)

    def log_presentation(self, marks: tuple[PresentationMark, ...]) -> None:
        """Add to the log of presentation time; its seal goes on from the one before."""
        if self._lock is None or not marks:
            return
        with self._transaction("the log of presentation time could not be written ({error}); make room"):
            execute = self.connection.execute
            number = execute("SELECT COALESCE(MAX(mark), 0) FROM presentation").fetchone()[0]
            seal = execute("SELECT seal FROM seals WHERE table_name = 'presentation'").fetchone()[0]
            for at, one in enumerate((replace(one, branch=self._branch) for one in marks), start=number + 1):
                row = (at, one.branch, one.presentation_ns, one.simulated_ns, one.speed)
                execute("INSERT INTO presentation VALUES (?, ?, ?, ?, ?)", row)
                seal = row_hash(seal, "presentation", row)
            execute("UPDATE seals SET seal = ? WHERE table_name = 'presentation'", (seal,))

    # -- the file

    def close(self) -> None:
        """Checkpoint, remove the write-ahead files and let go of the lock."""
        if self._lock is not None:
            try:
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self.connection.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.Error:  # a reader holds it: the next clean close checkpoints
                pass
        self.connection.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _seal(self, *tables: str) -> None:
        for table in tables:
            row = (table, table_seal(self.connection, table, self._base))
            self.connection.execute("INSERT OR REPLACE INTO seals VALUES (?, ?)", row)

    @contextlib.contextmanager
    def _transaction(self, failure: str) -> Iterator[None]:
        """Commit what is done inside, or nothing of it; raises Problem (exit 3) where it is refused."""
        if self.read_only:
            raise Problem(self.read_only, 3)
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            yield
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
            raise Problem(f"{self.path}: {failure.format(error=error)}", 3) from None

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        """Raise Problem where the disk gives nothing back (exit 3), or what is damaged (exit 1)."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise Problem(f"{self.path}: cannot be read ({error}); check the disk and open it again", 3) from None
        except sqlite3.Error as error:
            raise Problem(f"{self.path}: is damaged ({error}); `bulkhead verify` says where", 1) from None
