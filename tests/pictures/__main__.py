"""`python -m tests.pictures FOLDER [MOMENT ...]`: every moment in both themes and three sizes, made without a display.

A file is called MOMENT-THEME-WIDTH.png; the widest is drawn at two pixels for one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = ((1280, 800, 1), (1440, 900, 1), (1920, 1080, 2))
THEMES = ("dark", "light")
SCALE = "QT_SCALE_FACTOR"


def main(arguments: list[str]) -> int:
    """Make the pictures; one process for each scale, because Qt reads it once."""
    if not arguments:
        print("usage: python -m tests.pictures FOLDER [MOMENT ...]", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    if SCALE in os.environ:
        _draw(folder, arguments[1:], int(os.environ[SCALE]))
        return 0
    codes = []
    for scale in (1, 2):
        surroundings = os.environ | {SCALE: str(scale), "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-m", "tests.pictures", *arguments]
        codes.append(subprocess.run(command, env=surroundings, check=False).returncode)
    return max(codes)


def _draw(folder: Path, wanted: list[str], scale: int) -> None:
    from PySide6.QtWidgets import QApplication

    from tests.pictures.moments import MOMENTS
    from ui.theme.style import apply_theme

    app = QApplication([])
    for name, moment in MOMENTS.items():
        if wanted and name not in wanted:
            continue
        for theme in THEMES:
            apply_theme(app, theme)
            for width, height, of_scale in SIZES:
                if of_scale == scale:
                    with tempfile.TemporaryDirectory() as user:
                        moment(Path(user), (width, height)).save(str(folder / f"{name}-{theme}-{width}.png"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
