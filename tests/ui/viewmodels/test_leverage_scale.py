"""The leverage scale: marks and the largest size of each, the bracket's words."""

from fractions import Fraction

from sandbox.loading.rulebook_toml import load_rulebook
from tests.support.builders import BTC_BRACKETS, a_contract, brackets
from ui.viewmodels.leverage_scale import bracket_words, leverage_marks, leverage_max, short_size_text

BOOK = a_contract("BTCUSDT-PERP", "0.1", "0.001", BTC_BRACKETS)
ONE = a_contract("BTCUSDT-PERP", "0.1", "0.001", brackets(("1000000000000", "125", "0.004")))


def test_marks_carry_the_largest_size_of_their_bracket() -> None:
    sizes = {one.leverage: one.size_text for one in leverage_marks(BOOK)}
    assert sizes[125] == "50\N{NO-BREAK SPACE}k" and sizes[75] == "3\N{NO-BREAK SPACE}M"
    assert sizes[10] == "" and list(sizes) == sorted(sizes)
    assert leverage_max(BOOK) == 125


def test_one_bracket_has_round_marks_and_no_sizes() -> None:
    assert [(one.leverage, one.size_text) for one in leverage_marks(ONE)] == [
        (1, ""),
        (5, ""),
        (10, ""),
        (20, ""),
        (50, ""),
        (125, ""),
    ]
    assert bracket_words(ONE, Fraction(1_000), "USDT")[0] == "One bracket, any size · MMR 0.40\N{NO-BREAK SPACE}%"


def test_bracket_words_change_above_the_limit_and_not_at_it() -> None:
    at, above = (bracket_words(BOOK, Fraction(value), "USDT")[0] for value in (50_000, 50_001))
    assert at == "Bracket 1 · to 50,000 USDT · MMR 0.40\N{NO-BREAK SPACE}%"
    assert above.startswith("Bracket 2 · to 600,000 USDT")


def test_short_sizes_keep_their_digits() -> None:
    assert [short_size_text(Fraction(one)) for one in (900, 50_000, 1_500_000, 1_800_000_000)] == [
        "900",
        "50\N{NO-BREAK SPACE}k",
        "1.5\N{NO-BREAK SPACE}M",
        "1.8\N{NO-BREAK SPACE}B",
    ]


def test_brackets_that_count_sizes_are_told_in_the_base_coin() -> None:
    contract = load_rulebook("okx-linear").contract("ETHUSDT-PERP")
    chip, tip = bracket_words(contract, Fraction(301), "ETH")
    assert chip.startswith("Bracket 2 · to 600 ETH · MMR 0.50")
    assert "whatever the price" in tip and "600 ETH" in tip
