"""Proving a session file: schema, chains and seals, double entry, folded = decided again, digests, in every branch.

Reads only. It covers every column of every table but `snapshots`, which is a cache that nothing depends on.
"""

import sqlite3

from msgspec import Struct, field

from sandbox.engine.version import ENGINE_VERSION
from sandbox.session.bounded import bounded
from sandbox.session.damage import TOLD, UNTOLD
from sandbox.session.file import check_header, check_version, connect_for_reading
from sandbox.session.rows import read_bookmarks, read_opening, read_presentation
from sandbox.session.schema import strange_part
from sandbox.session.verify_chain import ChainCheck, DoesNotVerify
from sandbox.session.verify_replay import BranchVerdict, check_branches


class Verdict(Struct):
    """What was checked; `failure` is empty where everything holds. `digest` is that of the current branch."""

    path: str
    checked: list[str] = field(default_factory=list)
    branches: list[BranchVerdict] = field(default_factory=list)
    current_branch: int = 0
    steps: int = 0
    events: int = 0
    updates: int = 0
    digest: str = ""
    decided_again: bool = False
    failure: str = ""


def verify_file(path: str) -> Verdict:
    """Verify a session file; raises Problem for what is no session (exit 2) or a newer one."""
    check_header(path)
    verdict = Verdict(path)
    connection: sqlite3.Connection | None = None
    try:
        connection = connect_for_reading(path)
        with bounded(connection, path):
            check_version(path, connection)
            _check_schema(connection, verdict)
            check = _check_chain(connection, verdict)
            verdict.branches = check_branches(connection, read_opening(connection), check.branches)
            _conclude(connection, verdict)
    except DoesNotVerify as failure:
        verdict.failure = str(failure)
    except TOLD as error:
        verdict.failure = str(error)
    except UNTOLD as error:
        verdict.failure = f"a row cannot be read ({type(error).__name__}: {error})"
    finally:
        if connection is not None:
            connection.close()
    verdict.failure = " ".join(verdict.failure.split())  # SQLite speaks in several lines
    return verdict


def _check_schema(connection: sqlite3.Connection, verdict: Verdict) -> None:
    if (state := connection.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
        raise DoesNotVerify(f"the file is damaged: {state}")
    if strange := strange_part(connection):
        raise DoesNotVerify(f"the schema is not a session's: {strange[:80]}")
    verdict.checked.append("schema")


def _check_chain(connection: sqlite3.Connection, verdict: Verdict) -> ChainCheck:
    check = ChainCheck(connection)
    check.run()
    verdict.updates = int(connection.execute("SELECT COALESCE(SUM(row_count), 0) FROM feed_blocks").fetchone()[0])
    verdict.steps, verdict.events = check.counted["steps"], check.counted["events"]
    verdict.checked.append("chain")
    return check


def _conclude(connection: sqlite3.Connection, verdict: Verdict) -> None:
    """Say what held once every branch was replayed."""
    verdict.checked += ["double entry", "folded"]
    verdict.current_branch = connection.execute("SELECT branch FROM current_branch").fetchone()[0]
    verdict.digest = next(one.digest for one in verdict.branches if one.branch.branch == verdict.current_branch)
    others = {one.branch.engine_version for one in verdict.branches if not one.decided_again}
    verdict.decided_again = not others
    if others:
        verdict.checked.append(f"folded only: decided by engine {', '.join(sorted(others))}, not {ENGINE_VERSION}")
    else:
        verdict.checked.append("decided again")
    bookmarks, marks = read_bookmarks(connection), read_presentation(connection)
    known = {one.branch.branch for one in verdict.branches}
    if not {one.branch for one in bookmarks} | {one.branch for one in marks} <= known:
        raise DoesNotVerify("bookmarks or presentation: a row names a branch that is not there")
    verdict.checked.append("bookmarks and presentation")
