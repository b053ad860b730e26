"""One writer a session: an OS lock on a sidecar file that goes with the process, whatever happens to it."""

import contextlib
import os
import sys

from sandbox.session.holder import OnlyReadable, holder_of, tell_holder

LOCKED_BYTE = 2**30  # on Windows what is locked cannot be read, so it is none of the sidecar's own


class WriterLock:
    """Holds `<file>.lock`, which says who we are; raises OnlyReadable (exit 3) where another process writes."""

    def __init__(self, path: str) -> None:
        self._path = f"{path}.lock"
        self._take(path)
        while not self._is_in_place():  # whoever wrote before removed the sidecar between our opening and locking it
            self._file.close()
            self._take(path)
        with contextlib.suppress(OSError):  # on a full disk nobody learns who we are, and no more
            tell_holder(self._file)

    def _take(self, path: str) -> None:
        try:
            self._file = open(self._path, "a+b")  # noqa: SIM115 - held until release
        except OSError as error:
            text = f"cannot be written ({error.strerror}); check the folder's permissions"
            raise OnlyReadable(f"{path}: {text}", 3) from None
        try:
            _lock(self._file.fileno())
        except OSError:
            self._file.close()
            holder = holder_of(path)
            who = f" ({holder.text})" if holder is not None else ""
            text = f"another program is writing this session{who}; close it there first"
            raise OnlyReadable(f"{path}: {text}", 3) from None

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
        os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
