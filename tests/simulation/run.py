"""Random worlds against the auditor from the command line: `python -m tests.simulation.run --seed N --steps M`.

Exit 0 where everything holds, 1 where something does not: then the seed and the step say how to see it again.
"""

import argparse
import sys
import time

from tests.simulation.options import CLASSES
from tests.simulation.simulation import Outcome, simulate

SHRINKS_MAX = 12
WORLD_STEPS = 500  # steps of one world; longer runs take several, whose seeds follow each other


def shrink(found: Outcome) -> Outcome:
    """Return the smallest run that still breaks: as few classes of faults as do, then as few steps."""
    best = found
    for name in CLASSES:
        if name in best.options:
            again = simulate(found.seed, max(1, found.step), best.options - {name})
            best = again if again.violation else best
    return _fewer_steps(best)


def _fewer_steps(found: Outcome) -> Outcome:
    """Search by halving; a violation in a step stands at its first one already, one of a replay may come earlier."""
    best, low = found, 0
    for _ in range(SHRINKS_MAX):
        middle = (low + best.step) // 2
        if middle in (low, best.step):
            break
        again = simulate(found.seed, middle, found.options)
        if again.violation:
            best = again
        else:
            low = middle
    return best


def how_to_see(found: Outcome) -> str:
    """Return the command that shows a run again."""
    classes = ",".join(one for one in CLASSES if one in found.options) or "none"
    return f"python -m tests.simulation.run --seed {found.seed} --steps {max(1, found.step)} --classes {classes}"


def main(argv: list[str] | None = None) -> int:
    """Run the worlds that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.run", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the first world (default 1)")
    parser.add_argument("--steps", type=int, default=20_000, help="steps in all (default 20,000)")
    parser.add_argument("--world-steps", type=int, default=WORLD_STEPS, help="steps of one world (default 500)")
    parser.add_argument("--classes", help="classes of faults, with commas between them (default: each seed's own)")
    parser.add_argument("--keep-going", action="store_true", help="go on after a violation")
    options = parser.parse_args(argv)
    classes = None if options.classes is None else frozenset(options.classes.split(",")) - {"none"}
    if classes is not None and (unknown := classes - set(CLASSES)):
        parser.error(f"no class {', '.join(sorted(unknown))}; there are {', '.join(CLASSES)}")
    left, seed, failed, started = options.steps, options.seed, 0, time.perf_counter()
    while left > 0:
        outcome = simulate(seed, min(left, options.world_steps), classes)
        if outcome.violation:
            failed += 1
            short = shrink(outcome)
            print(f"seed {short.seed} step {short.step}: {short.violation}")
            print(f"  see it again: {how_to_see(short)}", flush=True)
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
