"""Readers on bytes at random, and session files with bytes changed; `tests/fuzz` breaks files in cleverer ways."""

import os
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sandbox.session.resuming import resume_file
from sandbox.session.verify import verify_file
from sandbox.values.problems import Problem
from tests.fuzz.readers import READERS
from tests.support.command_line import answer, gap_scenario


@pytest.mark.parametrize("kind", READERS)
def test_bytes_at_random_are_refused_in_one_line(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "file"

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=60))
    @example(b",")  # a row without anything in it
    @example(b" ;\n;\n")
    def attack(body: bytes) -> None:
        path.write_bytes(body)
        with pytest.raises(Problem) as problem:
            READERS[kind][1](str(path))
        assert problem.value.exit_code == 2 and "\n" not in str(problem.value)

    attack()


def test_a_session_with_bytes_changed_never_ends_in_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Damage is found by `verify` or refused at opening; where neither minds, the file still says what it said."""
    whole = tmp_path / "run.bulkhead"
    assert answer(capsys, "run", gap_scenario(tmp_path), "--session", whole)[0] == 0
    body, digest = whole.read_bytes(), verify_file(str(whole)).digest
    rng = random.Random(3)
    for number in range(120):
        changed = bytearray(body)
        for _ in range(rng.choice((1, 1, 8, 200))):
            changed[rng.randrange(len(body))] = rng.randrange(256)
        if number % 10 == 0:
            del changed[rng.randrange(len(body)) :]
        path = tmp_path / f"{number}.bulkhead"
        path.write_bytes(bytes(changed))
        try:
            verdict = verify_file(str(path))
            assert verdict.failure or verdict.digest == digest
            assert "\n" not in verdict.failure
        except Problem as problem:
            assert problem.exit_code == 2
        try:
            resume_file(str(path)).close()
        except Problem as problem:
            assert problem.exit_code in (1, 2, 3)
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".new")]
