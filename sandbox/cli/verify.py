"""`bulkhead verify`: audits a session file and says what it checked."""

import json
import sys
import time

from sandbox.cli.arguments import Arguments
from sandbox.session.verify import verify_file
from sandbox.session.verify_replay import BranchVerdict
from sandbox.values.instants import instant_text


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
                    "branches": [
                        {
                            "branch": one.branch.branch,
                            "parent": one.branch.parent,
                            "from_step": one.branch.from_step,
                            "from": instant_text(one.branch.from_ns),
                            "current": one.branch.branch == verdict.current_branch,
                            "decided_again": one.decided_again,
                            "digest": one.digest,
                        }
                        for one in verdict.branches
                    ],
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
        for one in verdict.branches if len(verdict.branches) > 1 else ():
            print(f"  {_branch_text(one, one.branch.branch == verdict.current_branch)}")
    if verdict.failure:
        print(f"bulkhead: {verdict.path}: does not verify: {verdict.failure}", file=sys.stderr)
        return 1
    return 0


def _branch_text(one: BranchVerdict, is_current: bool) -> str:
    branch, mark = one.branch, " (current)" if is_current else ""
    start = "the main one"
    if branch.parent is not None:
        start = f"from step {branch.from_step} of branch {branch.parent}, at {instant_text(branch.from_ns)}"
    return f"branch {branch.branch}{mark}: {start}, {one.digest}"
