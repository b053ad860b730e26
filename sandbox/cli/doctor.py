"""`bulkhead doctor`: versions, display, fonts, folders and libraries, and the line that installs what is missing."""

import ctypes.util
import importlib.metadata
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from sandbox import __version__
from sandbox.cli.arguments import Arguments
from sandbox.loading.market_library import library_folder
from sandbox.loading.resource_files import RESOURCES

PACKAGES = ("PySide6-Essentials", "pyqtgraph", "numpy", "sqlite-utils", "msgspec", "platformdirs")
LIBRARIES = {
    "glib-2.0": "libglib2.0-0",
    "GL": "libgl1",
    "EGL": "libegl1",
    "dbus-1": "libdbus-1-3",
    "fontconfig": "libfontconfig1",
    "xkbcommon": "libxkbcommon0",
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-keysyms": "libxcb-keysyms1",
    "xkbcommon-x11": "libxkbcommon-x11-0",
}
FONTS = ("Inter", "JetBrainsMono")


def run(argv: list[str]) -> int:
    """Print what there is; exit 3 where something is missing."""
    parser = Arguments(prog="bulkhead doctor", description="Tell what is missing here and the line that installs it.")
    parser.add_argument("--json", action="store_true", help="as JSON")
    options = parser.parse_args(argv)
    facts = examine()
    if options.json:
        print(json.dumps(facts, indent=1))
    else:
        for name, value in facts.items():
            print(f"{name:<18} {value if not isinstance(value, dict) else _rows(value)}")
    return 3 if facts["missing"] else 0


def examine() -> dict[str, object]:
    """Return what this machine has; `missing` lists what has to be installed, with the line that does it."""
    versions = {name: _version(name) for name in PACKAGES}
    libraries = _missing_libraries()
    missing = [f"pip install {name}" for name, version in versions.items() if version == "missing"]
    if libraries:
        missing.append(f"apt-get install -y --no-install-recommends {' '.join(libraries)}")
    fonts = [one for one in FONTS if not any(one in path.name for path in (RESOURCES / "fonts").rglob("*"))]
    missing += [f"the font {one}: reinstall Bulkhead" for one in fonts]
    folder = library_folder().parent
    if not _writable(folder):
        missing.append(f"a writable folder {folder}: check its permissions, or set BULKHEAD_HOME")
    return {
        "bulkhead": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": versions,
        "display": _display(),
        "data folder": str(folder),
        "missing": missing,
    }


def _rows(values: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def _missing_libraries() -> list[str]:
    if not sys.platform.startswith("linux"):
        return []
    return [package for name, package in LIBRARIES.items() if ctypes.util.find_library(name) is None]


def _display() -> str:
    if not sys.platform.startswith("linux"):
        return "the desktop's"
    found = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    return found or "none: run it in a desktop session, or under xvfb-run -a; `bulkhead shot` needs none"


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
