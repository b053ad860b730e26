"""A session from someone else is data: what is crafted is refused in one line, within a second and 512 MiB."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from sandbox.messages.codec import read_rational
from sandbox.session.file import open_journal
from sandbox.values.problems import Problem
from tests.support.command_line import REPOSITORY
from tests.support.crafted import CRAFTED, HUGE_TEXT, endless_rows, wrong_type
from tests.support.disk_acts import act_all, new_file

# Opens, proves and recovers each file with little memory and little time; prints a line each.
OPENER = """
import resource, signal, sys
from sandbox.session.recovery import recover_file
from sandbox.session.resuming import open_file
from sandbox.session.verify import verify_file
from sandbox.values.problems import Problem

resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))

def look(path):
    open_file(path).close()

def recover(path):
    recover_file(path, path + ".out")

def verify(path):
    if failure := verify_file(path).failure:
        raise Problem(failure)

for path in sys.argv[1:]:
    for act in (look, verify, recover):
        signal.setitimer(signal.ITIMER_VIRTUAL, 1)  # a second of work, after which the process ends
        try:
            act(path)
            print(act.__name__, end=" ")
        except Problem as problem:
            assert "\\n" not in str(problem)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    print(path, flush=True)
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("base") / "run.bulkhead"
    new_file(path)
    assert act_all(path) is None
    return path


def by_sql(sql: str, path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.close()


ENDLESS = ("feed_blocks", "branches", "presentation")
CASES: dict[str, Callable[[Path], None]] = {
    **{name: partial(by_sql, sql) for name, sql in CRAFTED.items()},
    "a wrong type": wrong_type,
    **{
        f"endless rows of {one}": partial(endless_rows, table=one)
        for one in ("feed_blocks", "branches", "presentation")
    },
}


def refuse(base: Path, folder: Path, crafts: dict[str, Callable[[Path], None]]) -> dict[str, set[str]]:
    """Craft files and let a process of its own meet them; returns what of open, verify, recover was done with each."""
    paths = {}
    for number, (name, craft) in enumerate(crafts.items()):
        paths[name] = Path(shutil.copy(base, folder / f"{number}.bulkhead"))
        craft(paths[name])
    argv = [sys.executable, "-c", OPENER, *map(str, paths.values())]
    met = subprocess.run(argv, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    lines = met.stdout.splitlines()
    assert met.returncode == 0 and len(lines) == len(paths), (list(paths)[len(lines) :][:1], met.stderr[-500:])
    assert not [one for one in os.listdir(folder) if not one.endswith((".bulkhead", ".out"))]
    return {name: set(line.split()[:-1]) for name, line in zip(paths, lines, strict=True)}


@pytest.mark.skipif(os.name == "nt", reason="there memory has no limit")
def test_what_is_crafted_neither_hangs_nor_exhausts_memory(base: Path, tmp_path: Path) -> None:
    done = refuse(base, tmp_path, CASES)
    assert not [name for name, acts in done.items() if "verify" in acts]
    opened = [name for name, acts in done.items() if "look" in acts]
    assert opened == ["endless rows of presentation"]  # refused where it is read


@pytest.mark.nightly
def test_a_huge_text_is_refused(base: Path, tmp_path: Path) -> None:
    assert refuse(base, tmp_path, {"a huge text": partial(by_sql, HUGE_TEXT)}) == {"a huge text": set()}


def test_endless_presentation_time_is_refused_where_it_is_read(base: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(base, tmp_path / "run.bulkhead"))
    endless_rows(path, "presentation")
    journal = open_journal(str(path))
    with pytest.raises(Problem, match="more rows than a file of its size"):
        journal.presentation()
    journal.close()


@pytest.mark.parametrize("text", ["1e9", "1_0/2", "1/-2", " 1", "1.5", "\u0661", "9" * 1_001, "1/", "", "inf"])
def test_a_rational_is_only_what_we_write(text: str) -> None:
    with pytest.raises(ValueError, match="no rational"):
        read_rational(text)
