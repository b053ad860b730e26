"""Opening a session file to go on with it, or to look at it; a damaged one is told in one line."""

import contextlib
from collections.abc import Iterator

from sandbox.session.bounded import bounded
from sandbox.session.damage import damage_told
from sandbox.session.file import is_newer, open_journal
from sandbox.session.holder import OnlyReadable
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.session.sqlite_journal import SqliteJournal
from sandbox.values.problems import Problem


def resume_file(path: str) -> Session:
    """Open a session's file where it was left; Problem for what is none, is damaged, newer or in use."""
    journal = open_journal(path)
    try:
        with damage_told(path), bounded(journal.connection, path):
            return Session.resume(journal)
    except BaseException:
        journal.close()
        raise


def open_file(path: str) -> Session:
    """Open a session's file where it was left; one that cannot be written now is opened to be looked at.

    Its journal's `read_only` says then why. Problem for what is no session, is damaged or holds what we do not know.
    """
    try:
        return resume_file(path)
    except OnlyReadable as why:
        return look_at_file(path, str(why))


def look_at_file(path: str, why: str) -> Session:
    """Open a session's file for reading only, where it was left; `why` is told to whoever would go on with it."""
    with _newer_told(path):
        journal = open_journal(path, read_only=True)
        try:
            journal.read_only = why
            with damage_told(path), bounded(journal.connection, path):
                return Session.resume(journal)
        except BaseException:
            journal.close()
            raise


@contextlib.contextmanager
def _newer_told(path: str) -> Iterator[None]:
    """Say of a newer file that it cannot be read, where what it holds is not known here: it is not damaged for that."""
    try:
        yield
    except Problem:
        if not is_newer(path):
            raise
        text = "was written by a newer Bulkhead and holds what this one does not know; update this one"
        raise Problem(f"{path}: {text}") from None


def copy_in_memory(path: str, at_ns: int) -> Session:
    """Return a session file's run up to an instant, in memory; the file is only read."""
    with _newer_told(path):
        journal = open_journal(path, read_only=True)
        try:
            with damage_told(path), bounded(journal.connection, path):
                return _copied(journal, at_ns)
        finally:
            journal.close()


def _copied(journal: SqliteJournal, at_ns: int) -> Session:
    memory = MemoryJournal(journal.opening)
    for record in journal.records():
        if record.now_ns <= at_ns:
            memory.append(record)
    feed_stop, now_ns = journal.position()
    if now_ns <= at_ns:
        memory.append_quiet(feed_stop, now_ns)
    return Session.resume(memory)
