"""kill -9 at any instant of a run and of the window: every step that was told of is in the file, and no other."""

import contextlib
import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from sandbox.loading.scenario_toml import load_scenario
from sandbox.session.file import create_journal, open_journal
from sandbox.session.resuming import resume_file
from sandbox.session.session import Session
from sandbox.session.verify import verify_file
from tests.support.command_line import GAP, REPOSITORY

KILLS, WINDOW_KILLS = 46, 4  # of the default run
NIGHTLY_KILLS, NIGHTLY_WINDOW_KILLS = 900, 150
WINDOW_SECONDS = 0.5  # after its first step, the last instant at which a window is killed
TRANSFERS = 90
SCENARIO_TRANSFER = """
[[step]]
at = "2020-03-12T10:{minute:02d}:{second:02d}Z"
do = "transfer"
from = "spot"
to = "funding"
asset = "USDT"
amount = "0.5"
"""
Rows = tuple[list[tuple[object, ...]], ...]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


class Server:
    """A process that forks runs and kills them."""

    def __init__(self, *what: str) -> None:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        argv = [sys.executable, "-m", "tests.support.kill_server", *what]
        self._process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, env=environment
        )

    def kill(self, seconds: float, **order: object) -> dict[str, float]:
        """Start a run and kill it after so many seconds; returns whether it was `killed`, and its `seconds`."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"seconds": seconds, **order}) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())  # type: ignore[no-any-return]

    def close(self) -> None:
        """Let the process end."""
        self._process.communicate()


class Long(Struct):
    """A scenario that is long enough to be killed anywhere, and the rows of a run of it that was not."""

    scenario: Path
    rows: Rows


def rows_of(session: Path) -> Rows:
    """Return the steps, inputs and events of a file."""
    with contextlib.closing(sqlite3.connect(session)) as reader:
        steps = reader.execute("SELECT branch, step, digest, chain FROM steps ORDER BY 1, 2").fetchall()
        inputs = reader.execute("SELECT * FROM inputs ORDER BY 1, 2, 4, 3").fetchall()
        return steps, inputs, reader.execute("SELECT * FROM events ORDER BY 1, 2").fetchall()


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Long:
    head, _, _ = GAP.replace("FUND", "50000").rpartition("[[step]]")  # without the transfer at its end
    places = [at * 2_700 // TRANSFERS for at in range(TRANSFERS)]
    steps = [SCENARIO_TRANSFER.format(minute=10 + place // 60, second=place % 60) for place in places]
    folder = tmp_path_factory.mktemp("kill")
    path, whole = folder / "long.toml", folder / "whole.bulkhead"
    path.write_text(head + "".join(steps))
    session = Session.create(create_journal(str(whole), load_scenario(str(path))))
    session.play_to_end()
    session.close()
    return Long(path, rows_of(whole))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="module")
def window_server() -> Iterator[Server]:
    server = Server("window")
    yield server
    server.close()


def told_steps(told: Path) -> list[int]:
    """Return the steps that were acknowledged before the kill."""
    return [int(line) for line in told.read_text().split()] if told.exists() else []


def lost(session: Path, told: list[int], whole: Rows | None) -> str:
    """Return what is wrong with the file of a killed run; nothing where the promise was kept."""
    if not session.exists():
        return f"{len(told)} steps were told of and there is no file" if told else ""
    verdict = verify_file(str(session))
    if verdict.failure:
        return verdict.failure
    rows = rows_of(session)
    kept = [step for _, step, *_ in rows[0]]
    if kept[: len(told)] != told or len(kept) > len(told) + 1:
        return f"told of {len(told)} steps, kept {len(kept)}"
    if whole is not None and any(mine != theirs[: len(mine)] for mine, theirs in zip(rows, whole, strict=True)):
        return "a row is not that of a run that went on"
    return ""


def kill_runs(server: Server, long: Long, folder: Path, kills: int, seed: int) -> dict[str, int]:
    """Kill so many runs; returns how each kill found its run. Raises where anything was lost."""
    rng, found = random.Random(seed), {"before a step": 0, "in between": 0, "over": 0}
    order: dict[str, object] = {"session": str(folder / "whole.bulkhead"), "told": str(folder / "whole.told")}
    whole_s = server.kill(60, scenario=str(long.scenario), **order)["seconds"]
    for one in folder.iterdir():
        one.unlink()
    for number in range(kills):
        session, told = folder / f"{number}.bulkhead", folder / f"{number}.told"
        order = {"session": str(session), "told": str(told), "from_first_step": number % 4 > 0}
        ended = server.kill(rng.uniform(0, whole_s * 0.8), scenario=str(long.scenario), **order)
        whole_s = whole_s if ended["killed"] else min(whole_s, ended["seconds"])  # other programs work here too
        steps = told_steps(told)
        assert lost(session, steps, long.rows) == "", f"seed {seed}, kill {number}"
        found["over" if not ended["killed"] else "in between" if steps else "before a step"] += 1
        if session.exists() and number % 5 == 0:
            again = resume_file(str(session))
            again.play_to_end()
            again.close()
            assert rows_of(session) == long.rows
        for one in folder.iterdir():
            assert one.name.startswith(f"{number}.")
            one.unlink()
    return found


def kill_windows(server: Server, long: Long, folder: Path, kills: int, seed: int) -> int:
    """Kill so many windows that play; returns how many had told of steps. Raises where anything was lost."""
    rng, met = random.Random(seed), 0
    for number in range(kills):
        place = folder / str(number)
        place.mkdir()
        session, told = place / "run.bulkhead", place / "told"
        Session.create(create_journal(str(session), load_scenario(str(long.scenario)))).close()
        ended = server.kill(
            rng.uniform(0, WINDOW_SECONDS),
            session=str(session),
            told=str(told),
            folder=str(place),
            from_first_step=True,
        )
        steps = told_steps(told)
        assert ended["killed"]
        assert lost(session, [0, *steps], None) == "", f"seed {seed}, kill {number}"
        met += bool(steps)
        again = Session.resume(open_journal(str(session)))
        again.play_to_end()
        again.close()
        assert verify_file(str(session)).failure == ""
    return met


def test_killed_runs_keep_every_acknowledged_step(server: Server, long: Long, tmp_path: Path) -> None:
    found = kill_runs(server, long, tmp_path, KILLS, seed=1)
    assert found["in between"] > KILLS // 5


def test_killed_windows_keep_every_acknowledged_step(window_server: Server, long: Long, tmp_path: Path) -> None:
    assert kill_windows(window_server, long, tmp_path, WINDOW_KILLS, seed=1)


@pytest.mark.nightly
@pytest.mark.timeout(7_200)
def test_a_thousand_killed_runs_and_windows_lose_nothing(
    server: Server, window_server: Server, long: Long, tmp_path: Path
) -> None:
    found = kill_runs(server, long, tmp_path, NIGHTLY_KILLS, seed=2)
    met = kill_windows(window_server, long, tmp_path, NIGHTLY_WINDOW_KILLS, seed=2)
    print(f"kills: {NIGHTLY_KILLS} runs {found}, {NIGHTLY_WINDOW_KILLS} windows ({met} in play), 0 lost, 0 broken")


def test_steps_acknowledged_before_they_are_committed_are_missed(server: Server, long: Long, tmp_path: Path) -> None:
    session, told = tmp_path / "run.bulkhead", tmp_path / "told"
    order = {"scenario": str(long.scenario), "session": str(session), "told": str(told), "from_first_step": True}
    server.kill(0.02, careless=True, **order)
    assert "told of" in lost(session, told_steps(told), None)
