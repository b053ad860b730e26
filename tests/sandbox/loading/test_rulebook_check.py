"""The check of a rulebook: every mistake at its line, none hiding the next, and no bundled book that is doubtful."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.loading.resource_files import RESOURCES
from sandbox.loading.rulebook_check import check_rulebook
from sandbox.values.problems import Problem

HEAD = 'id = "b"\nname = "B"\n'
CONTRACT = '[[contract]]\nsymbol = "A-PERP"\nbase = "A"\nquote = "USD"\ntick = "1"\nlot = "1"\nbrackets = [\n'
GOOD = (
    '{ up_to = "100", max_leverage = 50, maintenance = "0.01" },',
    '{ up_to = "200", max_leverage = 20, maintenance = "0.02" },',
)
BUNDLED = sorted((RESOURCES / "rulebooks").glob("*.toml"))


def book(*rows: str, head: str = HEAD) -> str:
    """A book of one contract whose first bracket stands in line 10 where the head has two lines."""
    return f"{head}{CONTRACT}" + "\n".join(rows) + "\n]\n"


def found(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.text) for one in check_rulebook("book.toml", text).findings]


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_no_bundled_book_is_doubtful(path: Path) -> None:
    check = check_rulebook(str(path))
    assert check.findings == () and check.exit_code == 0


@pytest.mark.parametrize(
    ("rows", "line", "words", "code"),
    [
        ((GOOD[1], GOOD[0]), 11, "overlap", 2),
        ((GOOD[0], GOOD[1].replace("0.02", "0.009")), 11, "falls from 0.01", 2),
        ((GOOD[0], GOOD[1].replace("}", ', deduction = "3" }')), 11, 'falls by 2 at 100: write deduction "1"', 1),
        ((GOOD[0], GOOD[1].replace("}", ', deduction = "0" }')), 11, "jumps by 1 at 100", 1),
        ((GOOD[0].replace("}", ', deduction = "1" }'), GOOD[1]), 10, "falls by 1 at 0", 1),
        ((GOOD[0].replace("50", "101"), GOOD[1]), 10, "liquidated at once; at most 100", 1),
        ((GOOD[0], GOOD[1].replace("20,", "51,")), 11, "rises above the 50", 1),
        ((GOOD[0], GOOD[1].replace("20,", '"0.5",')), 11, "below 1", 1),
        ((GOOD[0].replace("max_leverage", "max_leverag"), GOOD[1]), 10, "unknown key 'max_leverag'", 2),
        ((GOOD[0].replace("0.01", "one"), GOOD[1]), 10, "plain decimal", 2),
        ((GOOD[0].replace('maintenance = "0.01"', 'fee = "1"'), GOOD[1]), 10, "'maintenance' is missing", 2),
    ],
)
def test_a_mistake_is_told_at_its_line(rows: tuple[str, str], line: int, words: str, code: int) -> None:
    check = check_rulebook("book.toml", book(*rows))
    assert any(one.line == line and words in one.text for one in check.findings), check.findings
    assert check.exit_code == code and (check.book is None) == (code == 2)


def test_one_mistake_does_not_hide_the_next() -> None:
    text = book(GOOD[1], GOOD[0], head='id = "b"\nnme = "B"\n[liquidation]\ntrigger = "x"\nstepz = "whole"\n')
    assert [line for line, _ in found(text)] == [2, 4, 5, 14]


def test_maintenance_may_jump_where_the_book_says_so() -> None:
    assert found(book(*GOOD, head=HEAD + 'deductions = "none"\n')) == []
    assert found(book(*GOOD).replace("brackets", 'deductions = "none"\nbrackets')) == []


def test_sizes_are_multiples_of_the_lot() -> None:
    rows = [row.replace("up_to", "up_to_size").replace("100", "100.5") for row in GOOD]
    assert [words for _, words in found(book(*rows, head=HEAD + 'deductions = "none"\n'))] == [
        "A-PERP: up_to_size is no multiple of the lot 1"
    ]


def test_the_fee_inside_maintenance_counts_against_leverage() -> None:
    fee = HEAD + '[fees]\ntaker = "0.01"\n[liquidation]\nfee_in_maintenance = true\n'
    assert [words.partition(":")[2] for _, words in found(book(*GOOD, head=fee))][0].startswith(" max_leverage 50")


def test_what_is_no_toml_is_one_finding_and_no_file_a_problem(tmp_path: Path) -> None:
    assert found("id = \n") == [(1, "not valid TOML: Invalid value; mend the line")]
    with pytest.raises(Problem, match="no such file"):
        check_rulebook(str(tmp_path / "none.toml"))


@settings(max_examples=60)
@given(data=st.data())
def test_any_damage_gives_findings_and_never_a_fault(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(BUNDLED)).read_text(encoding="utf-8").splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        way = data.draw(st.sampled_from(["drop", "double", "cut", "swap", "letter"]))
        other = data.draw(st.integers(0, len(lines) - 1))
        if way == "drop":
            lines[at] = ""
        elif way == "double":
            lines.insert(at, lines[other])
        elif way == "cut":
            lines[at] = lines[at][: len(lines[at]) // 2]
        elif way == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        else:
            lines[at] = lines[at].replace(data.draw(st.sampled_from(list('e01"={s'))), "x")
    check = check_rulebook("book.toml", "\n".join(lines))
    assert check.exit_code in (0, 1, 2)
    assert all(1 <= one.line <= len(lines) and "\n" not in one.text for one in check.findings)
    assert check.exit_code != 2 or check.findings


def test_a_contract_to_mend_does_not_make_its_coin_the_base_of_no_contract() -> None:
    text = book(*GOOD).replace('tick = "', 'tick = "-') + '\n[collateral]\nassets = [{ asset = "A", rate = "0.5" }]\n'
    assert len(found(text)) == 1 and "tick" in found(text)[0][1]
    foreign = book(*GOOD) + '\n[collateral]\nassets = [{ asset = "ZZZ", rate = "0.5" }]\n'
    assert ["base of no contract" in words for _, words in found(foreign)] == [True]
