"""The one exception for what a user or the environment did: one line that says what, where and what to do."""

import errno

LINE_MAX = 900  # characters of a line that is shown
WRONG_NAMES = (errno.ELOOP, errno.ENAMETOOLONG, errno.EINVAL, errno.ENXIO)


class Problem(Exception):
    """Bad input or environment; `str()` is the line to show, `exit_code` that of the command (1, 2 or 3).

    A line that quotes something endless keeps its beginning and its end: the first says where, the last what to do.
    """

    def __init__(self, text: str, exit_code: int = 2) -> None:
        super().__init__(text if len(text) <= LINE_MAX else f"{text[: LINE_MAX // 2]} … {text[-LINE_MAX // 3 :]}")
        self.exit_code = exit_code


def unreadable(path: str, error: OSError | ValueError) -> Problem:
    """Return the Problem of a file that could not be opened: 2 for a wrong name, 3 for what the machine refuses."""
    shown = path if path.strip() and path.isprintable() else repr(path)
    if isinstance(error, FileNotFoundError):
        return Problem(f"{shown}: there is no such file; check the name")
    if isinstance(error, IsADirectoryError):
        return Problem(f"{shown}: is a folder; name a file in it")
    if isinstance(error, ValueError):
        return Problem(f"{shown}: is no file name; check it")
    if isinstance(error, NotADirectoryError) or error.errno in WRONG_NAMES:
        return Problem(f"{shown}: cannot be read ({error.strerror}); check the name")
    return Problem(f"{shown}: cannot be read ({error.strerror}); check its permissions", 3)
