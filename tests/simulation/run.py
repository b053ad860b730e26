"""Random worlds against the auditor from the command line: `python -m tests.simulation.run --seed N --steps M`.

Exit 0 where everything holds, 1 where something does not: then the seed and the step say how to see it again.
"""

import argparse
import sys
import time

from tests.simulation.simulation import Outcome, simulate

SHRINKS_MAX = 12
WORLD_STEPS = 500  # steps of one world; longer runs take several, whose seeds follow each other


def shrink(found: Outcome, *, variety: bool = True) -> Outcome:
    """Return the shortest run of the same seed that still breaks; a broken replay is searched by halving."""
    best, low = found, 0
    for _ in range(SHRINKS_MAX):
        middle = (low + best.step) // 2
        if middle in (low, best.step):
            break
        again = simulate(found.seed, middle, variety=variety)
        if again.violation:
            best = again
        else:
            low = middle
    return best


def main(argv: list[str] | None = None) -> int:
    """Run the worlds that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.run", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the first world (default 1)")
    parser.add_argument("--steps", type=int, default=20_000, help="steps in all (default 20,000)")
    parser.add_argument("--world-steps", type=int, default=WORLD_STEPS, help="steps of one world (default 500)")
    parser.add_argument("--plain", action="store_true", help="worlds without inverse contracts, as old seeds know them")
    parser.add_argument("--keep-going", action="store_true", help="go on after a violation")
    options = parser.parse_args(argv)
    left, seed, failed, started = options.steps, options.seed, 0, time.perf_counter()
    while left > 0:
        outcome = simulate(seed, min(left, options.world_steps), variety=not options.plain)
        if outcome.violation:
            failed += 1
            short = shrink(outcome, variety=not options.plain)
            print(f"seed {short.seed} step {short.step}: {short.violation}")
            print(
                f"  see it again: python -m tests.simulation.run --seed {short.seed} --steps {max(1, short.step)}"
                + (" --plain" if options.plain else "")
            )
            if not options.keep_going:
                break
        else:
            print(f"seed {seed} steps {outcome.steps} events {outcome.events} {outcome.digest}")
        left -= options.world_steps
        seed += 1
    print(f"{options.steps - max(0, left)} steps, {failed} violations, {time.perf_counter() - started:.1f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
