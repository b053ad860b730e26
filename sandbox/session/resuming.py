"""Opening a session file to go on with it, or to look at it; a damaged one is told in one line."""

from sandbox.session.damage import damage_told
from sandbox.session.file import open_journal
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session


def resume_file(path: str) -> Session:
    """Open a session's file where it was left; Problem for what is none, is damaged, newer or in use."""
    journal = open_journal(path)
    try:
        with damage_told(path):
            return Session.resume(journal)
    except BaseException:
        journal.close()
        raise


def copy_in_memory(path: str, at_ns: int) -> Session:
    """Return a session file's run up to an instant, in memory; the file is only read."""
    journal = open_journal(path, read_only=True)
    try:
        with damage_told(path):
            memory = MemoryJournal(journal.opening)
            for record in journal.records():
                if record.now_ns <= at_ns:
                    memory.append(record)
            feed_stop, now_ns = journal.position()
            if now_ns <= at_ns:
                memory.append_quiet(feed_stop, now_ns)
            return Session.resume(memory)
    finally:
        journal.close()
