"""Session files of the window: where new ones go, how they are opened and copied. What goes wrong is one `Problem`."""

from __future__ import annotations

from pathlib import Path

from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.opening import Opening
from sandbox.session.file import create_journal, save_as
from sandbox.session.journal import MemoryJournal
from sandbox.session.resuming import copy_in_memory, resume_file
from sandbox.session.session import Session
from sandbox.session.sqlite_journal import SqliteJournal
from sandbox.values.problems import Problem

SUFFIX = ".bulkhead"
NAME_LENGTH_MAX = 60


def file_name(text: str) -> str:
    """Return a scenario's id as the beginning of a file name."""
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in text.lower())
    return plain.strip("-")[:NAME_LENGTH_MAX] or "session"


def free_path(folder: Path, name: str) -> Path:
    """Return a path that does not exist yet: name.bulkhead, name-2.bulkhead, ..."""
    path, number = folder / f"{name}{SUFFIX}", 2
    while path.exists():
        path, number = folder / f"{name}-{number}{SUFFIX}", number + 1
    return path


def start_session(opening: Opening, folder: Path) -> tuple[Session, Path]:
    """Begin a session in a new file of the folder; Problem where it cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    path = free_path(folder, file_name(opening.id or opening.title))
    return Session.create(create_journal(str(path), opening)), path


def open_session(path: Path) -> Session:
    """Open a session's file where it was left; Problem for what is none, is damaged, newer or in use."""
    return resume_file(str(path))


def save_copy(session: Session, path: Path) -> None:
    """Write a copy of an open session, whole or not at all."""
    journal = session.journal
    if not isinstance(journal, SqliteJournal):
        raise Problem(f"{path}: this session is kept in memory only and cannot be copied")
    session.flush()
    save_as(journal, str(path))


def session_for_picture(source: str, at_ns: int) -> Session:
    """Return a scenario, or a session file's run up to an instant, in memory: a picture never writes into a session."""
    path = Path(source)
    if path.suffix == SUFFIX or (path.is_file() and path.suffix != ".toml"):
        return copy_in_memory(str(path), at_ns)
    return Session.create(MemoryJournal(load_scenario(source)))
