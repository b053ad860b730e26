"""Proving that no row of a session file was changed: the hash chain of every branch, and the seals beside it."""

import sqlite3

from sandbox.session.branches import MAIN_BRANCH, Branch
from sandbox.session.chain import row_hash
from sandbox.session.rows import branch_row, chain_step, position_row, read_base, read_branches, table_seal
from sandbox.session.schema import SEALED_TABLES, version_of


class DoesNotVerify(Exception):
    """What does not hold, in one line."""


class ChainCheck:
    """Checks the chains; counts what it saw. Raises DoesNotVerify."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._base = read_base(connection)
        self._version = version_of(connection)
        self._chains: dict[tuple[int, int], bytes] = {}  # after the steps that branches go on from
        self._last_seq: dict[tuple[int, int], int] = {}
        self.branches: tuple[Branch, ...] = ()
        self.counted = {"steps": 0, "inputs": 0, "events": 0, "positions": 0}

    def run(self) -> None:
        """Check everything."""
        self._check_seals()
        self.branches = read_branches(self._connection)
        self._check_tree()
        for branch in self.branches:
            self._check_branch(branch)
        for table, count in self.counted.items():
            if self._connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] != count:
                raise DoesNotVerify(f"{table}: a row belongs to no branch or no step")

    def _check_seals(self) -> None:
        rows = dict(self._connection.execute("SELECT table_name, seal FROM seals"))
        for table in SEALED_TABLES:
            if rows.pop(table, None) != table_seal(self._connection, table, self._base):
                raise DoesNotVerify(f"{table}: the rows do not fit their seal (or meta, opening, feed_blocks changed)")
        if rows:
            raise DoesNotVerify(f"seals: {sorted(rows)[0]!r} seals nothing")

    def _check_tree(self) -> None:
        """Check that every branch begins somewhere in an older one, and that there is a current one."""
        numbers = [one.branch for one in self.branches]
        if numbers != list(range(MAIN_BRANCH, MAIN_BRANCH + len(numbers))) or not numbers:
            raise DoesNotVerify("branches: the numbers are not 1, 2, 3 ...")
        for one in self.branches:
            is_main = one.branch == MAIN_BRANCH
            if is_main != (one.parent is None) or is_main != (one.from_step is None):
                raise DoesNotVerify(f"branches: {one.branch} has a parent or a step too many or too few")
            if one.parent is not None and not MAIN_BRANCH <= one.parent < one.branch:
                raise DoesNotVerify(f"branches: {one.branch} has a parent that is not older")
        rows = self._connection.execute("SELECT id, branch FROM current_branch").fetchall()
        if len(rows) != 1 or rows[0][0] != 1 or rows[0][1] not in numbers:
            raise DoesNotVerify("current_branch: the row is not one of a branch")

    def _check_branch(self, branch: Branch) -> None:
        execute, number = self._connection.execute, branch.branch
        chain, step, seq = self._base, 0, 0
        if branch.parent is not None and branch.from_step is not None:
            start = (branch.parent, branch.from_step)
            if start not in self._chains:
                raise DoesNotVerify(f"branches: {number} goes on from a step that is not there")
            chain, step, seq = self._chains[start], branch.from_step + 1, self._last_seq[start]
        chain = row_hash(chain, "branches", branch_row(branch))
        forks = {one.from_step for one in self.branches if one.parent == number}
        events = execute("SELECT * FROM events WHERE branch = ? ORDER BY seq", (number,))
        pending = events.fetchone()
        for row in execute("SELECT * FROM steps WHERE branch = ? ORDER BY step", (number,)):
            if row[1] != step:
                raise DoesNotVerify(f"steps: row {step} of branch {number} is missing")
            inputs = execute(
                "SELECT * FROM inputs WHERE branch = ? AND step = ? ORDER BY kind, number", (number, step)
            ).fetchall()
            happened = []
            while pending is not None and pending[2] == step:
                seq += 1
                if pending[1] != seq:
                    raise DoesNotVerify(f"events: row {seq} of branch {number} is missing")
                if pending[3] != row[2]:
                    raise DoesNotVerify(f"events: row {seq} of branch {number} has another instant than its step")
                happened.append((seq, *pending[4:]))
                pending = events.fetchone()
            chain = chain_step(chain, row[:-1], inputs, happened, self._version)
            if chain != row[-1]:
                first = step == 0 and number == MAIN_BRANCH
                where = "meta, opening, branches, feed_blocks or the first step" if first else f"step {step}"
                raise DoesNotVerify(
                    f"chain: {where} was changed (a row of steps, inputs or events does not fit its hash)"
                )
            self.counted["steps"] += 1
            self.counted["inputs"] += len(inputs)
            self.counted["events"] += len(happened)
            if step in forks:
                self._chains[number, step], self._last_seq[number, step] = chain, seq
            step += 1
        self._check_position(number, chain, has_steps=step > 0)

    def _check_position(self, branch: int, chain: bytes, *, has_steps: bool) -> None:
        row = self._connection.execute("SELECT * FROM positions WHERE branch = ?", (branch,)).fetchone()
        if row is None and not has_steps:  # a file that was created and never begun
            return
        if row is None or row != position_row(chain, branch, row[1], row[2]):
            raise DoesNotVerify(f"positions: the row of branch {branch} does not fit its seal")
        self.counted["positions"] += 1
