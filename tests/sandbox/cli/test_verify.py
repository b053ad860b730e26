"""`bulkhead verify` says what it checked, how many rows, how long it took, and the digest."""

import re
from pathlib import Path

import pytest

from sandbox.session.file import create_journal
from sandbox.session.session import Session
from tests.support.busy import busy_opening
from tests.support.command_line import answer, answer_json

CHECKED = ["schema", "chain", "double entry", "folded", "decided again", "bookmarks and presentation"]


def test_verify_prints_what_it_checked_with_rows_time_and_digest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "run.bulkhead"
    session = Session.create(create_journal(str(path), busy_opening(60)))
    session.play_to_end()
    steps, events, digest = session.step_count, session.event_count, session.digest
    session.close()
    code, out, err = answer(capsys, "verify", path)
    assert (code, err) == (0, [])
    assert all(one in out for one in CHECKED) and digest in out
    assert re.search(rf"{steps} steps, {events} events, 120 price updates, \d+\.\d+ s", out)
    told = answer_json(capsys, "verify", path)[1]
    assert told["checked"] == CHECKED and told["seconds"] >= 0
    assert (told["steps"], told["events"], told["updates"], told["digest"]) == (steps, events, 120, digest)
