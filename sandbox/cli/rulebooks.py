"""`bulkhead rulebooks`: lists the bundled rulebooks, or checks a file."""

import json

from sandbox.cli.arguments import Arguments
from sandbox.loading.rulebook_toml import list_rulebooks, load_rulebook


def run(argv: list[str]) -> int:
    """List ids, names and dates; --check FILE reads one and says what is wrong with it."""
    parser = Arguments(prog="bulkhead rulebooks", description="List the bundled rulebooks.")
    parser.add_argument("--check", metavar="FILE", help="read FILE and say what is wrong with it")
    parser.add_argument("--json", action="store_true", help="as JSON")
    options = parser.parse_args(argv)
    books = [load_rulebook(options.check)] if options.check else list_rulebooks()
    if options.json:
        print(json.dumps([
            {"id": b.id, "name": b.name, "as_of": b.as_of, "contracts": [c.symbol for c in b.contracts],
             "sources": list(b.sources)}
            for b in books
        ], indent=1))
        return 0
    for book in books:
        print(f"{book.id:<22} {book.name} ({book.as_of}): {', '.join(c.symbol for c in book.contracts)}")
    return 0
