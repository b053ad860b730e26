"""The journal's protocol: what a step leaves behind, in branches; and the journal in memory for runs without a file."""

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from sandbox.engine.version import ENGINE_VERSION
from sandbox.messages.events import Event
from sandbox.messages.inputs import FundingUpdate, NumberedCommand
from sandbox.messages.opening import Opening
from sandbox.session.branches import MAIN_BRANCH, STEP_MAX, Bookmark, Branch, PresentationMark, lineage, owner_of


class StepRecord(Struct, frozen=True):
    """One committed step: feed rows [feed_start, feed_stop) since the one before, the last `step_feed` its own.

    `digest` is the running digest after its events, `planned_commands` how many scripted commands are consumed.
    """

    step: int
    now_ns: int
    feed_start: int
    feed_stop: int
    step_feed: int
    planned_commands: int
    commands: tuple[NumberedCommand, ...]
    funding: tuple[FundingUpdate, ...]
    events: tuple[Event, ...]
    digest: bytes


class Journal(Protocol):
    """Keeps steps durably; `append` returns only once the step is committed. Steps are those of the current branch."""

    opening: Opening
    read_only: str  # why nothing can be added; empty where it can

    def append(self, record: StepRecord) -> None:
        """Commit a step."""

    def append_quiet(self, feed_stop: int, now_ns: int) -> None:
        """Record how far quiet updates were played."""

    def records(self, first_step: int = 0, last_step: int = STEP_MAX) -> Iterator[StepRecord]:
        """Yield the committed steps in order, both ends included."""

    def position(self) -> tuple[int, int]:
        """Return (feed rows played, instant) of the last step or quiet range."""

    def close(self) -> None:
        """Let go of everything."""

    # -- branches

    @property
    def branch(self) -> int:
        """The current branch."""

    def branches(self) -> tuple[Branch, ...]:
        """Return all branches, oldest first."""

    def start_branch(self, from_step: int, feed_stop: int, now_ns: int) -> None:
        """Begin a branch after a step of the current run, at a position reached since; it becomes the current one."""

    def choose_branch(self, branch: int) -> None:
        """Make another branch the current one; raises KeyError where there is none."""

    # -- beside the steps

    def keep_snapshot(self, step: int, body: bytes) -> None:
        """Keep the state after a step in the cache; a failure to keep it is no failure."""

    def confirm_snapshot(self, step: int, body: bytes) -> None:
        """Say what a snapshot of the current run after a step must be: what was folded, whatever a file holds."""

    def snapshot_before(self, step: int) -> tuple[int, bytes] | None:
        """Return the newest confirmed snapshot of the current run not after `step`, with the step it follows."""

    def bookmarks(self) -> tuple[Bookmark, ...]:
        """Return all bookmarks, by number."""

    def add_bookmark(self, step: int, now_ns: int, name: str) -> Bookmark:
        """Keep a place of the current run by name."""

    def rename_bookmark(self, bookmark: int, name: str) -> None:
        """Give a bookmark another name."""

    def delete_bookmark(self, bookmark: int) -> None:
        """Forget a bookmark."""

    def presentation(self) -> tuple[PresentationMark, ...]:
        """Return how presentation time ran against simulated time, oldest first."""

    def log_presentation(self, marks: tuple[PresentationMark, ...]) -> None:
        """Add to that log; its branch is the current one."""


class MemoryJournal:
    """A journal that lives as long as the process."""

    def __init__(self, opening: Opening) -> None:
        self.opening, self.read_only = opening, ""
        self._branches = {MAIN_BRANCH: Branch(MAIN_BRANCH, None, None, opening.starts_ns, ENGINE_VERSION)}
        self._branch = MAIN_BRANCH
        self._segments = lineage(self._branches.values(), MAIN_BRANCH)
        self._records: dict[int, list[StepRecord]] = {MAIN_BRANCH: []}
        self._positions = {MAIN_BRANCH: (0, opening.starts_ns)}
        self._snapshots: dict[tuple[int, int], bytes] = {}
        self._bookmarks: dict[int, Bookmark] = {}
        self._presentation: list[PresentationMark] = []

    def append(self, record: StepRecord) -> None:
        """Keep a step."""
        self._records[self._branch].append(record)
        self._positions[self._branch] = (record.feed_stop, record.now_ns)

    def append_quiet(self, feed_stop: int, now_ns: int) -> None:
        """Keep how far quiet updates were played."""
        self._positions[self._branch] = (feed_stop, now_ns)

    def records(self, first_step: int = 0, last_step: int = STEP_MAX) -> Iterator[StepRecord]:
        """Yield the steps."""
        for segment in self._segments:
            own = self._records[segment.branch]
            start = max(first_step, segment.first_step) - segment.first_step
            stop = min(last_step, segment.last_step) - segment.first_step + 1
            yield from own[start : max(start, stop)]

    def position(self) -> tuple[int, int]:
        """Return (feed rows played, instant)."""
        return self._positions[self._branch]

    def close(self) -> None:
        """Nothing is held."""

    @property
    def branch(self) -> int:
        """The current branch."""
        return self._branch

    def branches(self) -> tuple[Branch, ...]:
        """Return all branches."""
        return tuple(self._branches.values())

    def start_branch(self, from_step: int, feed_stop: int, now_ns: int) -> None:
        """Begin a branch."""
        branch = max(self._branches) + 1
        parent = owner_of(self._segments, from_step)
        self._branches[branch] = Branch(branch, parent, from_step, now_ns, ENGINE_VERSION)
        self._records[branch] = []
        self._positions[branch] = (feed_stop, now_ns)
        self.choose_branch(branch)

    def choose_branch(self, branch: int) -> None:
        """Make another branch the current one."""
        self._segments = lineage(self._branches.values(), branch)
        self._branch = branch

    def keep_snapshot(self, step: int, body: bytes) -> None:
        """Keep the state after a step."""
        self._snapshots[owner_of(self._segments, step), step] = body

    def confirm_snapshot(self, step: int, body: bytes) -> None:
        """Nothing to do: what it holds was made here."""

    def snapshot_before(self, step: int) -> tuple[int, bytes] | None:
        """Return the newest snapshot that is not after `step`."""
        kept = [
            (at, branch)
            for branch, at in self._snapshots
            if at <= step and any(s.branch == branch and at <= s.last_step for s in self._segments)
        ]
        if not kept:
            return None
        at, branch = max(kept)
        return at, self._snapshots[branch, at]

    def bookmarks(self) -> tuple[Bookmark, ...]:
        """Return all bookmarks."""
        return tuple(self._bookmarks.values())

    def add_bookmark(self, step: int, now_ns: int, name: str) -> Bookmark:
        """Keep a place by name."""
        number = max(self._bookmarks, default=0) + 1
        self._bookmarks[number] = Bookmark(number, owner_of(self._segments, step), step, now_ns, name)
        return self._bookmarks[number]

    def rename_bookmark(self, bookmark: int, name: str) -> None:
        """Give a bookmark another name."""
        if bookmark in self._bookmarks:
            self._bookmarks[bookmark] = replace(self._bookmarks[bookmark], name=name)

    def delete_bookmark(self, bookmark: int) -> None:
        """Forget a bookmark."""
        self._bookmarks.pop(bookmark, None)

    def presentation(self) -> tuple[PresentationMark, ...]:
        """Return the log of presentation time."""
        return tuple(self._presentation)

    def log_presentation(self, marks: tuple[PresentationMark, ...]) -> None:
        """Add to the log of presentation time."""
        self._presentation += [replace(one, branch=self._branch) for one in marks]
