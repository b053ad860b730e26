"""The default share of fuzzing; inputs that broke a reader once; and what the harness itself must see."""

from pathlib import Path

import pytest

from sandbox.values.problems import Problem
from tests.fuzz import attack as fuzzing
from tests.fuzz.attack import attack, outcome
from tests.fuzz.mutations import TOKENS
from tests.fuzz.readers import READERS, read_session
from tests.fuzz.run import NAMES, main

KEPT = sorted(Path(__file__).parent.glob("kept/*"))
DEFAULT = 150
SESSIONS = 10


@pytest.mark.parametrize("reader", NAMES)
def test_a_broken_file_is_answered_or_refused_in_one_line(reader: str, tmp_path: Path) -> None:
    found = attack(reader, 7, 0, SESSIONS if reader == "session" else DEFAULT, tmp_path)
    assert not found, [(one.number, one.what) for one in found]


@pytest.mark.parametrize("path", KEPT, ids=[path.name for path in KEPT])
def test_a_file_that_once_broke_its_reader_does_so_no_more(path: Path) -> None:
    reader = path.name.split("-")[0]
    assert not outcome(read_session if reader == "session" else READERS[reader][1], path)


def _falls(path: str) -> None:
    raise KeyError(path)


def _hangs(path: str) -> None:
    while True:
        pass


def _swallows_memory(path: str) -> None:
    bytes(10**15)


def _says_too_much(path: str) -> None:
    raise Problem(f"{path}:1: first\nsecond")


@pytest.mark.parametrize(
    "planted, seen",
    [
        (_falls, "KeyError"),
        (_hangs, "more than 0.05 s"),
        (_swallows_memory, "bytes at"),
        (_says_too_much, "other than one line"),
    ],
)
def test_a_planted_fault_of_a_reader_is_seen(
    planted: fuzzing.Reader, seen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzzing, "SECONDS", 0.05)
    found = attack("risk", 1, 5, 1, tmp_path, planted)
    assert [(one.reader, one.number) for one in found] == [("risk", 5)] and seen in found[0].what


def test_the_same_seed_and_number_give_the_same_input(tmp_path: Path) -> None:
    first, again, other = (next(fuzzing.inputs("scenario", seed, 41, 1, tmp_path)) for seed in (3, 3, 4))
    assert first == again and first != other


def test_awkward_words_are_not_repeated() -> None:
    assert len(TOKENS) == len(set(TOKENS))


@pytest.mark.nightly
@pytest.mark.timeout(4 * 3600)
def test_a_million_inputs_break_nothing() -> None:
    assert main(["--inputs", "1100000", "--seed", "2026"]) == 0
