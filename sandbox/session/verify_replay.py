"""Proving what a session file says: double entry, folded = decided again, and the digest, along every branch."""

import copy
import sqlite3

from msgspec import Struct, field

from sandbox.engine.digest import extend_digest, finish_digest, start_digest
from sandbox.engine.opening import empty_state, open_state
from sandbox.engine.state import State
from sandbox.engine.version import ENGINE_VERSION
from sandbox.ledger.accounts import may_be_negative
from sandbox.messages.events import TransferPosted
from sandbox.messages.opening import Opening
from sandbox.session.branches import STEP_MAX, Branch, Segment
from sandbox.session.journal import StepRecord
from sandbox.session.replay import decide_again, fold, play_quiet
from sandbox.session.rows import read_records
from sandbox.session.verify_chain import DoesNotVerify


class _Run(Struct):
    """A run as far as it was checked; a branch goes on from a copy of its parent's."""

    folded: State
    decided: State | None = None
    balances: dict[tuple[str, str], int] = field(default_factory=dict)
    digest: bytes = field(default_factory=start_digest)
    feed_stop: int = 0
    now_ns: int = 0
    steps: int = 0


class BranchVerdict(Struct):
    """The digest at the end of a branch, and whether its own steps were decided again."""

    branch: Branch
    digest: str
    decided_again: bool


def check_branches(
    connection: sqlite3.Connection, opening: Opening, branches: tuple[Branch, ...]
) -> list[BranchVerdict]:
    """Check every branch, the shared past once; raises DoesNotVerify, or what replay raises."""
    starts = {branches[0].branch: _Run(empty_state(opening), now_ns=opening.starts_ns)}
    verdicts = []
    for branch in branches:
        run = starts.pop(branch.branch)
        if branch.from_ns < run.now_ns:
            raise DoesNotVerify(f"branches: {branch.branch} begins before the step it goes on from")
        again = branch.engine_version == ENGINE_VERSION
        if not again:
            run.decided = None
        elif run.decided is None and run.steps:  # its past was decided by another engine: go on from what it says
            run.decided = copy.deepcopy(run.folded)
        forks: dict[int | None, list[int]] = {}
        for child in branches:
            if child.parent == branch.branch:
                forks.setdefault(child.from_step, []).append(child.branch)
        for record in read_records(connection, Segment(branch.branch, 0, STEP_MAX)):
            _take(run, record, opening, again)
            for number in forks.get(record.step, ()):
                starts[number] = copy.deepcopy(run)
        verdicts.append(BranchVerdict(branch, _finish(run, connection, opening, branch), again))
    return verdicts


def _take(run: _Run, record: StepRecord, opening: Opening, again: bool) -> None:
    if record.feed_start != run.feed_stop or not 0 <= record.step_feed <= record.feed_stop - record.feed_start:
        raise DoesNotVerify(f"step {record.step}: its price rows do not follow those of the step before")
    _check_double_entry(run, record)
    fold(run.folded, record, opening.prices)
    for event in record.events:
        run.digest = extend_digest(run.digest, record.now_ns, event)
    if run.digest != record.digest:
        raise DoesNotVerify(f"digest: step {record.step} does not fit its events")
    if again and run.decided is not None:
        decide_again(run.decided, record, opening.prices)
    elif again:
        run.decided, events = open_state(opening)
        if events != record.events:
            raise DoesNotVerify("step 0: the opening decides other events")
    run.feed_stop, run.now_ns, run.steps = record.feed_stop, record.now_ns, run.steps + 1


def _finish(run: _Run, connection: sqlite3.Connection, opening: Opening, branch: Branch) -> str:
    """Play what was played after the last step and return the digest."""
    row = connection.execute("SELECT feed_stop, now_ns FROM positions WHERE branch = ?", (branch.branch,)).fetchone()
    if row is not None and (row[0] < run.feed_stop or row[1] < run.now_ns):
        raise DoesNotVerify(f"positions: branch {branch.branch} stands before its last step")
    if row is not None and row[0] > run.feed_stop:
        quiet = StepRecord(-1, row[1], run.feed_stop, row[0], 0, 0, (), (), (), b"")
        play_quiet(run.folded, quiet, opening.prices)
        if run.decided is not None:
            play_quiet(run.decided, quiet, opening.prices)
    digest = finish_digest(run.digest, run.folded)
    if run.decided is not None and finish_digest(run.digest, run.decided) != digest:
        raise DoesNotVerify("the state decided again differs from the folded one")
    if any(_sums(run.balances).values()):
        raise DoesNotVerify(f"double entry: an asset does not sum to zero: {_sums(run.balances)}")
    return digest


def _check_double_entry(run: _Run, record: StepRecord) -> None:
    """Add every transfer up again, independently of the engine's own ledger."""
    balances = run.balances
    for event in record.events:
        if not isinstance(event, TransferPosted):
            continue
        for account, atoms in ((event.debit, -event.atoms), (event.credit, event.atoms)):
            key = (account, event.asset)
            balances[key] = balances.get(key, 0) + atoms
        if balances[event.debit, event.asset] < 0 and not may_be_negative(event.debit):
            raise DoesNotVerify(f"double entry: {event.debit} falls below zero in step {record.step}")


def _sums(balances: dict[tuple[str, str], int]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for (_, asset), atoms in balances.items():
        sums[asset] = sums.get(asset, 0) + atoms
    return sums
