"""The session of a start: the file named, the one open last, or the usual scenario; trouble is one sentence."""

from pathlib import Path

import pytest

from ui.bridge.first_session import DEFAULT_SCENARIO, FirstSession, first_session
from ui.bridge.options import WindowOptions
from ui.bridge.window_settings import LAST_SESSION, START_LAST, WindowSettings


@pytest.fixture
def settings(tmp_path: Path) -> WindowSettings:
    return WindowSettings(tmp_path)


def closed(first: FirstSession) -> tuple[str, str]:
    """Close the session and return its title and its file's name."""
    assert first.prepared is not None
    told = first.prepared.session.opening.id, first.prepared.path.name
    first.prepared.session.close()
    return told


def test_without_a_wish_it_is_the_usual_scenario_and_then_the_last_session(settings: WindowSettings) -> None:
    first = first_session(WindowOptions(), settings)
    assert closed(first) == (DEFAULT_SCENARIO, f"{DEFAULT_SCENARIO}.bulkhead") and first.trouble is None
    settings.set(LAST_SESSION, str(first.prepared.path))
    again = first_session(WindowOptions(), settings)
    assert not again.prepared.is_new and closed(again) == (DEFAULT_SCENARIO, f"{DEFAULT_SCENARIO}.bulkhead")
    settings.set(START_LAST, False)
    assert closed(first_session(WindowOptions(), settings))[1] == f"{DEFAULT_SCENARIO}-2.bulkhead"


def test_a_damaged_last_session_is_told_and_the_usual_scenario_begins(settings: WindowSettings, tmp_path: Path) -> None:
    (tmp_path / "broken.bulkhead").write_text("no session")
    settings.set(LAST_SESSION, str(tmp_path / "broken.bulkhead"))
    first = first_session(WindowOptions(), settings)
    assert closed(first)[0] == DEFAULT_SCENARIO and "broken.bulkhead" in first.trouble[1]


def test_a_named_file_or_scenario_that_cannot_be_had_leaves_none(settings: WindowSettings, tmp_path: Path) -> None:
    for options in (WindowOptions(file=str(tmp_path / "none.bulkhead")), WindowOptions(scenario="no-such-scenario")):
        first = first_session(options, settings)
        assert first.prepared is None and first.trouble is not None


def test_a_named_scenario_goes_before_the_last_session(settings: WindowSettings) -> None:
    named = WindowOptions(scenario="gap-through-bankruptcy")
    first = first_session(named, settings)
    settings.set(LAST_SESSION, str(first.prepared.path))
    assert closed(first)[0] == closed(first_session(named, settings))[0] == "gap-through-bankruptcy"
