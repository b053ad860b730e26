"""The command line's frame: help, unknown commands, and problems as one line with their exit code."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.cli import main as command
from sandbox.values.problems import Problem
from tests.support.command_line import REPOSITORY, answer


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Make `bulkhead run` raise what the test gives."""
    import sandbox.cli.run as run_module

    def set_up(error: BaseException) -> None:
        def run(argv: list[str]) -> int:
            raise error

        monkeypatch.setattr(run_module, "run", run)

    return set_up


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "--version")[1].startswith("bulkhead 0.")
    code, out, _ = answer(capsys, "--help")
    assert code == 0
    assert all(f"bulkhead {name} " in out for name in command.COMMANDS)
    assert answer(capsys)[0] == 2


def test_an_unknown_command_suggests_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = answer(capsys, "verfy")
    assert (code, out) == (2, "")
    assert err == ["bulkhead: unknown command 'verfy'; did you mean 'verify'?"]


@pytest.mark.parametrize("argv", [["run"], ["run", "a", "b"], ["run", "--nonsense", "x"], ["verify"]])
def test_bad_usage_is_one_line(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = answer(capsys, *argv)
    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith("bulkhead: ")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Problem("a.toml:3: wrong; mend it"), 2, "a.toml:3: wrong; mend it"),
        (Problem("two\nlines", 1), 1, "two lines"),
        (KeyboardInterrupt(), 3, "stopped"),
        (MemoryError(), 3, "out of memory"),
        (RecursionError(), 2, "nested"),
        (OSError(28, "No space left on device", "x.jsonl"), 3, "x.jsonl: No space left on device"),
        (AssertionError("odd"), 3, "a bug of ours, please report it: AssertionError: odd"),
    ],
)
def test_every_end_is_one_line(
    error: BaseException,
    code: int,
    said: str,
    failing: Callable[[BaseException], None],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(command.TRACEBACK_VARIABLE, raising=False)
    monkeypatch.setattr(command, "_forget_reader", lambda: None)
    failing(error)
    found, out, err = answer(capfd, "run", "x")
    assert (found, out, len(err)) == (code, "", 1)
    assert err[0].startswith("bulkhead: ") and said in err[0]


def test_a_bug_shows_where_it_is_when_asked(
    failing: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(command.TRACEBACK_VARIABLE, "1")
    failing(AssertionError("odd"))
    with pytest.raises(AssertionError):
        command.main(["run", "x"])


@pytest.mark.skipif(os.name == "nt", reason="needs a pipe that closes")
def test_a_reader_that_leaves_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m sandbox run gap-through-bankruptcy --events - | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
    )
    assert (len(done.stdout.splitlines()), done.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs the device /dev/full")
def test_a_full_disk_is_one_line_and_exit_3() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sandbox", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=REPOSITORY,
        )
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1 and "No space left" in done.stderr
