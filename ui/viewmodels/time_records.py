"""What transport and time show: the timeline, the notice over the past, bookmarks, branches. Plain frozen records."""

from __future__ import annotations

from msgspec import Struct

from ui.viewmodels.records import TimelineMarkerView


class TimelineView(Struct, frozen=True):
    """The timeline, in seconds since 1970: where the playhead stands, and how far was played."""

    start_s: float
    end_s: float
    now_s: float
    played_s: float
    clock_text: str
    prices: tuple[tuple[float, float], ...] = ()
    markers: tuple[TimelineMarkerView, ...] = ()
    future_text: str = ""
    value_text: str = ""


class PastView(Struct, frozen=True):
    """The notice over a moment of the past; `held` where a command was just refused."""

    text: str
    held: bool = False


class PlaceView(Struct, frozen=True):
    """A place to go to: a bookmark, or a mark of the scenario (`bookmark` None, it cannot be deleted)."""

    bookmark: int | None
    branch: int
    step: int
    now_ns: int
    name: str
    clock_text: str
    from_text: str


class BranchView(Struct, frozen=True):
    """A branch to choose."""

    branch: int
    text: str
    is_current: bool


class CaptionView(Struct, frozen=True):
    """A caption and how long it stays on screen, in presentation time."""

    text: str
    said_ns: int
    shown_ns: int
