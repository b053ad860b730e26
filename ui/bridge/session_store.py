"""Session files of the window: where new ones go, how they are opened and copied. What goes wrong is one `Problem`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.opening import Opening
from sandbox.session.file import create_journal, save_as
from sandbox.session.journal import MemoryJournal
from sandbox.session.recovery import Recovered, recover_file
from sandbox.session.resuming import copy_in_memory, open_file
from sandbox.session.session import Session
from sandbox.session.sqlite_journal import SqliteJournal
from sandbox.values.problems import Problem

SUFFIX = ".bulkhead"
NAME_LENGTH_MAX = 60


class Prepared(Struct, frozen=True):
    """A session ready to be shown, and its file."""

    session: Session
    path: Path
    is_new: bool

    def drop(self) -> None:
        """Close a session that nobody waits for any more; a file that was made for it goes."""
        with suppress(Problem, OSError):
            self.session.close()
            if self.is_new:
                self.path.unlink(missing_ok=True)


def prepare_scenario(id_or_path: str, folder: Path) -> Prepared:
    """Load a scenario and begin it in a new file; Problem where it cannot."""
    return prepare_opening(load_scenario(id_or_path), folder)


def prepare_opening(opening: Opening, folder: Path) -> Prepared:
    """Begin an opening in a new file; Problem where it cannot be written."""
    return Prepared(*start_session(opening, folder), True)


def prepare_file(path: Path) -> Prepared:
    """Open a session's file; Problem as `open_session`."""
    return Prepared(open_session(path), path, False)


def prepare_recovered(path: Path, folder: Path) -> tuple[Prepared, Recovered]:
    """Take what is whole out of a damaged session into a new file of the folder; Problem where nothing is left."""
    folder.mkdir(parents=True, exist_ok=True)
    target = free_path(folder, f"{path.stem}-recovered")
    found = recover_file(str(path), str(target))
    return Prepared(open_session(target), target, True), found


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
    """Open a session's file where it was left, to be looked at where it is newer, in use or not to be written.

    Problem for what is no session or is damaged.
    """
    return open_file(str(path))


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
