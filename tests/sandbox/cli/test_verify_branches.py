"""`bulkhead verify` names every branch, where it begins and its digest."""

import json
from pathlib import Path

import pytest

from sandbox.cli.main import main
from sandbox.session.file import create_journal
from sandbox.session.moment import moment_at
from sandbox.session.session import Session
from tests.support.busy import at, busy_opening


def test_every_branch_is_told_with_its_digest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "run.bulkhead")
    live = Session.create(create_journal(path, busy_opening(120)))
    live.play_to_end()
    digests = [live.digest]
    past = moment_at(live, at(20.5))
    live = live.continue_from(past.step_number, past.feed_cursor, past.now_ns)
    digests.append(live.digest)
    live.close()
    assert main(["verify", path, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["branch"], one["parent"], one["current"]) for one in told["branches"]] == [
        (1, None, False),
        (2, 1, True),
    ]
    assert [one["digest"] for one in told["branches"]] == digests and told["digest"] == digests[1]
    assert main(["verify", path]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2].strip().startswith("branch 1: the main one, sha256:")
    assert lines[-1].strip() == (
        f"branch 2 (current): from step {past.step_number} of branch 1, at 2020-03-12T10:00:20.5Z, {digests[1]}"
    )
