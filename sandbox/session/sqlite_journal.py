"""The journal in a SQLite file: one transaction a step, synchronous=FULL, so what was acknowledged stays."""

import json
import sqlite3
from collections.abc import Iterator

from sandbox.messages.codec import decode_command, decode_event, decode_opening, encode_command, encode_event
from sandbox.messages.events import Event
from sandbox.messages.inputs import FundingUpdate, NumberedCommand
from sandbox.messages.opening import Opening
from sandbox.session.chain import row_hash
from sandbox.session.feed_blocks import join_blocks
from sandbox.session.journal import StepRecord
from sandbox.session.schema import MAIN_BRANCH
from sandbox.session.writer_lock import WriterLock
from sandbox.values.problems import Problem

STEP_SQL = "INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
INPUT_SQL = "INSERT INTO inputs VALUES (?, ?, ?, ?)"
EVENT_SQL = "INSERT INTO events VALUES (?, ?, ?, ?, ?)"
POSITION_SQL = "INSERT OR REPLACE INTO position VALUES (1, ?, ?, ?)"


class SqliteJournal:
    """A session file, open for writing (with its lock) or for reading."""

    def __init__(self, path: str, connection: sqlite3.Connection, lock: WriterLock | None) -> None:
        self.path, self.connection, self._lock = path, connection, lock
        self.opening: Opening = read_opening(connection)
        last = connection.execute("SELECT chain FROM steps ORDER BY step DESC LIMIT 1").fetchone()
        self._chain: bytes = last[0] if last else read_seal(connection)
        self._events = int(connection.execute("SELECT COALESCE(MAX(seq), 0) FROM events").fetchone()[0])

    def append(self, record: StepRecord) -> None:
        """Commit a step in one transaction; raises Problem (exit 3) where the disk refuses."""
        inputs = input_rows(record)
        events = event_rows(record, self._events + 1)
        chain = chain_step(self._chain, record, inputs, events)
        execute = self.connection.execute
        try:
            execute("BEGIN IMMEDIATE")
            execute(STEP_SQL, (*step_row(record), chain))
            if inputs:
                self.connection.executemany(INPUT_SQL, inputs)
            if events:
                self.connection.executemany(EVENT_SQL, events)
            execute(POSITION_SQL, position_row(chain, record.feed_stop, record.now_ns))
            execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            text = f"{self.path}: the step could not be written ({error}); make room and open it again"
            raise Problem(text, 3) from None
        self._chain, self._events = chain, self._events + len(events)

    def append_quiet(self, feed_stop: int, now_ns: int) -> None:
        """Record how far quiet updates were played."""
        if self._lock is None or (feed_stop, now_ns) == self.position():
            return
        try:
            self.connection.execute(POSITION_SQL, position_row(self._chain, feed_stop, now_ns))
        except sqlite3.Error as error:
            raise Problem(f"{self.path}: the position could not be written ({error}); make room", 3) from None

    def records(self) -> Iterator[StepRecord]:
        """Yield every committed step; raises codec.Undecodable for rows that are no records."""
        yield from read_records(self.connection)

    def position(self) -> tuple[int, int]:
        """Return (feed rows played, instant)."""
        row = self.connection.execute("SELECT feed_stop, now_ns FROM position WHERE id = 1").fetchone()
        return (int(row[0]), int(row[1])) if row else (0, self.opening.starts_ns)

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

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


def step_row(record: StepRecord) -> tuple[int | bytes, ...]:
    """Return a step's columns but the chain."""
    return (
        record.step,
        MAIN_BRANCH,
        record.now_ns,
        record.feed_start,
        record.feed_stop,
        record.step_feed,
        record.planned_commands,
        record.digest,
    )


def input_rows(record: StepRecord) -> list[tuple[int, int, str, str]]:
    """Return a step's commands and funding rates as rows."""
    rows = [(record.step, one.number, "command", encode_command(one.command).decode()) for one in record.commands]
    rows += [
        (record.step, at, "funding", json.dumps({"contract": f.contract, "rate": str(f.rate)}))
        for at, f in enumerate(record.funding)
    ]
    return rows


