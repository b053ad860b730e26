"""What the window remembers between two starts: an ini file in the user's data folder, which BULKHEAD_HOME moves."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

FOLDER_VARIABLE = "BULKHEAD_HOME"
INI_NAME = "window.ini"
SESSIONS = "sessions"
LAST_SESSION = "session/last"  # its file
START_LAST = "session/open_last"  # whether a start goes on with it


def home_folder() -> Path:
    """Return the folder of everything Bulkhead keeps for a person."""
    told = os.environ.get(FOLDER_VARIABLE)
    if told:
        return Path(told)
    from platformdirs import user_data_path

    return user_data_path("bulkhead", appauthor=False)


class WindowSettings:
    """Typed access to the ini file; values of a wrong kind count as missing."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder if folder is not None else home_folder()
        self._ini = QSettings(str(self.folder / INI_NAME), QSettings.Format.IniFormat)

    def text(self, key: str, default: str = "") -> str:
        """Return a text."""
        value = self._ini.value(key, default)
        return value if isinstance(value, str) else default

    def number(self, key: str, default: int) -> int:
        """Return a whole number."""
        try:
            return int(str(self._ini.value(key, default)))
        except ValueError:
            return default

    def flag(self, key: str, default: bool) -> bool:
        """Return yes or no."""
        return str(self._ini.value(key, default)).lower() in ("true", "1")

    def state(self, key: str) -> QByteArray | None:
        """Return a saved geometry or splitter state."""
        value = self._ini.value(key)
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    def set(self, key: str, value: str | int | bool | QByteArray) -> None:
        """Remember a value."""
        self._ini.setValue(key, value)

    def write(self) -> None:
        """Write the file now; a read-only folder loses the settings and nothing else."""
        self._ini.sync()
