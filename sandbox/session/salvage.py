"""What a damaged session still holds: opening, prices, and each branch up to the first step that is not whole."""

import contextlib
import copy
import json
import sqlite3
from typing import Any

from msgspec import Struct, field

from sandbox.engine.opening import empty_state
from sandbox.engine.version import ENGINE_VERSION
from sandbox.messages.codec import decode_opening
from sandbox.messages.inputs import PriceColumns
from sandbox.messages.opening import Opening
from sandbox.session.branches import MAIN_BRANCH, Branch
from sandbox.session.damage import TOLD, UNTOLD
from sandbox.session.feed_blocks import BLOCK_ROWS, DamagedFeed, join_blocks
from sandbox.session.journal import StepRecord
from sandbox.session.rows import read_base, read_branches
from sandbox.session.salvage_branch import BranchReader, NotWhole, Run
from sandbox.session.schema import version_of
from sandbox.session.sound_opening import sound
from sandbox.values.limits import UPDATES_MAX

BLOCKS_MAX = UPDATES_MAX // BLOCK_ROWS + 1


class Kept(Struct):
    """What is left of a branch: its steps, where it stood before them, and where it was left if that is sealed."""

    branch: Branch
    start: tuple[int, int]
    last_step: int
    records: list[StepRecord] = field(default_factory=list)
    position: tuple[int, int] | None = None


def rows_that_can_be_read(connection: sqlite3.Connection, sql: str) -> list[Any]:
    """Return rows up to the first that cannot be read."""
    rows: list[Any] = []
    try:
        for row in connection.execute(sql):
            rows.append(row)
    except sqlite3.Error:
        pass
    return rows


class Salvage:
    """Reads one file. `lost` gets a line for everything that is left behind."""

    def __init__(self, connection: sqlite3.Connection, lost: list[str]) -> None:
        self.connection, self.lost = connection, lost
        self._version = version_of(connection)
        self.opening = self._read_opening()

    def _read_opening(self) -> Opening:
        """Read the opening, with its prices up to the first block that is damaged."""
        meta = dict(self.connection.execute("SELECT key, value FROM meta"))
        body = self.connection.execute("SELECT body FROM opening WHERE id = 1").fetchone()[0].encode()
        contracts = tuple(json.loads(meta["feed_contracts"]))
        sql = f"SELECT * FROM feed_blocks ORDER BY block LIMIT {BLOCKS_MAX}"
        blocks = rows_that_can_be_read(self.connection, sql)
        prices = PriceColumns(contracts)
        for count in range(1, len(blocks) + 1):
            try:
                prices = join_blocks(contracts, iter(blocks[:count]))
            except DamagedFeed:
                break
        total = rows_that_can_be_read(self.connection, "SELECT SUM(row_count) FROM feed_blocks")
        if not total or total[0][0] not in (None, len(prices)):
            self.lost.append(f"all prices after the first {len(prices)}")
        return sound(decode_opening(body, prices))

    def run(self) -> list[Kept]:
        """Read every branch, parents first; returns those of which anything is left, the main one first.

        Where the first step does not fit what it began with, it is taken all the same if it is decided alike again.
        """
        with contextlib.suppress(*TOLD, *UNTOLD):
            told = len(self.lost)
            kept = self._run_from(read_base(self.connection))
            if kept[0].records:
                return kept
            del self.lost[told:]
        self.lost.append("that title, opening and prices are as they were")
        kept = self._run_from(None)
        return kept if kept[0].records else []

    def _run_from(self, base: bytes | None) -> list[Kept]:
        branches = self._branches()
        waiting = {MAIN_BRANCH: Run(empty_state(self.opening), base, now_ns=self.opening.starts_ns)}
        kept = []
        for branch in branches:
            if (run := waiting.pop(branch.branch, None)) is None:
                self.lost.append(f"branch {branch.branch}, which goes on from a step that is lost")
                continue
            kept.append(self._read_branch(branch, run, branches, waiting))
        return kept

    def _branches(self) -> tuple[Branch, ...]:
        try:
            branches = read_branches(self.connection)
        except (*TOLD, *UNTOLD):
            branches = ()
        if branches and branches[0].branch == MAIN_BRANCH and branches[0].parent is None:
            return branches
        self.lost.append("all branches but the main one")
        return (Branch(MAIN_BRANCH, None, None, self.opening.starts_ns, ENGINE_VERSION),)

    def _read_branch(self, branch: Branch, run: Run, branches: tuple[Branch, ...], waiting: dict[int, Run]) -> Kept:
        """Read a branch, and leave a copy of its run for each that goes on from one of its steps."""
        forks: dict[int | None, list[int]] = {}
        for child in branches:
            if child.parent == branch.branch:
                forks.setdefault(child.from_step, []).append(child.branch)
        last_step = -1 if branch.from_step is None else branch.from_step
        kept = Kept(branch, (run.feed_stop, max(run.now_ns, branch.from_ns)), last_step)
        reader = BranchReader(self.connection, self._version, self.opening, branch, run)
        try:
            while (record := reader.step(kept.last_step + 1)) is not None:
                kept.records.append(record)
                kept.last_step += 1
                for number in forks.get(kept.last_step, ()):
                    waiting[number] = copy.deepcopy(run)
            kept.position = reader.position()
        except (NotWhole, *TOLD, *UNTOLD):
            pass
        self._note_lost_steps(kept)
        return kept

    def _note_lost_steps(self, kept: Kept) -> None:
        sql = "SELECT step FROM steps WHERE branch = {} AND step > {} ORDER BY step DESC LIMIT 1"
        number, last = kept.branch.branch, kept.last_step
        rows = rows_that_can_be_read(self.connection, sql.format(number, last))
        if rows:
            self.lost.append(f"steps {last + 1} to {rows[0][0]} of branch {number}")
        elif kept.position is None:
            self.lost.append(f"how far branch {number} was played after step {last}, and what may have followed")
