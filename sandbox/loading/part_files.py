"""Files half written: each is written as a ".part" beside its place and then takes it, so what is read is always whole.

One that was killed meanwhile leaves its part behind; the next who writes there takes it away.
"""

import contextlib
import time
from pathlib import Path

SUFFIX = ".part"
LEFT_AFTER_SECONDS = 3_600  # no writing takes as long, so nobody writes it any more


def sweep_parts(folder: Path) -> None:
    """Take away the parts in a folder that nobody writes any more; one that cannot be taken away stays."""
    with contextlib.suppress(OSError):
        for part in folder.glob(f"*{SUFFIX}"):
            with contextlib.suppress(OSError):
                if time.time() - part.stat().st_mtime > LEFT_AFTER_SECONDS:
                    part.unlink()
