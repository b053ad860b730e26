"""Brackets by size, rates as a share of initial, and the rules of single venues: what is read, and what is refused."""

from fractions import Fraction
from pathlib import Path

import pytest

from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.rulebook.records import Rulebook
from sandbox.values.problems import Problem

HEAD = 'id = "b"\nname = "B"\n'
CONTRACT = '[[contract]]\nsymbol = "X-PERP"\nbase = "X"\nquote = "USD"\ntick = "1"\nlot = "0.1"\n'
SIZES = (
    'brackets = [{ up_to_size = "3", max_leverage = 10, maintenance = "0.01" },\n'
    '{ up_to_size = "6", max_leverage = 5, maintenance = "0.02" }]\n'
)


def load(tmp_path: Path, text: str) -> Rulebook:
    (tmp_path / "book.toml").write_text(text, encoding="utf-8")
    return load_rulebook(str(tmp_path / "book.toml"))


def test_sizes_are_read_and_counted(tmp_path: Path) -> None:
    contract = load(tmp_path, f'{HEAD}deductions = "none"\n{CONTRACT}{SIZES}').contracts[0]
    assert contract.counts_sizes and [row.up_to for row in contract.brackets] == [3, 6]


def test_a_rate_left_out_is_the_share_of_initial_exactly(tmp_path: Path) -> None:
    rows = 'brackets = [{ up_to = "100", max_leverage = 25 }, { up_to = "200", max_leverage = 15 }]\n'
    first, second = load(tmp_path, f'{HEAD}maintenance_of_initial = "0.5"\n{CONTRACT}{rows}').contracts[0].brackets
    assert (first.maintenance, second.maintenance) == (Fraction(1, 50), Fraction(1, 30))
    assert second.deduction == 100 * (Fraction(1, 30) - Fraction(1, 50))


@pytest.mark.parametrize(
    ("text", "share", "at"),
    [
        ("2/3", Fraction(2, 3), "maintenance"),
        ("0.5", Fraction(1, 2), "maintenance"),
        ("first_bracket", Fraction(0), "first_bracket"),
    ],
)
def test_takeover_below(tmp_path: Path, text: str, share: Fraction, at: str) -> None:
    rows = 'brackets = [{ up_to = "100", max_leverage = 25, maintenance = "0.01" }]\n'
    rules = load(tmp_path, f'{HEAD}[liquidation]\ntakeover_below = "{text}"\n{CONTRACT}{rows}').liquidation
    assert (rules.takeover_share, rules.takeover_at) == (share, at)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (f"{HEAD}{CONTRACT}{SIZES}", 9, 'deductions = "none"'),
        (f'{HEAD}deductions = "none"\n{CONTRACT}{SIZES.replace("6", "3")}', 11, "brackets overlap"),
        (f'{HEAD}deductions = "none"\n{CONTRACT}{SIZES.replace("up_to_size = ", "up_to = ", 1)}', 11, "up_to_size"),
        (f'{HEAD}[liquidation]\ntakeover_below = "4/3"\n{CONTRACT}', 4, "between 0 and 1"),
        (f'{HEAD}[liquidation]\ntakeover_below = "x"\n{CONTRACT}', 4, "takeover_below"),
        (f"{HEAD}[liquidation]\nreduces_by = 0\n{CONTRACT}", 4, "from 1"),
        (f'{HEAD}[liquidation]\nfund_drop = "1.5"\n{CONTRACT}', 4, "between 0 and 1"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(Problem) as caught:
        load(tmp_path, text)
    assert f"book.toml:{line}: " in str(caught.value) and words in str(caught.value)
