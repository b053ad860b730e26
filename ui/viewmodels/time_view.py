"""Where a run stands in time: the timeline with its marks, the past, bookmarks and branches in words. Qt-free.

Prices are those played so far, never later ones; of what is still to come only the instants of funding are shown.
"""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.messages.commands import Command
from sandbox.messages.opening import Opening
from sandbox.session.branches import Bookmark, Branch, Segment, lineage
from sandbox.session.moment import Moment
from sandbox.values.limits import NS_PER_SECOND
from ui.viewmodels import time_texts as words
from ui.viewmodels.caption_view import CHAPTER, MARK, Caption
from ui.viewmodels.number_text import clock_text, time_text
from ui.viewmodels.records import TimelineMarkerView, ToastView
from ui.viewmodels.time_records import BranchView, PastView, PlaceView, TimelineView

FUNDING_MARKS_MAX = 60
CAPTION_WORDS = {CHAPTER: words.MARK_CHAPTER, MARK: words.MARK_MARK}


def timeline_view(
    opening: Opening,
    played_ns: int,
    now_ns: int,
    prices: tuple[tuple[float, float], ...],
    markers: Iterable[TimelineMarkerView],
) -> TimelineView:
    """Return the timeline: played until `played_ns`, looked at at `now_ns`."""
    return TimelineView(
        start_s=opening.starts_ns / NS_PER_SECOND,
        end_s=max(opening.ends_ns, played_ns) / NS_PER_SECOND,
        now_s=now_ns / NS_PER_SECOND,
        played_s=played_ns / NS_PER_SECOND,
        clock_text=time_text(now_ns),
        prices=prices,
        markers=tuple(markers),
        future_text=words.NOT_PLAYED,
        value_text=words.TIMELINE_VALUE.format(
            clock=time_text(now_ns), played=time_text(played_ns), future=words.NOT_PLAYED
        ),
    )


def funding_marks(opening: Opening) -> list[TimelineMarkerView]:
    """Return when funding is settled, in the whole run; a plan is no price."""
    instants = sorted({one.at_ns for one in opening.funding})
    if len(instants) > FUNDING_MARKS_MAX:
        return []
    return [TimelineMarkerView(one / NS_PER_SECOND, "funding", words.MARK_FUNDING) for one in instants]


def caption_marks(captions: Iterable[Caption]) -> list[TimelineMarkerView]:
    """Return the flags of what the scenario said so far."""
    return [
        TimelineMarkerView(
            one.now_ns / NS_PER_SECOND,
            "bookmark" if one.kind == MARK else "caption",
            CAPTION_WORDS.get(one.kind, words.MARK_CAPTION).format(text=one.text),
        )
        for one in captions
    ]


def bookmark_marks(places: Iterable[PlaceView], branch: int) -> list[TimelineMarkerView]:
    """Return the flags of the bookmarks that lie in a branch's run."""
    return [
        TimelineMarkerView(one.now_ns / NS_PER_SECOND, "bookmark", words.MARK_BOOKMARK.format(name=one.name))
        for one in places
        if one.branch == branch
    ]


def past_view(now_ns: int, end_ns: int, held: Command | None = None) -> PastView:
    """Return the notice over the past; `held` is a command that was just refused."""
    clock, distance = time_text(now_ns), span_text(end_ns - now_ns)
    if held is None:
        return PastView(words.PAST.format(clock=clock, distance=distance))
    what = words.SENDABLE.get(type(held).__name__, words.ANY_COMMAND)
    return PastView(words.PAST_HELD.format(what=what, clock=clock, distance=distance), held=True)


def span_text(span_ns: int) -> str:
    """Return a length of time with its two largest units: "2 h 05 min", "17 min 58 s", "12 s", "under 1 s"."""
    seconds = span_ns // NS_PER_SECOND
    days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours:02d} h"
    if hours:
        return f"{hours} h {minutes:02d} min"
    if minutes:
        return f"{minutes} min {seconds % 60:02d} s"
    return f"{seconds} s" if seconds else "under 1 s"


def place_views(
    bookmarks: Iterable[Bookmark], branches: tuple[Branch, ...], branch: int, captions: Iterable[Caption]
) -> list[PlaceView]:
    """Return bookmarks and the scenario's own marks by instant; one in the shared past counts as this branch's."""
    run = lineage(branches, branch)
    end_ns = {one.parent: one.from_ns for one in branches if one.branch in {s.branch for s in run}}
    places = []
    for one in bookmarks:
        here = branch if _is_in(one, run, end_ns) else one.branch
        name = words.BRANCH_NAME.format(number=here)
        places.append(PlaceView(one.bookmark, here, one.step, one.now_ns, one.name, clock_text(one.now_ns), name))
    for said in captions:
        if said.kind in (CHAPTER, MARK):
            clock = clock_text(said.now_ns)
            places.append(PlaceView(None, branch, said.step, said.now_ns, said.text, clock, words.SCRIPTED))
    return sorted(places, key=lambda one: (one.now_ns, one.step))


def _is_in(bookmark: Bookmark, run: tuple[Segment, ...], end_ns: dict[int | None, int]) -> bool:
    """Tell whether a bookmark lies in a run: in its steps, and not after the run left for the next branch."""
    return any(
        one.branch == bookmark.branch
        and bookmark.step <= one.last_step
        and bookmark.now_ns <= end_ns.get(one.branch, bookmark.now_ns)
        for one in run
    )


def branch_views(branches: tuple[Branch, ...], current: int) -> list[BranchView]:
    """Return the branches to choose from."""
    return [
        BranchView(
            one.branch,
            words.MAIN_BRANCH
            if one.parent is None
            else words.BRANCH_FROM.format(number=one.branch, clock=time_text(one.from_ns)),
            one.branch == current,
        )
        for one in branches
    ]


def branch_toast(branch: Branch, before: int) -> ToastView:
    """Return the notice of a branch just begun; `before` is the branch that was looked at."""
    title = words.BRANCH_BEGUN.format(number=branch.branch, clock=time_text(branch.from_ns))
    return ToastView(title, words.BRANCH_BEGUN_BODY.format(parent=before), "fork")


def next_candle_ns(moment: Moment, frame_s: int) -> int:
    """Return the instant at which the next candle of a time frame opens."""
    frame_ns = frame_s * NS_PER_SECOND
    return (moment.now_ns // frame_ns + 1) * frame_ns
