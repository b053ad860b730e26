"""A session that does one of everything a session file is written for, and what must be in the file after each commit.

`acknowledged` counts transactions whose commit came back. A disk that fails must leave the state after exactly so many
of them, or after the one more that was under way.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from sandbox.messages.commands import Command, TransferMoney
from sandbox.session.branches import PresentationMark
from sandbox.session.file import create_journal
from sandbox.session.resuming import resume_file
from sandbox.session.session import Session
from sandbox.session.sqlite_journal import SqliteJournal
from sandbox.values.problems import Problem
from tests.support.builders import SECOND, START
from tests.support.busy import busy_opening

OPENING = replace(busy_opening(70), ends_ns=START + 70 * SECOND)
TABLES = ("branches", "current_branch", "steps", "inputs", "events", "positions", "bookmarks", "presentation", "seals")
State = tuple[tuple[Any, ...], ...]
Act = Callable[[Session], Session]


def transfer(atoms: int) -> Command:
    """Return a command that is always taken."""
    return TransferMoney(source="spot", target="funding", asset="USDT", atoms=atoms)


def _submit(atoms: int, session: Session) -> Session:
    session.submit(transfer(atoms))
    return session


def _play(seconds: int, session: Session) -> Session:
    session.advance_to(START + seconds * SECOND)
    session.flush()
    return session


def _bookmark(session: Session) -> Session:
    session.journal.add_bookmark(session.step_number, session.now_ns, "here")
    return session


def _rename(session: Session) -> Session:
    session.journal.rename_bookmark(1, "there")
    return session


def _forget(session: Session) -> Session:
    session.journal.delete_bookmark(1)
    return session


def _log(session: Session) -> Session:
    session.journal.log_presentation((PresentationMark(0, 0, session.now_ns, 1), PresentationMark(0, 9, 9, 0)))
    return session


def _go_back(session: Session) -> Session:
    step = session.step_number - 2
    return session.continue_from(step, session.feed_after(step), session.step_instants[step])


def _main_branch(session: Session) -> Session:
    return session.on_branch(1)


ACTS: tuple[Act, ...] = (
    partial(_submit, 1),
    partial(_play, 25),
    _bookmark,
    _log,
    partial(_submit, 2),
    _go_back,
    partial(_submit, 3),
    partial(_play, 45),
    _rename,
    _log,
    _main_branch,
    partial(_submit, 4),
    partial(_play, 70),
    _forget,
)


def new_file(path: Path) -> None:
    """Begin the session in a file."""
    Session.create(create_journal(str(path), OPENING)).close()


class Acknowledged:
    """Counts the transactions that were acknowledged; `told` is called after each."""

    def __init__(self) -> None:
        self.count = 0
        self.told: Callable[[], None] | None = None

    @contextlib.contextmanager
    def counting(self) -> Iterator["Acknowledged"]:
        """Count inside."""
        original = SqliteJournal._transaction

        @contextlib.contextmanager
        def counted(journal: SqliteJournal, failure: str) -> Iterator[None]:
            with original(journal, failure):
                yield
            self.count += 1
            if self.told is not None:
                self.told()

        SqliteJournal._transaction = counted  # type: ignore[method-assign,assignment]
        try:
            yield self
        finally:
            SqliteJournal._transaction = original  # type: ignore[method-assign]


def act_all(path: Path, after_opening: Callable[[Session], None] | None = None) -> Problem | None:
    """Open the session, do everything and close it; stops at the first Problem and returns it."""
    try:
        session = resume_file(str(path))
    except Problem as problem:
        return problem
    journal = session.journal
    try:
        if after_opening is not None:
            after_opening(session)
        for act in ACTS:
            session = act(session)
        session.flush()
    except Problem as problem:
        return problem
    finally:
        journal.close()
    return None


def state_of(path: Path) -> State:
    """Return every row that must not be lost."""
    with contextlib.closing(sqlite3.connect(path)) as reader:
        return tuple(tuple(reader.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()) for table in TABLES)


def states_after_each_commit(path: Path) -> list[State]:
    """Do everything on a sound disk; return the states after 0, 1, 2 ... acknowledged transactions."""
    states = [state_of(path)]
    with Acknowledged().counting() as acknowledged:
        acknowledged.told = lambda: states.append(state_of(path))
        assert act_all(path) is None
    return states