def event_rows(record: StepRecord, first: int) -> list[tuple[int, int, int, str, str]]:
    """Return a step's events as rows, numbered from `first`."""
    rows = []
    for seq, event in enumerate(record.events, start=first):
        body = encode_event(event).decode()
        rows.append((seq, record.step, record.now_ns, json.loads(body)["event"], body))
    return rows


def chain_step(
    before: bytes,
    record: StepRecord,
    inputs: list[tuple[int, int, str, str]],
    events: list[tuple[int, int, int, str, str]],
) -> bytes:
    """Return the chain after a step and all its rows."""
    chain = row_hash(before, "steps", step_row(record))
    for row in inputs:
        chain = row_hash(chain, "inputs", row)
    for event in events:
        chain = row_hash(chain, "events", event)
    return chain


def position_row(chain: bytes, feed_stop: int, now_ns: int) -> tuple[int, int, bytes]:
    """Return the position's columns, sealed against the last step."""
    return feed_stop, now_ns, row_hash(chain, "position", (feed_stop, now_ns))


def read_seal(connection: sqlite3.Connection) -> bytes:
    """Return the hash of meta, opening, branches and feed that the first step is chained to."""
    chain = b""
    for table, columns in (
        ("meta", "key, value"),
        ("opening", "id, body"),
        ("branches", "branch, parent, from_step"),
        ("feed_blocks", "block, first_row, row_count, at_ns, contract_index, price_ticks, sha256"),
    ):
        for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1"):
            chain = row_hash(chain, table, row)
    return chain


def read_opening(connection: sqlite3.Connection) -> Opening:
    """Read the opening with its price columns."""
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    body = connection.execute("SELECT body FROM opening WHERE id = 1").fetchone()
    contracts = tuple(json.loads(meta["feed_contracts"]))
    blocks = connection.execute("SELECT * FROM feed_blocks ORDER BY block")
    return decode_opening(body[0].encode(), join_blocks(contracts, blocks))


def read_records(connection: sqlite3.Connection) -> Iterator[StepRecord]:
    """Yield steps with their inputs and events, merging three ordered cursors."""
    inputs = _by_step(connection.execute("SELECT step, number, kind, body FROM inputs ORDER BY step, kind, number"))
    events = _by_step(connection.execute("SELECT step, seq, body FROM events ORDER BY seq"))
    pending_inputs, pending_events = next(inputs, None), next(events, None)
    for step, now_ns, start, stop, own, planned, digest in connection.execute(
        "SELECT step, now_ns, feed_start, feed_stop, step_feed, planned_commands, digest FROM steps ORDER BY step"
    ):
        mine, happened = [], []
        if pending_inputs is not None and pending_inputs[0] == step:
            mine, pending_inputs = pending_inputs[1], next(inputs, None)
        if pending_events is not None and pending_events[0] == step:
            happened, pending_events = pending_events[1], next(events, None)
        commands, funding = _inputs(mine)
        decoded: tuple[Event, ...] = tuple(decode_event(row[2].encode()) for row in happened)
        yield StepRecord(step, now_ns, start, stop, own, planned, commands, funding, decoded, digest)


def _by_step(rows: sqlite3.Cursor) -> Iterator[tuple[int, list[tuple[int, int, str, str]]]]:
    from itertools import groupby

    for step, group in groupby(rows, key=lambda row: row[0]):
        yield step, list(group)


def _inputs(
    rows: list[tuple[int, int, str, str]],
) -> tuple[tuple[NumberedCommand, ...], tuple[FundingUpdate, ...]]:
    from fractions import Fraction

    commands, funding = [], []
    for _, number, kind, body in rows:
        if kind == "command":
            commands.append(NumberedCommand(number=number, command=decode_command(body.encode())))
        else:
            fields = json.loads(body)
            funding.append(FundingUpdate(contract=fields["contract"], rate=Fraction(fields["rate"])))
    return tuple(commands), tuple(funding)
