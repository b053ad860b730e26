"""How much work a session file may make: what is crafted to look endless is refused, soon and in one line."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator

from sandbox.values.limits import READING_WORK_FLOOR, READING_WORK_PER_BYTE, SESSION_VALUE_BYTES_MAX
from sandbox.values.problems import Problem

WORK_AT_ONCE = 10_000  # steps of SQLite between two looks


def limit_values(connection: sqlite3.Connection) -> None:
    """Refuse a text or blob that is longer than any of ours can be; sqlite3.DataError where one is met."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, SESSION_VALUE_BYTES_MAX)


@contextlib.contextmanager
def bounded(connection: sqlite3.Connection, path: str) -> Iterator[None]:
    """Read inside with as much work as a file of this size can need; Problem (exit 1) where it takes more.

    Pages that stand many times in one tree can make a small file look like any number of rows.
    """
    left = READING_WORK_FLOOR + READING_WORK_PER_BYTE * _size(path)

    def spend() -> bool:
        nonlocal left
        left -= WORK_AT_ONCE
        return left < 0

    connection.set_progress_handler(spend, WORK_AT_ONCE)
    try:
        yield
    except (sqlite3.Error, Problem):
        if left < 0:
            raise Problem(f"{path}: is damaged (it reads as more rows than a file of its size holds)", 1) from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def _size(path: str) -> int:
    return sum(os.path.getsize(one) for one in (path, f"{path}-wal") if os.path.exists(one))
