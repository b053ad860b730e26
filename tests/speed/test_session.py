"""Session speed as ratios: a committed step against a bare commit of the same bytes, opening, and a day of candles."""

import hashlib
import itertools
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytest_benchmark.fixture import BenchmarkFixture

from sandbox.messages.events import Event, TransferPosted
from sandbox.session.file import create_journal, open_journal
from sandbox.session.journal import StepRecord
from sandbox.session.rows import position_row, step_row, told_events
from sandbox.session.schema import TABLES
from sandbox.session.session import Session
from sandbox.session.sqlite_journal import POSITION_SQL, STEP_SQL, SqliteJournal
from tests.speed.ratios import medians, report
from tests.speed.test_engine import UPDATES, quiet_columns
from tests.support.builders import SECOND, START, an_opening

pytestmark = pytest.mark.speed
ROOT = Path(__file__).resolve().parents[2]
EVENT_SQL = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)"
DAY = """title = "A day"
rulebook = "binance-usdm"
starts = "2020-03-12T00:00:00Z"
ends = "2020-03-13T00:00:00Z"
[wallets]
contract = { USDT = "5000" }
[market."BTCUSDT-PERP"]
source = "candles"
file = "day.csv"
[[step]]
at = "2020-03-12T00:00:01Z"
do = "open"
contract = "BTCUSDT-PERP"
side = "long"
qty = "0.5"
margin = "isolated"
leverage = 10
"""
TRANSFER = TransferPosted(debit="contract", credit="fees", asset="USDT", atoms=12_345_678, cause="fee")


def a_record(step: int, events: tuple[Event, ...]) -> StepRecord:
    return StepRecord(step, START + step * SECOND, 0, 0, 0, 0, (), (), events, hashlib.sha256(b"").digest())


def our_commit(journal: SqliteJournal, rows: int) -> Callable[[], None]:
    """Return a call that commits one step of `rows` events through the journal."""
    events: tuple[Event, ...] = (TRANSFER,) * rows
    steps = itertools.count(1)
    return lambda: journal.append(a_record(next(steps), events))


def bare_commit(connection: sqlite3.Connection, rows: int) -> Callable[[], None]:
    """Return a call that writes the same rows, made beforehand, with sqlite3 alone."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for sql in TABLES:
        connection.execute(sql)
    chain, steps = hashlib.sha256(b"").digest(), itertools.count(1)
    tail = [(START, *told[1:]) for told in told_events(a_record(1, (TRANSFER,)), 1)] * rows

    def commit() -> None:
        step = next(steps)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(STEP_SQL, (*step_row(1, a_record(step, ())), chain))
        connection.executemany(EVENT_SQL, [(1, step * rows + at, step, *row) for at, row in enumerate(tail)])
        connection.execute(POSITION_SQL, position_row(chain, 1, 0, START))
        connection.execute("COMMIT")

    return commit


@pytest.mark.parametrize(("rows", "goal", "floor_of_ratio"), [(1, 0.9, 0.6), (1_000, 0.8, 0.4)])
def test_a_committed_step_against_a_bare_commit(
    tmp_path: Path, benchmark: BenchmarkFixture, rows: int, goal: float, floor_of_ratio: float
) -> None:
    journal = create_journal(str(tmp_path / "ours.bulkhead"), an_opening())
    connection = sqlite3.connect(tmp_path / "bare.sqlite", isolation_level=None)
    ours, bare = our_commit(journal, rows), bare_commit(connection, rows)
    mine, floor = medians(ours, bare, rounds=400 if rows == 1 else 60)
    ratio = floor / mine
    report(f"ours.journal.full.{rows}", 1 / mine, "commits/s", "higher", ratio_to_sqlite3=ratio, goal=goal)
    benchmark.extra_info["ratio_to_sqlite3"] = ratio
    benchmark(ours)
    connection.close()
    journal.close()
    assert ratio > floor_of_ratio


def test_opening_a_million_quiet_updates(tmp_path: Path, benchmark: BenchmarkFixture) -> None:
    path = str(tmp_path / "million.bulkhead")
    columns = quiet_columns(UPDATES)
    opening = replace(an_opening(), prices=columns, ends_ns=columns.at_ns[-1])
    session = Session.create(create_journal(path, opening))
    session.play_to_end()
    session.close()

    def open_it() -> None:
        opened = Session.resume(open_journal(path))
        assert opened.cursor == UPDATES
        opened.close()

    def read_bytes() -> None:
        connection = sqlite3.connect(path)
        digest = hashlib.sha256()
        for row in connection.execute("SELECT at_ns, contract_index, price_ticks FROM feed_blocks"):
            for column in row:
                digest.update(column)
        connection.close()

    ours, floor = medians(open_it, read_bytes, rounds=7)
    report("ours.session.open_1m", ours * 1e3, "ms", "lower", ratio_to_reading_and_hashing=ours / floor)
    benchmark(open_it)
    assert ours / floor < 12


def python_start() -> None:
    subprocess.run([sys.executable, "-c", "pass"], check=True)


def test_a_day_of_one_minute_candles_end_to_end(tmp_path: Path) -> None:
    rows, price = ["time,open,high,low,close"], 7_900.0
    for minute in range(1_440):
        close = price + (minute * 7 % 11 - 5) * 0.5
        stamp = f"2020-03-12T{minute // 60:02}:{minute % 60:02}:00Z"
        rows.append(f"{stamp},{price:.1f},{max(price, close) + 2:.1f},{min(price, close) - 2:.1f},{close:.1f}")
        price = close
    (tmp_path / "day.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "day.toml").write_text(DAY)
    command = [sys.executable, "-m", "ui.command", "run", str(tmp_path / "day.toml"), "--json"]
    session = ["--session", str(tmp_path / "day.bulkhead"), "--overwrite"]

    def run_day() -> None:
        subprocess.run([*command, *session], cwd=ROOT, check=True, capture_output=True)

    ours, floor = medians(run_day, python_start, rounds=7)
    report("ours.run.day_of_candles", ours * 1e3, "ms", "lower", ratio_to_python_start=ours / floor)
    assert ours / floor < 40
