"""`bulkhead scenarios`: lists the bundled scenarios."""

import json

from sandbox.cli.arguments import Arguments
from sandbox.loading.scenario_toml import list_scenarios


def run(argv: list[str]) -> int:
    """List ids and titles."""
    parser = Arguments(prog="bulkhead scenarios", description="List the bundled scenarios.")
    parser.add_argument("--json", action="store_true", help="as JSON")
    options = parser.parse_args(argv)
    found = list_scenarios()
    if options.json:
        print(json.dumps([{"id": name, "title": title} for name, title in found], indent=1))
    else:
        for name, title in found:
            print(f"{name:<28} {title}")
    return 0
