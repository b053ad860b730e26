"""Creating, opening and copying session files. A file appears under its name only once it is whole."""

import contextlib
import json
import os
import sqlite3
import stat

from sandbox.engine.version import ENGINE_VERSION
from sandbox.messages.codec import encode_opening
from sandbox.messages.opening import Opening
from sandbox.session.bounded import bounded, limit_values
from sandbox.session.branches import MAIN_BRANCH, Branch
from sandbox.session.damage import damage_told
from sandbox.session.feed_blocks import blocks_of
from sandbox.session.holder import OnlyReadable
from sandbox.session.rows import branch_row, read_base, table_seal
from sandbox.session.schema import APPLICATION_ID, SEALED_TABLES, TABLES, USER_VERSION, VIEWS, strange_part, version_of
from sandbox.session.sqlite_journal import SqliteJournal
from sandbox.session.writer_lock import WriterLock
from sandbox.values.problems import Problem, unreadable

HEADER = b"SQLite format 3\x00"


def create_journal(
    path: str, opening: Opening, *, overwrite: bool = False, engine_version: str | None = None
) -> SqliteJournal:
    """Create a session file and open it for writing; Problem where it exists (exit 2) or cannot be written (exit 3)."""
    check_target(path, overwrite=overwrite)
    lock = WriterLock(path)
    temporary = f"{path}.{os.getpid()}.new"
    try:
        base = _build(temporary, opening, engine_version or ENGINE_VERSION)
        place_file(temporary, path, overwrite)
        return _open_for_writing(path, lock, (opening, base))
    except (OSError, sqlite3.Error) as error:
        lock.release()
        raise Problem(f"{path}: cannot be written ({error}); check room and permissions", 3) from None
    except BaseException:
        lock.release()
        raise
    finally:
        _remove(temporary)


def check_target(path: str, *, overwrite: bool) -> None:
    """Raise Problem where no session can be created under a name; devices and pipes are never replaced."""
    folder = os.path.dirname(os.path.abspath(path))
    if not path or "\0" in path:
        raise Problem(f"{path!r}: is no file name; name a file for the session")
    if os.path.isdir(path):
        raise Problem(f"{path}: is a folder; name a file in it")
    if os.path.lexists(path) and not overwrite:
        raise Problem(f"{path}: exists already; choose another name or add --overwrite")
    if os.path.exists(path) and not os.path.isfile(path):
        raise Problem(f"{path}: is a device or a pipe; name another file")
    if not os.path.isdir(folder):
        raise Problem(f"{path}: there is no folder {folder}; make it first, or name another file")


def open_journal(path: str, *, read_only: bool = False) -> SqliteJournal:
    """Open a session file; Problem for what is no session, OnlyReadable for what is newer, locked or not writable."""
    check_header(path)
    with damage_told(path):
        if read_only:
            connection = connect_for_reading(path)
            try:
                with bounded(connection, path):
                    check_schema(path, connection)
                    return SqliteJournal(path, connection, None)
            except BaseException:
                connection.close()
                raise
        lock = WriterLock(path)
        try:
            return _open_for_writing(path, lock)
        except BaseException:
            lock.release()
            raise


def check_header(path: str) -> None:
    """Raise Problem unless a file looks like SQLite with our application id."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode) and not os.path.isdir(path):
            raise Problem(f"{path}: is a device or a pipe; name a session file")
        with open(path, "rb") as file:
            head = file.read(100)
    except (OSError, ValueError) as error:
        raise unreadable(path, IsADirectoryError() if os.path.isdir(path) else error) from None
    if not head:
        raise Problem(f"{path}: is empty; it is no session")
    if not head.startswith(HEADER) or len(head) < 72 or int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise Problem(f"{path}: is no Bulkhead session; open a file made by `bulkhead run --session`")


def connect_for_reading(path: str) -> sqlite3.Connection:
    """Connect read-only; code in the file's schema is never trusted.

    A file that was cut off in the middle of a commit is first rolled back, where that is allowed.
    """
    connection = _connect(path, "ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        code = error.sqlite_errorcode & 0xFF
        if code not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY):
            return connection  # whoever reads finds out what it is
        connection.close()
        if code == sqlite3.SQLITE_BUSY:
            raise Problem(f"{path}: another program holds it; close it there first", 3) from None
        if code == sqlite3.SQLITE_CANTOPEN:
            text = "was not closed properly and lies where nothing may be written; copy it and what lies beside it"
            raise Problem(f"{path}: {text} to another folder", 3) from None
        with contextlib.suppress(sqlite3.Error), contextlib.closing(_connect(path, "rw")) as writer:
            writer.execute("SELECT 1 FROM sqlite_master").fetchone()
        connection = _connect(path, "ro")
    except sqlite3.Error:
        pass
    return connection


def _connect(path: str, mode: str) -> sqlite3.Connection:
    uri = "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    connection = sqlite3.connect(f"{uri}?mode={mode}", uri=True, isolation_level=None)
    limit_values(connection)
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def check_version(path: str, connection: sqlite3.Connection) -> None:
    """Raise OnlyReadable where the file was written by a newer program."""
    version = version_of(connection)
    if version > USER_VERSION:
        known = f"file version {version}, this one writes and proves {USER_VERSION}"
        raise OnlyReadable(f"{path}: was written by a newer Bulkhead ({known}); it can be looked at; update this one")


def is_newer(path: str) -> bool:
    """Tell whether a session file's head says that a newer program wrote it."""
    with contextlib.suppress(OSError), open(path, "rb") as file:
        return int.from_bytes(file.read(64)[60:], "big", signed=True) > USER_VERSION
    return False


