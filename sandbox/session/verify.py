"""Proving a session file: schema, chain, double entry, folded = decided again, digests. Reads only."""

import sqlite3
from dataclasses import dataclass, field

from sandbox.engine.digest import extend_digest, finish_digest, start_digest
from sandbox.engine.invariants import InvariantBroken
from sandbox.engine.opening import empty_state, open_state
from sandbox.engine.version import ENGINE_VERSION
from sandbox.ledger.accounts import may_be_negative
from sandbox.ledger.balances import LedgerBroken
from sandbox.messages.codec import Undecodable
from sandbox.messages.events import TransferPosted
from sandbox.messages.opening import Opening
from sandbox.session.chain import row_hash
from sandbox.session.feed_blocks import DamagedFeed
from sandbox.session.file import check_header, check_version, connect_for_reading
from sandbox.session.journal import StepRecord
from sandbox.session.replay import Diverged, decide_again, fold, play_quiet
from sandbox.session.schema import expected_schema
from sandbox.session.sqlite_journal import position_row, read_opening, read_records, read_seal


@dataclass(slots=True)
class Verdict:
    """What was checked; `failure` is empty where everything holds."""

    path: str
    checked: list[str] = field(default_factory=list)
    steps: int = 0
    events: int = 0
    updates: int = 0
    digest: str = ""
    decided_again: bool = False
    failure: str = ""


class _Fails(Exception):
    pass


def verify_file(path: str) -> Verdict:
    """Verify a session file; raises Problem for what is no session (exit 2) or a newer one."""
    check_header(path)
    verdict = Verdict(path)
    connection: sqlite3.Connection | None = None
    try:
        connection = connect_for_reading(path)
        check_version(path, connection)
        _check_schema(connection, verdict)
        _check_chain(connection, verdict)
        opening = read_opening(connection)
        records = list(read_records(connection))
        _check_double_entry(records, verdict)
        _check_replay(connection, opening, records, verdict)
    except _Fails as failure:
        verdict.failure = str(failure)
    except (Undecodable, DamagedFeed, InvariantBroken, LedgerBroken, Diverged) as error:
        verdict.failure = str(error)
    except (
        sqlite3.Error,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        IndexError,
        AssertionError,
        StopIteration,
        OverflowError,
    ) as error:
        verdict.failure = f"a row cannot be read ({type(error).__name__}: {error})"
    finally:
        if connection is not None:
            connection.close()
    return verdict


def _check_schema(connection: sqlite3.Connection, verdict: Verdict) -> None:
    if (state := connection.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
        raise _Fails(f"the file is damaged: {state}")
    found = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
    if found != expected_schema():
        odd = sorted(found ^ expected_schema())[0]
        raise _Fails(f"the schema is not a session's: {odd[:80]}")
    verdict.checked.append("schema")


def _check_chain(connection: sqlite3.Connection, verdict: Verdict) -> None:
    chain, seq = read_seal(connection), 0
    verdict.updates = int(connection.execute("SELECT COALESCE(SUM(row_count), 0) FROM feed_blocks").fetchone()[0])
    counted = {"inputs": 0, "events": 0}
    for at, row in enumerate(connection.execute("SELECT * FROM steps ORDER BY step")):
        if row[0] != at:
            raise _Fails(f"steps: row {at} is missing")
        chain = row_hash(chain, "steps", row[:-1])
        inputs = connection.execute("SELECT * FROM inputs WHERE step = ? ORDER BY kind, number", (at,)).fetchall()
        for one in inputs:
            chain = row_hash(chain, "inputs", one)
        for event in connection.execute("SELECT * FROM events WHERE seq > ? ORDER BY seq", (seq,)):
            if event[1] != at:
                break
            seq += 1
            if event[0] != seq:
                raise _Fails(f"events: row {seq} is missing")
            chain = row_hash(chain, "events", event)
            counted["events"] += 1
        counted["inputs"] += len(inputs)
        if chain != row[-1]:
            where = "meta, opening, branches, feed_blocks or the first step" if at == 0 else f"step {at}"
            raise _Fails(f"chain: {where} was changed (a row of steps, inputs or events does not fit its hash)")
        verdict.steps += 1
    for table, count in counted.items():
        if connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] != count:
            raise _Fails(f"{table}: a row belongs to no step")
    verdict.events = seq
    rows = connection.execute("SELECT * FROM position").fetchall()
    if verdict.steps and (len(rows) != 1 or rows[0] != (1, *position_row(chain, rows[0][1], rows[0][2]))):
        raise _Fails("position: the row does not fit its seal")
    verdict.checked.append("chain")


def _check_double_entry(records: list[StepRecord], verdict: Verdict) -> None:
    """Add every transfer up again, independently of the engine's own ledger."""
    balances: dict[tuple[str, str], int] = {}
    for record in records:
        for event in record.events:
            if not isinstance(event, TransferPosted):
                continue
            for account, atoms in ((event.debit, -event.atoms), (event.credit, event.atoms)):
                key = (account, event.asset)
                balances[key] = balances.get(key, 0) + atoms
            if balances[event.debit, event.asset] < 0 and not may_be_negative(event.debit):
                raise _Fails(f"double entry: {event.debit} falls below zero in step {record.step}")
    sums: dict[str, int] = {}
    for (_, asset), atoms in balances.items():
        sums[asset] = sums.get(asset, 0) + atoms
    if any(sums.values()):
        raise _Fails(f"double entry: an asset does not sum to zero: {sums}")
    verdict.checked.append("double entry")


def _check_replay(
    connection: sqlite3.Connection, opening: Opening, records: list[StepRecord], verdict: Verdict
) -> None:
    prices = opening.prices
    folded, digest = empty_state(opening), start_digest()
    for record in records:
        fold(folded, record, prices)
        for event in record.events:
            digest = extend_digest(digest, record.now_ns, event)
        if digest != record.digest:
            raise _Fails(f"digest: step {record.step} does not fit its events")
    quiet = _quiet_tail(connection, records)
    if quiet is not None:
        play_quiet(folded, quiet, prices)
    verdict.digest = finish_digest(digest, folded)
    verdict.checked.append("folded")
    version = connection.execute("SELECT value FROM meta WHERE key = 'engine_version'").fetchone()
    if version is None or version[0] != ENGINE_VERSION:
        verdict.checked.append(f"folded only: decided by engine {version[0] if version else '?'}")
        return
    if not records:
        return
    decided, events = open_state(opening)
    if events != records[0].events:
        raise _Fails("step 0: the opening decides other events")
    for record in records[1:]:
        decide_again(decided, record, prices)
    if quiet is not None:
        play_quiet(decided, quiet, prices)
    if finish_digest(digest, decided) != verdict.digest:
        raise _Fails("the state decided again differs from the folded one")
    verdict.decided_again = True
    verdict.checked.append("decided again")


def _quiet_tail(connection: sqlite3.Connection, records: list[StepRecord]) -> StepRecord | None:
    """Return the quiet updates played after the last step as a range, None where there are none."""
    row = connection.execute("SELECT feed_stop, now_ns FROM position WHERE id = 1").fetchone()
    if row is None or not records or row[0] <= records[-1].feed_stop:
        return None
    return StepRecord(-1, row[1], records[-1].feed_stop, row[0], 0, 0, (), (), (), b"")
