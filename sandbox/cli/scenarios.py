"""`bulkhead scenarios`: lists the bundled scenarios."""

import json

from sandbox.cli.arguments import Arguments
from sandbox.loading.scenario_toml import scenario_listings


def run(argv: list[str]) -> int:
    """List ids and titles."""
    parser = Arguments(prog="bulkhead scenarios", description="List the bundled scenarios.")
    parser.add_argument("--json", action="store_true", help="as JSON")
    options = parser.parse_args(argv)
    found = scenario_listings()
    if options.json:
        rows = [{"id": one.id, "title": one.title, "rulebook": one.rulebook, "starts": one.starts} for one in found]
        print(json.dumps(rows, indent=1))
    else:
        for one in found:
            print(f"{one.id:<28} {one.title} ({one.rulebook})")
    return 0
