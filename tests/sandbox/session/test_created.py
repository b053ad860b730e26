"""A session file that was just created is the one that is read back."""

from pathlib import Path

import pytest

from sandbox.loading.scenario_toml import list_scenarios, load_scenario
from sandbox.session.file import create_journal, open_journal
from sandbox.session.session import Session


@pytest.mark.parametrize("scenario", [key for key, _ in list_scenarios()])
def test_the_opening_and_chain_held_after_creating_are_those_in_the_file(tmp_path: Path, scenario: str) -> None:
    path, opening = str(tmp_path / "new.bulkhead"), load_scenario(scenario)
    session = Session.create(create_journal(path, opening))
    session.close()
    journal = open_journal(path)
    assert journal.opening == opening
    resumed = Session.resume(journal)
    resumed.play_to_end()
    resumed.close()
    played = Session.create(create_journal(str(tmp_path / "other.bulkhead"), opening))
    played.play_to_end()
    assert played.digest == resumed.digest
    played.close()
