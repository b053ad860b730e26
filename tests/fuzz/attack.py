"""One reader under fire: each input is answered or refused in one line, within a second and 512 MiB."""

import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import FrameType

from sandbox.loading.scenario_toml import load_scenario
from sandbox.session.file import create_journal
from sandbox.session.session import Session
from sandbox.values.problems import Problem
from tests.fuzz.mutations import mutated, mutated_bytes
from tests.fuzz.readers import READERS, Reader, more_texts, read_session

SECONDS = 1.0
MEMORY_BYTES = 512 * 2**20
LINE_MAX = 1_000


class TooSlow(BaseException):
    """An input took longer than it may; no reader catches this."""


@dataclass(frozen=True)
class Found:
    """An input that broke its reader: `number` and the seed make it again, `what` is the end of the traceback."""

    reader: str
    number: int
    what: str
    body: bytes


def limit_memory() -> None:
    """Give this process so much memory beyond what it has, where the system can say so."""
    try:
        import resource
    except ImportError:  # Windows
        return
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY_BYTES, resource.RLIM_INFINITY))


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow inside what takes more time of the processor: others on the machine do not count."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _where(error: BaseException) -> str:
    """Return the innermost lines of the product in a traceback."""
    frames = [one for one in traceback.extract_tb(error.__traceback__) if "/sandbox/" in one.filename]
    return " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames[-4:]))


def outcome(read: Reader, path: Path) -> str:
    """Return "" where the reader answers or refuses in one line, else what it did."""
    try:
        with time_limit(SECONDS):
            read(str(path))
    except Problem as problem:
        said = str(problem)
        if problem.exit_code not in (1, 2, 3) or "\n" in said or len(said) > LINE_MAX:
            return f"refused in other than one line: {said[:200]!r}"
    except TooSlow as late:
        return f"more than {SECONDS} s at {_where(late)}"
    except MemoryError as full:
        return f"more than {MEMORY_BYTES} bytes at {_where(full)}"
    except Exception:
        return "\n".join(traceback.format_exc().splitlines()[-5:])
    return ""


def make_session(folder: Path) -> bytes:
    """Return a whole session file."""
    path = folder / "whole.bulkhead"
    session = Session.create(create_journal(str(path), load_scenario("gap-through-bankruptcy")))
    session.play_to_end()
    session.close()
    return path.read_bytes()


def inputs(reader: str, seed: int, first: int, count: int, folder: Path) -> Iterator[tuple[int, bytes]]:
    """Yield so many inputs of a reader; the same seed and number give the same input."""
    if reader == "session":
        whole = make_session(folder)
        for number in range(first, first + count):
            yield number, mutated_bytes(Random(f"{reader} {seed} {number}"), whole)
        return
    text, others = READERS[reader][0], more_texts().get(reader, [])
    for number in range(first, first + count):
        rng = Random(f"{reader} {seed} {number}")
        base = rng.choice([text, *others]) if others and rng.random() < 0.2 else text
        yield number, mutated(rng, base, others or [one for one, _ in READERS.values()])


def attack(reader: str, seed: int, first: int, count: int, folder: Path, read: Reader | None = None) -> list[Found]:
    """Try inputs `first` to `first + count` on a reader and return what broke it."""
    read = read or (read_session if reader == "session" else READERS[reader][1])
    path = folder / ("file.bulkhead" if reader == "session" else "file")
    found = []
    for number, body in inputs(reader, seed, first, count, folder):
        path.write_bytes(body)
        what = outcome(read, path)
        if what:
            found.append(Found(reader, number, what, body))
    return found


def task(given: tuple[str, int, int, int]) -> list[Found]:
    """Try one slice of inputs in a folder of its own."""
    reader, seed, first, count = given
    with TemporaryDirectory() as folder:
        return attack(reader, seed, first, count, Path(folder))
