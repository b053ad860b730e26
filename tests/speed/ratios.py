"""Measure two callables side by side and report their ratio; medians of interleaved rounds, so noise hits both."""

import json
import statistics
import time
from collections.abc import Callable

Clock = Callable[[], float]


def seconds(call: Callable[[], object], clock: Clock = time.perf_counter) -> float:
    """Return the seconds of one call: on the wall, or of the processor by `time.process_time`."""
    started = clock()
    call()
    return clock() - started


def medians(
    ours: Callable[[], object], floor: Callable[[], object], rounds: int = 15, clock: Clock = time.perf_counter
) -> tuple[float, float]:
    """Return the median seconds of both, measured in turn after one warm-up each."""
    ours(), floor()
    pairs = [(seconds(ours, clock), seconds(floor, clock)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def report(metric: str, value: float, unit: str, better: str, **more: float) -> None:
    """Print a line that the peers' benchmarks understand, and people too."""
    print("BENCH " + json.dumps({"metric": metric, "value": value, "unit": unit, "better": better, **more}))
