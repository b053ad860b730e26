"""kill -9 of a writing run: the file opens, verifies, and holds every step that was acknowledged."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sandbox.session.file import open_journal
from sandbox.session.session import Session
from sandbox.session.verify import verify_file
from tests.support.command_line import GAP, REPOSITORY

KILLS = 30
TRANSFERS = 1_500
LOOK_SECONDS = 0.002  # between two looks at how far the run has come
ACKNOWLEDGED_MAX_BYTES = 60_000  # of the events file; a whole run writes far more
SCENARIO_TRANSFER = """
[[step]]
at = "2020-03-12T10:{minute:02d}:{second:02d}Z"
do = "transfer"
from = "spot"
to = "funding"
asset = "USDT"
amount = "0.5"
"""
# Tells of a step before it is committed: what the check must find out.
ACKNOWLEDGES_TOO_EARLY = textwrap.dedent(
    """
    import sys
    from sandbox.cli.main import main
    from sandbox.session.sqlite_journal import SqliteJournal

    commit, waiting = SqliteJournal.append, []

    def append(journal, record):
        waiting.append(record)
        if len(waiting) == 400:
            for one in waiting:
                commit(journal, one)
            waiting.clear()

    SqliteJournal.append = append
    sys.exit(main(sys.argv[1:]))
    """
)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gap with so many transfers that a run is long enough to be killed anywhere."""
    head, _, _ = GAP.replace("FUND", "50000").rpartition("[[step]]")  # without the transfer at its end
    steps = [
        SCENARIO_TRANSFER.format(minute=10 + at * 45 // TRANSFERS, second=at * 45 * 60 // TRANSFERS % 60)
        for at in range(TRANSFERS)
    ]
    path = tmp_path_factory.mktemp("kill") / "long.toml"
    path.write_text(head + "".join(steps))
    return path


def killed_run(scenario: Path, folder: Path, when: tuple[str, int], program: list[str]) -> tuple[Path, list[str]]:
    """Start a run, kill it once a file has grown to so many bytes; return the session and the acknowledged lines."""
    session, events = folder / "run.bulkhead", folder / "events.jsonl"
    watched, size = (events if when[0] == "events" else session), when[1]
    argv = [sys.executable, *program, "run", str(scenario), "--session", str(session), "--events", str(events)]
    run = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=REPOSITORY, text=True)
    try:
        while not (watched.exists() and watched.stat().st_size >= size):
            try:
                run.wait(LOOK_SECONDS)
                pytest.fail(f"the run was over before it could be killed: {run.communicate()[1]}")
            except subprocess.TimeoutExpired:
                continue
    finally:
        run.kill()
        run.communicate()
    lines = events.read_text(encoding="utf-8").split("\n") if events.exists() else [""]
    return session, lines[:-1]  # the last one was cut off, or is empty


def lost_lines(session: Path, lines: list[str]) -> list[int]:
    """Return the numbers of acknowledged events that the file does not hold as they were told."""
    with sqlite3.connect(session) as reader:
        kept = {seq: json.loads(body) for seq, body in reader.execute("SELECT seq, body FROM current_events")}
    reader.close()
    lost = []
    for line in lines:
        told = json.loads(line)
        seq, _ = told.pop("seq"), told.pop("time")
        if kept.get(seq) != told:
            lost.append(seq)
    return lost


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_run_keeps_every_acknowledged_step(scenario: Path, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    when = ("session", 1) if seed % 10 == 9 else ("events", rng.randint(1, ACKNOWLEDGED_MAX_BYTES))
    session, lines = killed_run(scenario, tmp_path, when, ["-m", "sandbox"])
    assert seed % 10 == 9 or lines
    verdict = verify_file(str(session))  # first of all, as it was left
    assert verdict.failure == ""
    assert verdict.events >= len(lines)
    assert lost_lines(session, lines) == []
    again = Session.resume(open_journal(str(session)))
    assert again.event_count == verdict.events or not verdict.events  # cut off before its first step: started
    again.close()
    assert verify_file(str(session)).failure == ""
    left = sorted(one for one in os.listdir(tmp_path) if not one.endswith(".new"))
    assert left == ["events.jsonl", "run.bulkhead"]


def test_killed_run_goes_on_to_the_digest_of_one_that_was_not(tmp_path: Path) -> None:
    text = GAP.replace("FUND", "500").rpartition("[[step]]")[0]
    text += "".join(SCENARIO_TRANSFER.format(minute=10 + at // 60, second=at % 60) for at in range(200))
    scenario = tmp_path / "short.toml"
    scenario.write_text(text)
    (tmp_path / "cut").mkdir()
    session, _ = killed_run(scenario, tmp_path / "cut", ("events", 9_000), ["-m", "sandbox"])
    again = Session.resume(open_journal(str(session)))
    again.play_to_end()
    digest = again.digest
    again.close()
    argv = [sys.executable, "-m", "sandbox", "run", str(scenario), "--json"]
    whole = subprocess.run(argv, capture_output=True, text=True, cwd=REPOSITORY, check=True)
    assert json.loads(whole.stdout)["digest"] == digest


def test_steps_acknowledged_before_they_are_committed_are_missed(scenario: Path, tmp_path: Path) -> None:
    session, lines = killed_run(scenario, tmp_path, ("events", 8_000), ["-c", ACKNOWLEDGES_TOO_EARLY])
    assert lines and lost_lines(session, lines)
