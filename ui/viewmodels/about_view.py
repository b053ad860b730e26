"""What the program is built from: parts, versions and licences, read from what is installed."""

from __future__ import annotations

import platform

from msgspec import Struct

from sandbox import __version__

PARTS = (
    ("PySide6-Essentials", "LGPL-3.0 or GPL-2.0"),
    ("pyqtgraph", "MIT"),
    ("numpy", "BSD-3-Clause"),
    ("sqlite-utils", "Apache-2.0"),
    ("msgspec", "BSD-3-Clause"),
    ("platformdirs", "MIT"),
)
FONTS = (("Inter", "4 beta", "SIL OFL 1.1"), ("JetBrains Mono", "2", "SIL OFL 1.1"))
MISSING = "–"


class AboutView(Struct, frozen=True):
    """Version of the program and of Python, and the parts as (name, version, licence)."""

    version_text: str
    python_text: str
    parts: tuple[tuple[str, str, str], ...]


def _version(name: str) -> str:
    from importlib import metadata  # half a hundred modules that only this box asks for

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return MISSING


def about_view() -> AboutView:
    """Return what the about box says."""
    parts = tuple((name, _version(name), licence) for name, licence in PARTS)
    return AboutView(__version__, platform.python_version(), (("Bulkhead", __version__, "MIT"), *parts, *FONTS))
