"""The autopsy as plain text, to be copied. Qt-free."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ui.viewmodels import autopsy_texts as words
from ui.viewmodels.autopsy_records import AutopsyView, AvoidedView

_TAGS = re.compile(r"<[^>]+>")


def autopsy_report(view: AutopsyView, avoided: AvoidedView | None) -> str:
    """Return everything the page says, section by section."""
    sections = [
        (words.TITLE, [" · ".join(view.chips), view.sentence]),
        (words.HAPPENED, [f"{one.time_text}  {one.title}. {one.note}".rstrip() for one in view.happened]),
        (view.went_title, [f"{one.label} {one.sublabel}: {one.value_text}" for one in view.waterfall.bars]),
        (words.PAID, _flows(view)),
        (words.UNTOUCHED, [f"{one.label}: {one.value}" for one in view.untouched]),
    ]
    if avoided is not None:
        sections.append((words.AVOIDED, _avoided(avoided)))
    return "\n\n".join(_section(title, lines) for title, lines in sections) + "\n"


def _section(title: str, lines: Iterable[str]) -> str:
    return "\n".join((title, *(f"  {one}" for one in lines)))


def _flows(view: AutopsyView) -> list[str]:
    flows = view.flows
    nodes = [f"{one.title} {one.words} {one.amount_text}" for one in (*flows.payers, *flows.receivers)]
    return [*nodes, _TAGS.sub("", flows.adl_text), _TAGS.sub("", flows.socialised_text), flows.sums_text]


def _avoided(avoided: AvoidedView) -> list[str]:
    lines = ["\t".join(avoided.head)]
    for row in avoided.rows:
        title = f"{row.title} ({row.note})" if row.note else row.title
        lines.append("\t".join((title, row.result_text, row.time_text, row.change_text, row.change_note)))
    return lines
