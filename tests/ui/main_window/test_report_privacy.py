"""A report of a problem names nobody: neither who sits here, nor where things lie, nor what they are called."""

import platform
from pathlib import Path

import pytest

from tests.support.command_line import GAP
from tests.support.window_pilot import Pilot
from ui.bridge.window_settings import LAST_SESSION

NAME = "wendelin-quist"


def test_a_report_holds_no_name_of_a_person_a_folder_a_machine_or_a_scenario(
    qtbot: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home" / NAME
    home.mkdir(parents=True)
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(home))
    for variable in ("USER", "USERNAME", "LOGNAME"):
        monkeypatch.setenv(variable, NAME)
    monkeypatch.setattr(platform, "node", lambda: f"{NAME}-laptop")
    scenario = home / f"{NAME}.toml"
    text = GAP.replace("FUND", "500").replace("A gap", f"The losses of {NAME}").replace("A caption.", f"Poor {NAME}.")
    scenario.write_text(text)
    pilot = Pilot(qtbot, home, str(scenario))
    window = pilot.window
    window.host.play_to(window.host.session.opening.ends_ns)
    journal = window.host.session.journal
    journal.add_bookmark(1, window.host.session.now_ns, f"{NAME} sold here")
    assert NAME in window.settings.text(LAST_SESSION) and NAME in window.windowTitle()
    dialog = window.shell.show_report()
    assert dialog.save_to(home / "report.json")
    told = (home / "report.json").read_text(encoding="utf-8")
    assert window.host.session.digest in told
    for personal in (NAME, NAME.title(), str(tmp_path), str(home), "/home", "losses"):
        assert personal not in told
    dialog.close()
    window.close()
