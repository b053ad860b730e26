"""Steps as rows of the session file and back, and the hashes they are chained with. Used by journal and verify."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, groupby

from sandbox.messages.codec import (
    decode_command,
    decode_event,
    decode_opening,
    encode_command,
    encode_events,
    read_rational,
)
from sandbox.messages.events import Event, event_name
from sandbox.messages.inputs import FundingUpdate, NumberedCommand
from sandbox.messages.opening import Opening
from sandbox.session.branches import STEP_MAX, Bookmark, Branch, PresentationMark, Segment
from sandbox.session.chain import Value, events_parts, parts_hash, row_hash, row_parts
from sandbox.session.feed_blocks import join_blocks
from sandbox.session.journal import StepRecord
from sandbox.session.schema import CHAINED_BY_ROWS, USER_VERSION
from sandbox.session.sound_opening import sound

InputRow = tuple[int, int, int, str, str]
ToldEvent = tuple[int, str, str]  # number, name, body


def step_row(branch: int, record: StepRecord) -> tuple[int | bytes, ...]:
    """Return a step's columns but the chain."""
    return (
        branch,
        record.step,
        record.now_ns,
        record.feed_start,
        record.feed_stop,
        record.step_feed,
        record.planned_commands,
        record.digest,
    )


def input_rows(branch: int, record: StepRecord) -> list[InputRow]:
    """Return a step's commands and funding rates as rows."""
    step = record.step
    rows = [(branch, step, one.number, "command", encode_command(one.command).decode()) for one in record.commands]
    rows += [
        (branch, step, at, "funding", json.dumps({"contract": f.contract, "rate": str(f.rate)}))
        for at, f in enumerate(record.funding)
    ]
    return rows


def told_events(record: StepRecord, first: int) -> list[ToldEvent]:
    """Return what tells a step's event rows apart, numbered from `first`."""
    names = map(event_name, map(type, record.events))
    return list(zip(count(first), names, encode_events(record.events)))  # noqa: B905 - count never ends


def chain_step(
    before: bytes,
    step: Sequence[Value],
    inputs: Iterable[InputRow],
    events: Sequence[ToldEvent],
    version: int = USER_VERSION,
) -> bytes:
    """Return the chain after a step's columns (but the chain) and all its rows, of the events what tells them apart.

    A file keeps the way of its `version`: up to version 1 each row was a link of its own.
    """
    branch, number, now_ns = (int(value or 0) for value in step[:3])
    if version <= CHAINED_BY_ROWS:
        chain = row_hash(before, "steps", step)
        for row in inputs:
            chain = row_hash(chain, "inputs", row)
        for seq, name, body in events:
            chain = row_hash(chain, "events", (branch, seq, number, now_ns, name, body))
        return chain
    parts = row_parts("steps", step)
    for row in inputs:
        parts += row_parts("inputs", row)
    return parts_hash(before, parts + events_parts(branch, number, now_ns, events))


def branch_row(branch: Branch) -> tuple[int | str | None, ...]:
    """Return a branch's columns."""
    return branch.branch, branch.parent, branch.from_step, branch.from_ns, branch.engine_version


def position_row(chain: bytes, branch: int, feed_stop: int, now_ns: int) -> tuple[int, int, int, bytes]:
    """Return a position's columns, sealed against the branch's last step."""
    return branch, feed_stop, now_ns, row_hash(chain, "positions", (branch, feed_stop, now_ns))


def read_base(connection: sqlite3.Connection) -> bytes:
    """Return the hash of meta, opening and feed that every branch and every seal is chained to."""
    chain = b""
    for table, columns in (
        ("meta", "key, value"),
        ("opening", "id, body"),
        ("feed_blocks", "block, first_row, row_count, at_ns, contract_index, price_ticks, volume_atoms, sha256"),
    ):
        for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1"):
            chain = row_hash(chain, table, row)
    return chain


def table_seal(connection: sqlite3.Connection, table: str, base: bytes) -> bytes:
    """Return the hash over all rows of one of the SEALED_TABLES."""
    chain = base
    for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1"):
        chain = row_hash(chain, table, row)
    return chain


