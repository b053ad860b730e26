"""The steps of one branch of a damaged session, each only as long as it can be shown to be right.

A step is decided again from its inputs and held against its digest and its hash, so events that were damaged come back.
What another engine decided is taken as it is stored, as long as it fits.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from sandbox.engine.digest import extend_digest, start_digest
from sandbox.engine.opening import open_state
from sandbox.engine.state import State
from sandbox.engine.step import step as decide
from sandbox.engine.version import ENGINE_VERSION
from sandbox.messages.codec import decode_event
from sandbox.messages.events import Event
from sandbox.messages.opening import Opening
from sandbox.session.branches import Branch
from sandbox.session.chain import row_hash
from sandbox.session.journal import StepRecord
from sandbox.session.replay import fold, input_of, play_quiet
from sandbox.session.rows import branch_row, chain_step, inputs_of_rows, position_row, step_row, told_events

STEP_SQL = "SELECT * FROM steps WHERE branch = ? AND step = ?"
INPUT_SQL = "SELECT * FROM inputs WHERE branch = ? AND step = ? ORDER BY kind, number"
EVENT_SQL = "SELECT step, body FROM events WHERE branch = ? AND seq > ? ORDER BY seq"
POSITION_SQL = "SELECT * FROM positions WHERE branch = ?"


class NotWhole(Exception):
    """A step cannot be shown to be right."""


class Run(Struct):
    """A run as far as it was read; a branch goes on from a copy of its parent's.

    `chain` is that of the damaged file, None before the first step where what it begins with is damaged.
    """

    state: State
    chain: bytes | None
    digest: bytes = field(default_factory=start_digest)
    events: int = 0
    feed_stop: int = 0
    now_ns: int = 0


class BranchReader:
    """Reads a branch on from where its parent stood; the run goes along."""

    def __init__(
        self, connection: sqlite3.Connection, version: int, opening: Opening, branch: Branch, run: Run
    ) -> None:
        self.run = run
        self._connection, self._version, self._opening, self._branch = connection, version, opening, branch
        run.chain = None if run.chain is None else row_hash(run.chain, "branches", branch_row(branch))
        self._decides = branch.engine_version == ENGINE_VERSION
        self._stored = self._stored_events() if not self._decides else iter(())
        self._ahead: tuple[int, Event] | None = None

    def step(self, number: int) -> StepRecord | None:
        """Return a step, None after the last; raises NotWhole, or whatever damage raises."""
        row = self._row(STEP_SQL, self._branch.branch, number)
        if row is None:
            return None
        run, record, chain = self.run, self._without_events(row), row[-1]
        record = replace(record, events=self._events_of(record))
        digest = run.digest
        for event in record.events:
            digest = extend_digest(digest, record.now_ns, event)
        if digest != record.digest or not self._fits(record, chain):
            raise NotWhole
        run.chain, run.digest, run.events = chain, digest, run.events + len(record.events)
        run.feed_stop, run.now_ns = record.feed_stop, record.now_ns
        return record

    def position(self) -> tuple[int, int] | None:
        """Return how far the branch was played, where its seal shows that to be right."""
        row = self._row(POSITION_SQL, self._branch.branch)
        if row is None or self.run.chain is None or row != position_row(self.run.chain, row[0], row[1], row[2]):
            return None
        return (row[1], row[2]) if row[1] <= len(self._opening.prices) else None

    def _row(self, sql: str, *given: int) -> Any:
        return self._connection.execute(sql, given).fetchone()

    def _without_events(self, row: tuple[Any, ...]) -> StepRecord:
        _, number, now_ns, feed_start, feed_stop, own, planned, digest, _ = row
        follows = feed_start == self.run.feed_stop and 0 <= own <= feed_stop - feed_start
        if not follows or feed_stop > len(self._opening.prices):
            raise NotWhole
        rows = self._connection.execute(INPUT_SQL, (self._branch.branch, number)).fetchall()
        commands, funding = inputs_of_rows([(one[1], one[2], one[3], one[4]) for one in rows])
        return StepRecord(number, now_ns, feed_start, feed_stop, own, planned, commands, funding, (), digest)

    def _events_of(self, record: StepRecord) -> tuple[Event, ...]:
        """Play a step and return its events."""
        run, prices = self.run, self._opening.prices
        if not self._decides:
            events = tuple(self._stored_of(record.step))
            fold(run.state, replace(record, events=events), prices)
            return events
        if record.step == 0:
            run.state, opened = open_state(self._opening)
            return opened
        play_quiet(run.state, record, prices)
        return decide(run.state, input_of(record, prices))

    def _fits(self, record: StepRecord, chain: bytes) -> bool:
        if self.run.chain is None:
            return True
        number, events = self._branch.branch, told_events(record, self.run.events + 1)
        rows = self._connection.execute(INPUT_SQL, (number, record.step)).fetchall()
        return chain == chain_step(self.run.chain, step_row(number, record), rows, events, self._version)

    def _stored_events(self) -> Iterator[tuple[int, Event]]:
        for step, body in self._connection.execute(EVENT_SQL, (self._branch.branch, self.run.events)):
            yield step, decode_event(body.encode())

    def _stored_of(self, step: int) -> Iterator[Event]:
        while True:
            self._ahead = self._ahead or next(self._stored, None)
            if self._ahead is None or self._ahead[0] != step:
                return
            yield self._ahead[1]
            self._ahead = None
