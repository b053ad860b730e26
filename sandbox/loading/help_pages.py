"""The help that ships with the program: Markdown pages of `resources/help`, and a search over their words."""

import re
from functools import cache
from pathlib import Path

from msgspec import Struct

from sandbox.loading.resource_files import RESOURCES

FIRST = (
    "index",
    "my-account",
    "money",
    "account-modes",
    "position-editor",
    "chart",
    "time",
    "tables",
    "keyboard",
    "accessibility",
)
LAST = ("whats-new", "licence")
SNIPPET_LENGTH = 140
_MARKS = re.compile(r"^\s*[-*]\s|[#*_`|>\[\]]|\]\([^)]*\)|!\[[^\]]*\]\([^)]*\)")


class HelpPage(Struct, frozen=True):
    """One page: its id (the file's name without .md, developers' pages with their folder), title and Markdown."""

    id: str
    title: str
    markdown: str
    path: Path


class HelpHit(Struct, frozen=True):
    """A page that holds every word asked for, with the line in which most of them stand."""

    page: HelpPage
    snippet: str


@cache
def help_pages() -> tuple[HelpPage, ...]:
    """Return every page, the ones a newcomer wants first."""
    folder = RESOURCES / "help"
    pages = [_page(folder, path) for path in sorted(folder.rglob("*.md"))]
    order = {name: place for place, name in enumerate(FIRST)} | {name: len(FIRST) + 1 for name in LAST}
    return tuple(
        sorted(pages, key=lambda page: ("/" in page.id, order.get(page.id, len(FIRST)), _in_order(page.title)))
    )


def _in_order(title: str) -> tuple[int, str]:
    """Sort numbered titles by their number ("2." before "10."), and those without one before them."""
    number = title.partition(".")[0]
    return (int(number) if number.isdigit() else 0, title)


def _page(folder: Path, path: Path) -> HelpPage:
    markdown = path.read_text(encoding="utf-8")
    heading = next((line[2:].strip() for line in markdown.splitlines() if line.startswith("# ")), path.stem)
    return HelpPage(path.relative_to(folder).with_suffix("").as_posix(), heading, markdown, path)


def search_help(query: str) -> tuple[HelpHit, ...]:
    """Return the pages that hold every word of the query, those with a word in their title first; all for no query."""
    words = query.casefold().split()
    hits: list[tuple[bool, HelpHit]] = []
    for page in help_pages():
        text = f"{page.title}\n{page.markdown}".casefold()
        if all(word in text for word in words):
            in_title = any(word in page.title.casefold() for word in words)
            hits.append((not in_title, HelpHit(page, _snippet(page.markdown, words))))
    return tuple(hit for _, hit in sorted(hits, key=lambda one: one[0]))


def _snippet(markdown: str, words: list[str]) -> str:
    lines = [plain for line in markdown.splitlines() if (plain := _MARKS.sub("", line).strip())]
    body = lines[1:] or lines
    chosen = max(body, key=lambda line: sum(word in line.casefold() for word in words), default="")
    return chosen if len(chosen) <= SNIPPET_LENGTH else f"{chosen[: SNIPPET_LENGTH - 1].rstrip()}…"
