"""Soak the window: `python -m tests.soak.run --days N` prints a line a simulated day; exit 1 where something grows."""

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def main(argv: list[str] | None = None) -> int:
    """Play the days in a window without a screen, in a folder that goes again."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.run", description=__doc__)
    parser.add_argument("--days", type=int, default=56, help="simulated days (default 56, eight weeks)")
    days = parser.parse_args(argv).days
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from tests.soak.soak import complaints, soak
    from ui.theme import style

    application = QApplication.instance() or QApplication([])
    style.apply_theme(application, "dark")
    with TemporaryDirectory() as folder:
        os.environ["BULKHEAD_HOME"] = folder
        said = complaints(soak(days, Path(folder), lambda sample: print(sample, flush=True)))
    print("\n".join(said) or "nothing grows")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
