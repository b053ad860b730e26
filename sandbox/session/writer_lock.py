"""One writer a session: an OS lock on a sidecar file that goes with the process, whatever happens to it."""

import contextlib
import os
import sys

from sandbox.values.problems import Problem


class WriterLock:
    """Holds `<file>.lock`; raises Problem (exit 3) where another process writes the session."""

    def __init__(self, path: str) -> None:
        self._path = f"{path}.lock"
        self._take(path)
        while not self._is_in_place():  # whoever wrote before removed the sidecar between our opening and locking it
            self._file.close()
            self._take(path)

    def _take(self, path: str) -> None:
        try:
            self._file = open(self._path, "a+b")  # noqa: SIM115 - held until release
        except OSError as error:
            raise Problem(f"{path}: cannot be written ({error.strerror}); check the folder's permissions", 3) from None
        try:
            _lock(self._file.fileno())
        except OSError:
            self._file.close()
            raise Problem(f"{path}: another program is writing this session; close it there first", 3) from None

    def _is_in_place(self) -> bool:
        """Tell whether the locked file is still the one under the sidecar's name, which others will lock."""
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), os.stat(self._path))
        except OSError:
            return False

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
