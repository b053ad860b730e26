"""Every bundled scenario plays to its end as it expects of itself, alike in one go and step by step."""

import pytest

from sandbox.cli.run import Watch
from sandbox.loading.resource_files import bundled
from sandbox.loading.scenario_toml import load_scenario
from sandbox.projections.summary import conservation, unmet_expectations
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.values.limits import INT64_MAX

IDS = sorted(bundled("scenarios"))


def test_there_are_scenarios() -> None:
    assert "gap-through-bankruptcy" in IDS


@pytest.mark.parametrize("scenario", IDS)
def test_it_meets_what_it_expects_and_conserves(scenario: str) -> None:
    session = Session.create(MemoryJournal(load_scenario(scenario)))
    watch = Watch(session, None)
    session.play_to_end()
    assert watch.failures() == []
    assert unmet_expectations(session.opening, session.state) == []
    assert set(conservation(session.state, watch.record).values()) == {"0"}


@pytest.mark.parametrize("scenario", IDS)
def test_jumping_and_short_slices_give_one_digest(scenario: str) -> None:
    opening = load_scenario(scenario)
    jumped = Session.create(MemoryJournal(opening))
    jumped.play_to_end()
    sliced, target = Session.create(MemoryJournal(opening)), opening.starts_ns
    width = max(1, (opening.ends_ns - opening.starts_ns) // 97)
    while not sliced.at_end:
        target += width
        while not sliced.advance_to(target, 1_000):
            continue
    by_event = Session.create(MemoryJournal(opening))
    while by_event.step_event() is not None:
        continue
    by_event.advance_to(INT64_MAX)
    assert jumped.digest == sliced.digest == by_event.digest
