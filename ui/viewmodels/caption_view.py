"""Captions of the scenario: what is said, when, and for how long it stays readable. Qt-free."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from sandbox.messages.commands import ShowCaption
from sandbox.messages.opening import PlannedCommand
from sandbox.session.moment import Moment
from sandbox.values.limits import NS_PER_SECOND
from ui.viewmodels.time_records import CaptionView

SAY, CHAPTER, MARK = "say", "chapter", "mark"
SHOWN_NS_MIN, SHOWN_NS_MAX = 4 * NS_PER_SECOND, 12 * NS_PER_SECOND
NS_PER_LETTER = 65_000_000  # about 15 letters a second


class Caption(Struct, frozen=True):
    """Something the scenario said, began or marked in a step."""

    step: int
    now_ns: int
    kind: str
    text: str


class CaptionBook:
    """All captions so far, folded from committed steps; one said along with another command counts too."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self.captions: list[Caption] = []

    def until(self, step: int) -> CaptionBook:
        """Return the captions of the steps up to an earlier one."""
        past = CaptionBook(self._moment)
        past.captions = [one for one in self.captions if one.step <= step]
        return past

    def take(self, step: int, now_ns: int, commands: Iterable[Any]) -> Caption | None:
        """Fold a committed step; returns what it said last."""
        said = None
        for numbered in commands:
            command = numbered.command
            if isinstance(command, ShowCaption):
                said = Caption(step, now_ns, command.kind, command.text)
            else:
                planned: PlannedCommand | None = self._moment.planned_command(numbered.number)
                if planned is None or not planned.say:
                    continue
                said = Caption(step, now_ns, SAY, planned.say)
            self.captions.append(said)
        return said


def caption_view(caption: Caption | None) -> CaptionView | None:
    """Return a caption as it is shown; a mark is only a flag on the timeline."""
    if caption is None or caption.kind == MARK or not caption.text:
        return None
    shown_ns = min(SHOWN_NS_MAX, max(SHOWN_NS_MIN, len(caption.text) * NS_PER_LETTER))
    return CaptionView(caption.text, caption.now_ns, shown_ns)
