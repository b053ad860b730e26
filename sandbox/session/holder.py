"""Who writes a session, as the sidecar says it; and the Problem of a file that can only be looked at."""

import os
import platform
import time
from typing import BinaryIO

import msgspec

from sandbox.values.instants import instant_text
from sandbox.values.limits import NS_PER_SECOND
from sandbox.values.problems import Problem

SIDECAR_BYTES_MAX = 1_000
HOST_LENGTH_MAX = 60


class OnlyReadable(Problem):
    """The file cannot be written by us now, and `str()` says why; it can be opened for reading."""


class Holder(msgspec.Struct, frozen=True):
    """The process that writes a session: its number, its machine, and since when, in seconds of the epoch."""

    pid: int
    host: str
    since_s: int

    @property
    def text(self) -> str:
        """Return who it is, for a sentence."""
        host = "".join(letter for letter in self.host if letter.isprintable())[:HOST_LENGTH_MAX]
        return f"process {self.pid} on {host or 'this machine'} since {instant_text(self.since_s * NS_PER_SECOND)}"


def tell_holder(sidecar: BinaryIO) -> None:
    """Write down in the sidecar, which we hold, that it is us."""
    sidecar.truncate(0)
    sidecar.write(msgspec.json.encode(Holder(os.getpid(), platform.node(), int(time.time()))))
    sidecar.flush()


def holder_of(path: str) -> Holder | None:
    """Return who holds a session, where its sidecar says so."""
    try:
        with open(f"{path}.lock", "rb") as file:
            holder = msgspec.json.decode(file.read(SIDECAR_BYTES_MAX), type=Holder)
        holder.text  # noqa: B018 - a year that is none
        return holder
    except (OSError, ValueError, OverflowError):
        return None
