"""What this machine has of what Bulkhead needs: packages, Qt, system libraries, shipped files, folders, display.

Each function answers one question and changes nothing that stays; `doctor` puts the answers together.
"""

import ctypes.util
import hashlib
import importlib.metadata
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from sandbox.loading.market_library import library_folder
from sandbox.loading.resource_files import RESOURCES

PACKAGES = ("PySide6-Essentials", "pyqtgraph", "numpy", "sqlite-utils", "msgspec", "platformdirs")
QT_PROBE = "import PySide6.QtSvg, PySide6.QtWidgets as w, PySide6.QtCore as c; w.QApplication([]); print(c.qVersion())"
QT_SECONDS_MAX = 60


def package_versions() -> dict[str, str | None]:
    """Return the installed version of each package we need, None where it is missing."""
    versions: dict[str, str | None] = {}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return versions


def missing_libraries() -> list[str]:
    """Return the Debian packages of system libraries that Qt would miss: those of a window only where X11 runs."""
    if not sys.platform.startswith("linux"):
        return []
    listed = tomllib.loads((RESOURCES / "system-libraries.toml").read_text(encoding="utf-8"))
    wanted = {**listed["offscreen"], **(listed["window"] if os.environ.get("DISPLAY") else {})}
    return [package for name, package in wanted.items() if ctypes.util.find_library(name) is None]


def qt_state() -> tuple[str, str | None]:
    """Start Qt without a display in a process of its own; returns its version, or why it does not load."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", QT_PROBE]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=QT_SECONDS_MAX, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "does not load", str(error)
    if done.returncode == 0:
        return f"{done.stdout.strip()}, loads", None
    said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    return "does not load", said[-1] if said else f"exit code {done.returncode}"


def display() -> str | None:
    """Return the display a window would open on, None where there is none."""
    if not sys.platform.startswith("linux"):
        return "the desktop's"
    return os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or None


def fonts() -> list[str]:
    """Return the names of the shipped font files that are there."""
    return sorted(path.stem for path in (RESOURCES / "fonts").glob("*.[ot]tf"))


def shipped_files() -> tuple[int, list[str]]:
    """Compare the shipped files with the index; returns how many it lists, and those missing or changed."""
    try:
        index = tomllib.loads((RESOURCES / "index.toml").read_text(encoding="utf-8"))
    except OSError:
        return 0, ["resources/index.toml"]
    listed = {f"{group['folder']}/{name}": told for group in index["group"] for name, told in group["sha256"].items()}
    damaged = [f"resources/{name}" for name, told in listed.items() if _sha256(RESOURCES / name) != told]
    return len(listed), damaged


def folders() -> dict[str, bool]:
    """Return the folders that Bulkhead writes into, and whether it can."""
    return {str(one): _is_writable(one) for one in (library_folder().parent, Path(tempfile.gettempdir()))}


def _sha256(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _is_writable(folder: Path) -> bool:
    """Tell whether a file can be made there, or in the nearest folder above where it is still to be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
