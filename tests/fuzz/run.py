"""Fuzz every reader: `python -m tests.fuzz.run --inputs N [--seed S] [--reader NAME]`; exit 1 where one broke."""

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.attack import limit_memory, task
from tests.fuzz.readers import READERS

NAMES = [*READERS, "session"]
SLICE = 2_000  # inputs of one task
SESSION_SHARE = 50  # a session file takes so many times longer than a text


def tasks(readers: list[str], seed: int, count: int) -> list[tuple[str, int, int, int]]:
    """Return the slices that make up so many inputs, spread evenly over the readers."""
    shares = {one: max(1, count // len(readers) // (SESSION_SHARE if one == "session" else 1)) for one in readers}
    return [
        (reader, seed, first, min(SLICE, share - first))
        for reader, share in shares.items()
        for first in range(0, share, SLICE)
    ]


def main(argv: list[str] | None = None) -> int:
    """Fuzz, print what broke and how much was tried."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run", description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", choices=NAMES, action="append")
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--keep", type=Path, help="a folder for the inputs that broke a reader")
    options = parser.parse_args(argv)
    work = tasks(options.reader or NAMES, options.seed, options.inputs)
    started, tried, broken = time.perf_counter(), Counter[str](), 0
    with multiprocessing.get_context("spawn").Pool(options.workers, limit_memory, maxtasksperchild=20) as pool:
        for given, found in zip(work, pool.imap(task, work), strict=True):
            tried[given[0]] += given[3]
            for one in found:
                broken += 1
                print(f"{one.reader} --seed {options.seed} input {one.number}: {one.what}", flush=True)
                if options.keep:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"{one.reader}-{options.seed}-{one.number}").write_bytes(one.body)
    print(f"{sum(tried.values())} inputs {dict(tried)}, {broken} broken, {time.perf_counter() - started:.0f} s")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
