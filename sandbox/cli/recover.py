"""`bulkhead recover`: takes out of a damaged session what is still whole, into a new file."""

import json

from msgspec.structs import asdict

from sandbox.cli.arguments import Arguments
from sandbox.session.recovery import recover_file


def run(argv: list[str]) -> int:
    """Recover a session; exit 1 where nothing can be."""
    parser = Arguments(
        prog="bulkhead recover",
        description="Write what is still whole of a damaged session into a new file; the old one stays as it is.",
    )
    parser.add_argument("session", help="a session file")
    parser.add_argument("--out", metavar="FILE", required=True, help="the new file; it must not exist yet")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(argv)
    found = recover_file(options.session, options.out)
    if options.json:
        print(json.dumps(asdict(found), indent=1))
        return 0
    branches = f"{found.branches} branch{'' if found.branches == 1 else 'es'}"
    print(f"{found.target}: recovered {found.steps} steps in {branches}, {found.bookmarks} bookmarks; it verifies")
    print(f"  {found.digest}")
    for line in found.lost or ["nothing"]:
        print(f"  lost: {line}")
    return 0
