"""Numbers as people write them are read exactly, and what could mean two things is not guessed at."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.loading.forgiving_number import forgiving_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1240.5", "1240.5"),
        ("1,240.50", "1240.50"),
        ("1.240,50", "1240.50"),
        ("1 240,5", "1240.5"),
        ("1'240.5", "1240.5"),
        ("1\N{NO-BREAK SPACE}240,5", "1240.5"),
        ("7,934", "7934"),
        ("7934,5", "7934.5"),
        ("0,125", "0.125"),
        ("7.934", "7.934"),
        ("1.240.500", "1240500"),
        ("12,345,678.9", "12345678.9"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+3", "3"),
        ("-3", "-3"),
        ("\N{MINUS SIGN}3", "-3"),
    ],
)
def test_a_number_in_any_habit_is_read(text: str, number: str) -> None:
    assert forgiving_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["", "x", "1e5", "nan", "inf", "1,2,3", "1.2.3", "1,24.5", "1.5,5.5", "--1", "0x1", "1,240,5", "9" * 31, "٣"],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert forgiving_number(text) is None


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_both_habits_mean_the_same(whole: int, part: int) -> None:
    english = f"{whole:,}.{part:02d}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert forgiving_number(english) == forgiving_number(german) == Decimal(f"{whole}.{part:02d}")