def read_opening(connection: sqlite3.Connection) -> Opening:
    """Read the opening with its price columns; raises Undecodable for one that could not have been loaded."""
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    body = connection.execute("SELECT body FROM opening WHERE id = 1").fetchone()
    contracts = tuple(json.loads(meta["feed_contracts"]))
    blocks = connection.execute("SELECT * FROM feed_blocks ORDER BY block")
    return sound(decode_opening(body[0].encode(), join_blocks(contracts, blocks)))


def read_branches(connection: sqlite3.Connection) -> tuple[Branch, ...]:
    """Read all branches, oldest first."""
    return tuple(Branch(*row) for row in connection.execute("SELECT * FROM branches ORDER BY branch"))


def read_bookmarks(connection: sqlite3.Connection) -> tuple[Bookmark, ...]:
    """Read all bookmarks, by number."""
    return tuple(Bookmark(*row) for row in connection.execute("SELECT * FROM bookmarks ORDER BY bookmark"))


def read_presentation(connection: sqlite3.Connection) -> tuple[PresentationMark, ...]:
    """Read the log of presentation time, oldest first."""
    rows = connection.execute("SELECT branch, presentation_ns, simulated_ns, speed FROM presentation ORDER BY mark")
    return tuple(PresentationMark(*row) for row in rows)


def read_records(
    connection: sqlite3.Connection, segment: Segment, first_step: int = 0, last_step: int = STEP_MAX
) -> Iterator[StepRecord]:
    """Yield a segment's steps with their inputs and events, merging three ordered cursors."""
    where = "WHERE branch = ? AND step BETWEEN ? AND ?"
    span = (segment.branch, max(first_step, segment.first_step), min(last_step, segment.last_step))
    inputs = _by_step(
        connection.execute(f"SELECT step, number, kind, body FROM inputs {where} ORDER BY step, kind, number", span)
    )
    first_seq = connection.execute(
        "SELECT COALESCE(MAX(seq), 0) FROM events WHERE branch = ? AND step < ?", (span[0], span[1])
    ).fetchone()[0]
    events = _by_step(
        connection.execute(
            "SELECT step, seq, body FROM events WHERE branch = ? AND seq > ? AND step <= ? ORDER BY seq",
            (span[0], first_seq, span[2]),
        )
    )
    pending_inputs, pending_events = next(inputs, None), next(events, None)
    for step, now_ns, start, stop, own, planned, digest in connection.execute(
        f"SELECT step, now_ns, feed_start, feed_stop, step_feed, planned_commands, digest FROM steps {where} "
        "ORDER BY step",
        span,
    ):
        mine, happened = [], []
        if pending_inputs is not None and pending_inputs[0] == step:
            mine, pending_inputs = pending_inputs[1], next(inputs, None)
        if pending_events is not None and pending_events[0] == step:
            happened, pending_events = pending_events[1], next(events, None)
        commands, funding = inputs_of_rows(mine)
        decoded: tuple[Event, ...] = tuple(decode_event(row[2].encode()) for row in happened)
        yield StepRecord(step, now_ns, start, stop, own, planned, commands, funding, decoded, digest)


def _by_step(rows: sqlite3.Cursor) -> Iterator[tuple[int, list[tuple[int, int, str, str]]]]:
    for step, group in groupby(rows, key=lambda row: row[0]):
        yield step, list(group)


def inputs_of_rows(
    rows: list[tuple[int, int, str, str]],
) -> tuple[tuple[NumberedCommand, ...], tuple[FundingUpdate, ...]]:
    """Return the commands and funding rates of one step's rows (step, number, kind, body)."""
    commands, funding = [], []
    for _, number, kind, body in rows:
        if kind == "command":
            commands.append(NumberedCommand(number=number, command=decode_command(body.encode())))
        else:
            fields = json.loads(body)
            funding.append(FundingUpdate(contract=fields["contract"], rate=read_rational(fields["rate"])))
    return tuple(commands), tuple(funding)
