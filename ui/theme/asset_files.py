"""Where the theme's own files lie: fonts, icons and token files below `resources/`.

One lookup for checkout, wheel and frozen build. Only ui.theme reads these three folders.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

RESOURCES = "resources"


@cache
def resource_folder() -> Path:
    """Return the folder `resources`, beside the packages in a checkout or below one of them when installed."""
    here = Path(__file__).resolve()
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [parent / RESOURCES for parent in here.parents[1:3]]
    if frozen:
        candidates.insert(0, Path(frozen) / RESOURCES)
    candidates.append(here.parents[2] / "sandbox" / RESOURCES)
    for folder in candidates:
        if (folder / "themes").is_dir():
            return folder
    raise FileNotFoundError(f"the folder of fonts, icons and themes is missing: {candidates[0]}")


def asset_path(kind: str, file_name: str) -> Path:
    """Return the path of one file of `fonts`, `icons` or `themes`."""
    return resource_folder() / kind / file_name
