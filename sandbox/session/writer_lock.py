"""One writer a session: an OS lock on a sidecar file that goes with the process, whatever happens to it."""

import contextlib
import os
import sys

from sandbox.values.problems import Problem


class WriterLock:
    """Holds `<file>.lock`; raises Problem (exit 3) where another process writes the session."""

    def __init__(self, path: str) -> None:
        self._path = f"{path}.lock"
        try:
            self._file = open(self._path, "a+b")  # noqa: SIM115 - held until release
        except OSError as error:
            raise Problem(f"{path}: cannot be written ({error.strerror}); check the folder's permissions", 3) from None
        try:
            _lock(self._file.fileno())
        except OSError:
            self._file.close()
            raise Problem(f"{path}: another program is writing this session; close it there first", 3) from None

    def release(self) -> None:
        """Let another writer in and remove the sidecar."""
        with contextlib.suppress(OSError):
            if sys.platform != "win32":
                os.unlink(self._path)
        self._file.close()
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                os.unlink(self._path)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
