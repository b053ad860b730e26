"""The journal's protocol: what a step leaves behind, and the journal in memory for runs that keep no file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from sandbox.messages.events import Event
from sandbox.messages.inputs import FundingUpdate, NumberedCommand
from sandbox.messages.opening import Opening


@dataclass(frozen=True, slots=True)
class StepRecord:
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
    """Keeps steps durably; `append` returns only once the step is committed."""

    opening: Opening

    def append(self, record: StepRecord) -> None:
        """Commit a step."""

    def append_quiet(self, feed_stop: int, now_ns: int) -> None:
        """Record how far quiet updates were played."""

    def records(self) -> Iterator[StepRecord]:
        """Yield every committed step in order."""

    def position(self) -> tuple[int, int]:
        """Return (feed rows played, instant) of the last step or quiet range."""

    def close(self) -> None:
        """Let go of everything."""


class MemoryJournal:
    """A journal that lives as long as the process."""

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self._records: list[StepRecord] = []
        self._position = (0, opening.starts_ns)

    def append(self, record: StepRecord) -> None:
        """Keep a step."""
        self._records.append(record)
        self._position = (record.feed_stop, record.now_ns)

    def append_quiet(self, feed_stop: int, now_ns: int) -> None:
        """Keep how far quiet updates were played."""
        self._position = (feed_stop, now_ns)

    def records(self) -> Iterator[StepRecord]:
        """Yield the steps."""
        yield from self._records

    def position(self) -> tuple[int, int]:
        """Return (feed rows played, instant)."""
        return self._position

    def close(self) -> None:
        """Nothing is held."""
