"""Every moment of the window in both themes and three sizes, made without a display.

`python -m tests.pictures FOLDER [MOMENT ...]` saves pictures, called MOMENT-THEME-WIDTH.png; the widest is drawn at two
pixels for one. `python -m tests.pictures --check [MOMENT ...]` looks at the same layouts instead and prints what is
cut, covered or too small; it ends with 1 where it found something.
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
CHECK = "--check"


def main(arguments: list[str]) -> int:
    """Make the pictures, or look at the layouts; one process for each scale, because Qt reads it once."""
    if not arguments:
        print(f"usage: python -m tests.pictures FOLDER|{CHECK} [MOMENT ...]", file=sys.stderr)
        return 2
    if arguments[0] != CHECK:
        Path(arguments[0]).mkdir(parents=True, exist_ok=True)
    if SCALE in os.environ:
        return _look(arguments[0], arguments[1:], int(os.environ[SCALE]))
    codes = []
    for scale in (1, 2):
        surroundings = os.environ | {SCALE: str(scale), "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-m", "tests.pictures", *arguments]
        codes.append(subprocess.run(command, env=surroundings, check=False).returncode)
    return max(codes)


def _look(target: str, wanted: list[str], scale: int) -> int:
    from PySide6.QtWidgets import QApplication

    from tests.pictures.page_moments import ALL_MOMENTS as MOMENTS
    from ui.theme.style import apply_theme

    app = QApplication([])
    found = 0
    for name, moment in MOMENTS.items():
        if wanted and name not in wanted:
            continue
        for theme in THEMES:
            apply_theme(app, theme)
            for width, height, of_scale in SIZES:
                if of_scale != scale:
                    continue
                with tempfile.TemporaryDirectory() as user:
                    if target == CHECK:
                        told = moment.complaints(Path(user), (width, height))
                        found += len(told)
                        for one in told:
                            print(f"{name}, {theme}, {width}x{height}: {one}", flush=True)
                    else:
                        picture = moment.draw(Path(user), (width, height))
                        picture.save(str(Path(target) / f"{name}-{theme}-{width}.png"))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