def check_schema(path: str, connection: sqlite3.Connection) -> None:
    """Raise Problem where a file holds code or tables that are no session's: nothing of it may run."""
    if strange := strange_part(connection):
        told = " ".join(strange.split())[:80]
        raise Problem(f"{path}: its schema is not a session's ({told}); open the file it was copied from")


def _open_for_writing(path: str, lock: WriterLock, built: tuple[Opening, bytes] | None = None) -> SqliteJournal:
    # Made in one thread and handed to another that goes on alone: SQLite itself is built for that.
    connection = sqlite3.connect(path, isolation_level=None, timeout=5, check_same_thread=False)
    try:
        limit_values(connection)
        connection.execute("PRAGMA trusted_schema=OFF")
        check_version(path, connection)
        check_schema(path, connection)
        if not os.access(path, os.W_OK):
            raise OnlyReadable(f"{path}: is read-only; make it writable or save a copy", 3)
        with bounded(connection, path):
            journal = SqliteJournal(path, connection, lock, built)  # first, so that a damaged file stays as it is
        connection.execute("PRAGMA journal_mode=WAL")  # where a network folder refuses it, the rollback journal stays
        connection.execute("PRAGMA synchronous=FULL")
        return journal
    except BaseException:
        connection.close()
        raise


def _build(path: str, opening: Opening, engine_version: str) -> bytes:
    """Write a whole file and return the base of its chains."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        limit_values(connection)
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={USER_VERSION}")
        connection.execute("BEGIN IMMEDIATE")
        for statement in (*TABLES, *VIEWS):
            connection.execute(statement)
        meta = {
            "feed_contracts": json.dumps(list(opening.prices.contracts)),
            "title": opening.title,
        }
        connection.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        connection.execute("INSERT INTO opening VALUES (1, ?)", (encode_opening(opening).decode(),))
        connection.executemany("INSERT INTO feed_blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?)", blocks_of(opening.prices))
        branch = Branch(MAIN_BRANCH, None, None, opening.starts_ns, engine_version)
        connection.execute("INSERT INTO branches VALUES (?, ?, ?, ?, ?)", branch_row(branch))
        connection.execute("INSERT INTO current_branch VALUES (1, ?)", (MAIN_BRANCH,))
        base = read_base(connection)
        for table in SEALED_TABLES:
            connection.execute("INSERT INTO seals VALUES (?, ?)", (table, table_seal(connection, table, base)))
        connection.execute("COMMIT")
        return base
    finally:
        connection.close()


def place_file(temporary: str, path: str, overwrite: bool = False) -> None:
    """Give a file that was built aside its name; Problem where that is taken and may not be."""
    if overwrite:
        for tail in ("-wal", "-shm", "-journal"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path + tail)
        os.replace(temporary, path)
        _sync_folder(path)
        return
    try:
        os.link(temporary, path)  # refuses to replace, unlike rename on POSIX
    except FileExistsError:
        raise Problem(f"{path}: exists already; choose another name or add --overwrite") from None
    except OSError:  # a file system without links
        if os.path.exists(path):
            raise Problem(f"{path}: exists already; choose another name or add --overwrite") from None
        os.rename(temporary, path)
    _sync_folder(path)


def _sync_folder(path: str) -> None:
    """Let a file's new name survive a power cut, where folders can be synced."""
    if os.name == "nt":
        return
    folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remove(temporary: str) -> None:
    """Remove a file that was being built, and what SQLite may have left beside it."""
    for tail in ("", "-journal"):
        with contextlib.suppress(OSError):
            os.unlink(temporary + tail)


def save_as(journal: SqliteJournal, path: str) -> None:
    """Copy an open session to another file with SQLite's backup, whole or not at all."""
    if os.path.exists(path) and os.path.samefile(path, journal.path):
        raise Problem(f"{path}: is the open session itself; choose another name")
    lock = WriterLock(path)
    temporary = f"{path}.{os.getpid()}.new"
    try:
        target = sqlite3.connect(temporary, isolation_level=None)
        try:
            journal.connection.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        finally:
            target.close()
        place_file(temporary, path, overwrite=True)
    except (OSError, sqlite3.Error) as error:
        raise Problem(f"{path}: cannot be written ({error}); check room and permissions", 3) from None
    finally:
        _remove(temporary)
        lock.release()
