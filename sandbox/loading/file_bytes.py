"""The bytes of a user's file. A pipe is read to its end; one that nobody writes to is empty, and nothing ever waits."""

import os

from sandbox.values.problems import unreadable

NO_WAIT = getattr(os, "O_NONBLOCK", 0)


def read_bytes(path: str, bytes_max: int) -> bytes:
    """Return the bytes of a file, at most one more than `bytes_max`; Problem for what is missing, a folder, unreadable.

    A pipe without a writer would make `open` wait for ever, so it is opened without waiting.
    """
    try:
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | NO_WAIT)) as file:
            if NO_WAIT:
                os.set_blocking(file.fileno(), True)
            return file.read(bytes_max + 1)
    except (OSError, ValueError) as error:
        found = IsADirectoryError() if os.path.isdir(path) else error  # some systems call it a permission
        raise unreadable(path, found) from None
