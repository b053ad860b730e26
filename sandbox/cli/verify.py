"""`bulkhead verify`: audits a session file and says what it checked."""

import json
import sys
import time

from sandbox.cli.arguments import Arguments
from sandbox.session.verify import verify_file


def run(argv: list[str]) -> int:
    """Verify a session; exit 1 where it does not hold."""
    parser = Arguments(prog="bulkhead verify", description="Audit a session file: chain, double entry, replay, digest.")
    parser.add_argument("session", help="a session file")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(argv)
    started = time.perf_counter()
    verdict = verify_file(options.session)
    seconds = round(time.perf_counter() - started, 3)
    if options.json:
        print(
            json.dumps(
                {
                    "session": verdict.path,
                    "verified": not verdict.failure,
                    "failure": verdict.failure or None,
                    "checked": verdict.checked,
                    "steps": verdict.steps,
                    "events": verdict.events,
                    "updates": verdict.updates,
                    "decided_again": verdict.decided_again,
                    "digest": verdict.digest,
                    "seconds": seconds,
                },
                indent=1,
            )
        )
    elif not verdict.failure:
        print(f"{verdict.path}: verified ({', '.join(verdict.checked)})")
        print(f"  {verdict.steps} steps, {verdict.events} events, {verdict.updates} price updates, {seconds} s")
        print(f"  {verdict.digest}")
    if verdict.failure:
        print(f"bulkhead: {verdict.path}: does not verify: {verdict.failure}", file=sys.stderr)
        return 1
    return 0
