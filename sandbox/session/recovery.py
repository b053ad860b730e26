"""Taking out of a damaged session what is still whole, into a new file that verifies; the old one is only read."""

import os

from msgspec import Struct, field

from sandbox.session.bounded import bounded
from sandbox.session.branches import MAIN_BRANCH
from sandbox.session.damage import TOLD, UNTOLD
from sandbox.session.file import (
    check_header,
    check_target,
    check_version,
    connect_for_reading,
    create_journal,
    place_file,
)
from sandbox.session.salvage import Kept, Salvage, rows_that_can_be_read
from sandbox.session.schema import missing_table
from sandbox.session.sqlite_journal import SqliteJournal
from sandbox.session.verify import verify_file
from sandbox.values.problems import Problem


class Recovered(Struct):
    """What came into the new file, and a line for each thing that did not."""

    path: str
    target: str
    steps: int = 0
    branches: int = 0
    bookmarks: int = 0
    digest: str = ""
    lost: list[str] = field(default_factory=list)


def recover_file(path: str, target: str) -> Recovered:
    """Recover a session into a new file; Problem where nothing can be (exit 1), or the new file cannot be made."""
    check_target(target, overwrite=False)
    check_header(path)
    connection = connect_for_reading(path)
    found = Recovered(path, target)
    temporary = f"{target}.{os.getpid()}.new"
    try:
        check_version(path, connection)
        if missing := missing_table(connection):
            raise Problem(f"{path}: nothing can be recovered: it lacks {' '.join(missing.split())[:60]}", 1)
        with bounded(connection, path):
            salvage = Salvage(connection, found.lost)
            kept = salvage.run()
        if not kept:
            raise Problem(f"{path}: nothing can be recovered: its first step is damaged", 1)
        _write(temporary, salvage, kept, found)
        verdict = verify_file(temporary)
        if verdict.failure:
            raise Problem(f"{path}: nothing can be recovered: {verdict.failure}", 1)
        found.steps, found.branches, found.digest = verdict.steps, len(verdict.branches), verdict.digest
        place_file(temporary, target)
    except (*TOLD, *UNTOLD) as error:
        raise Problem(f"{path}: nothing can be recovered ({' '.join(str(error).split())})", 1) from None
    finally:
        connection.close()
        for tail in ("", "-wal", "-shm", "-journal"):
            if os.path.exists(temporary + tail):
                os.unlink(temporary + tail)
    return found


def _write(path: str, salvage: Salvage, kept: list[Kept], found: Recovered) -> None:
    """Write what was kept; it is synced as a whole at the end."""
    journal = create_journal(path, salvage.opening, engine_version=kept[0].branch.engine_version)
    try:
        journal.connection.execute("PRAGMA synchronous=OFF")
        numbers = {MAIN_BRANCH: MAIN_BRANCH}
        for one in kept:
            _write_branch(journal, one, numbers)
        found.bookmarks = _write_beside(journal, salvage, kept, numbers)
        current = rows_that_can_be_read(salvage.connection, "SELECT branch FROM current_branch")
        journal.choose_branch(numbers.get(current[0][0], MAIN_BRANCH) if current else MAIN_BRANCH)
    finally:
        journal.close()


def _write_branch(journal: SqliteJournal, one: Kept, numbers: dict[int, int]) -> None:
    branch = one.branch
    if branch.parent is not None and branch.from_step is not None:
        journal.choose_branch(numbers[branch.parent])
        feed_stop, now_ns = one.start
        journal.start_branch(branch.from_step, feed_stop, now_ns, engine_version=branch.engine_version)
        numbers[branch.branch] = journal.branch
    for record in one.records:
        journal.append(record)
    if one.position is not None:
        journal.append_quiet(*one.position)


def _write_beside(journal: SqliteJournal, salvage: Salvage, kept: list[Kept], numbers: dict[int, int]) -> int:
    """Write the bookmarks of steps that were kept; returns how many."""
    written, last_steps = 0, {one.branch.branch: one.last_step for one in kept}
    sql = "SELECT branch, step, now_ns, name FROM bookmarks ORDER BY bookmark"
    for branch, step, now_ns, name in rows_that_can_be_read(salvage.connection, sql):
        if step <= last_steps.get(branch, -1):
            journal.choose_branch(numbers[branch])
            journal.add_bookmark(step, now_ns, name)
            written += 1
        else:
            salvage.lost.append(f"the bookmark {name!r}, of a step that is lost")
    return written
