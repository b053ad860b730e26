"""A rulebook in words: every bundled one can be read, and what a check found has its line."""

import pytest

from sandbox.loading.rulebook_check import check_rulebook
from sandbox.loading.rulebook_toml import list_rulebooks
from ui.viewmodels.rulebook_view import finding_lines, liquidation_lines, rules_markdown, status_text

BOOKS = {book.id: book for book in list_rulebooks()}


@pytest.mark.parametrize("name", BOOKS)
def test_every_bundled_book_is_told_whole(name: str) -> None:
    text = rules_markdown(BOOKS[name])
    for line in (*BOOKS[name].sources, *BOOKS[name].assumptions):
        assert f"- {line}" in text
    assert text.count("\n|---:|") == len(BOOKS[name].contracts)
    assert "{" not in text


def test_rules_of_okx_and_hyperliquid_in_words() -> None:
    okx, hyperliquid = liquidation_lines(BOOKS["okx-linear"]), liquidation_lines(BOOKS["hyperliquid"])
    assert "down 2 brackets at a time, then takeover" in okx
    assert "the fund stops 30\N{NO-BREAK SPACE}% below its highest balance of 8 h" in okx
    assert "takeover at once below 2/3 of maintenance" in hyperliquid
    assert "after a part is sold, sales are whole for 30 s" in hyperliquid
    assert any("deleveraged at the previous mark price, ranked as Hyperliquid does" in one for one in hyperliquid)


def test_rates_are_exact_to_four_digits_and_sizes_in_their_unit() -> None:
    text = rules_markdown(BOOKS["hyperliquid"])
    assert "| 150,000,000 | 40" in text and "1.25\N{NO-BREAK SPACE}%" in text and "1,875,000" in text
    assert "Up to (ETH)" in rules_markdown(BOOKS["okx-linear"])
    assert "inverse, 100 USD a contract" in rules_markdown(BOOKS["binance-coinm"])


def test_the_chip_says_good_doubtful_or_to_mend() -> None:
    head = 'id = "b"\nname = "B"\n[[contract]]\nsymbol = "A"\nbase = "A"\nquote = "U"\ntick = "1"\nlot = "1"\n'
    rows = [f'brackets = [{{ up_to = "1", max_leverage = {one}, maintenance = "0.1" }}]' for one in ("9", "10", "x")]
    good, doubtful, bad = (check_rulebook("b.toml", head + row) for row in rows)
    assert [status_text(one) for one in (good, doubtful, bad)] == [
        ("good", "gain"),
        ("doubtful: 1", "warn"),
        ("to mend: 1", "loss"),
    ]
    assert finding_lines(doubtful)[0].startswith("line 9 · A: max_leverage 10")
