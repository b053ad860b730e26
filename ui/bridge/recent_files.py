"""The sessions opened last, remembered in the settings; files that are gone drop out."""

from __future__ import annotations

from pathlib import Path

from ui.bridge.window_settings import WindowSettings

KEY = "session/recent"
RECENT_MAX = 8
SEPARATOR = "\n"


def recent_files(settings: WindowSettings) -> list[Path]:
    """Return the files opened last that are still there, newest first."""
    return [Path(line) for line in settings.text(KEY).split(SEPARATOR) if line and Path(line).is_file()]


def remember_file(settings: WindowSettings, path: Path) -> None:
    """Put a file at the head of the list."""
    absolute = path.absolute()
    paths = [absolute, *(one for one in recent_files(settings) if one != absolute)]
    settings.set(KEY, SEPARATOR.join(str(one) for one in paths[:RECENT_MAX]))
