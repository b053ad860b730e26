"""A pilot over a scenario written in a test, who moves in time."""

from pathlib import Path

from sandbox.values.instants import parse_instant
from sandbox.values.limits import NS_PER_SECOND
from tests.support.window_pilot import Pilot

DAY = "2020-03-12T"


def instant(time_of_day: str) -> int:
    """Return an instant of the day of the stories ("10:42:17")."""
    return parse_instant(f"{DAY}{time_of_day}Z")


class Flight(Pilot):
    """Plays to a time of the day, and looks back at one."""

    def __init__(self, qtbot: object, folder: Path, scenario: str) -> None:
        (folder / "story.toml").write_text(scenario, encoding="utf-8")
        super().__init__(qtbot, folder, str(folder / "story.toml"))

    def play_to(self, time_of_day: str) -> None:
        """Play at once."""
        self.window.host.play_to(instant(time_of_day))
        self.window.refresh(settle=False)

    def look_at(self, time_of_day: str) -> None:
        """Press on the timeline."""
        self.window.body.timeline.bar.seek_requested.emit(instant(time_of_day) / NS_PER_SECOND)
        self.window.refresh(settle=False)
