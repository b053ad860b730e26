"""The help ships, is found by its words, and its links lead somewhere."""

import re

import pytest

from sandbox.loading.help_pages import HelpPage, help_pages, search_help

LINK = re.compile(r"\]\(([^)#]+?)(#[^)]*)?\)")


@pytest.mark.parametrize("page", help_pages(), ids=lambda page: page.id)
def test_a_page_has_a_title_and_its_links_lead_to_files(page: HelpPage) -> None:
    assert page.markdown.startswith("# ")
    for target, _ in LINK.findall(page.markdown):
        assert (page.path.parent / target).exists(), f"{page.id} links to {target}"


def test_search_needs_every_word_and_prefers_titles() -> None:
    assert search_help("commands")[0].page.id == "commands"
    assert search_help("zzzz") == ()
    assert len(search_help("")) == len(help_pages())


def test_a_hit_shows_the_line_the_word_stands_in() -> None:
    hit = next(one for one in search_help("verify SESSION") if one.page.id == "commands")
    assert hit.snippet.startswith("bulkhead verify SESSION")
