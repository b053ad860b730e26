"""The sessions in a person's folder, newest first; a file that cannot be read is listed by its name alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from sandbox.session.file import check_header, connect_for_reading
from sandbox.values.problems import Problem
from ui.bridge.session_store import SUFFIX


class SessionEntry(Struct, frozen=True):
    """One session file: its title ("" where it cannot be read), its last change in seconds of the epoch, its size."""

    path: Path
    title: str
    changed_s: float
    size_bytes: int


def list_sessions(folder: Path) -> list[SessionEntry]:
    """Return the session files of a folder, the one changed last first."""
    if not folder.is_dir():
        return []
    entries = []
    for path in folder.glob(f"*{SUFFIX}"):
        try:
            stat = path.stat()
        except OSError:  # gone while we looked
            continue
        entries.append(SessionEntry(path, _title(path), stat.st_mtime, stat.st_size))
    return sorted(entries, key=lambda one: (-one.changed_s, one.path.name))


def _title(path: Path) -> str:
    try:
        check_header(str(path))
        with closing(connect_for_reading(str(path))) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'title'").fetchone()
    except (Problem, sqlite3.Error):
        return ""
    return str(row[0]) if row else ""
