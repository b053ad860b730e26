"""`bulkhead rulebooks [--json] [--check FILE]`: lists the bundled rulebooks, or checks one of your own."""

import json
from typing import Any

from sandbox.cli.arguments import Arguments
from sandbox.cli.risk_table import columns
from sandbox.loading.rulebook_toml import list_rulebooks, read_rulebook
from sandbox.rulebook.records import Rulebook
from sandbox.values.assets import decimal_text


def run(argv: list[str]) -> int:
    """Run the command; a file that does not pass the check is a Problem with its line and reason (exit 2)."""
    arguments = Arguments(prog="bulkhead rulebooks", description="List the bundled rulebooks, or check one of yours.")
    arguments.add_argument("--check", metavar="FILE", help="check this rulebook file instead of listing")
    arguments.add_argument("--json", action="store_true", help="print JSON instead of a table")
    chosen = arguments.parse_args(argv)
    books = list_rulebooks() if chosen.check is None else [read_rulebook(chosen.check)]
    if chosen.json:
        rows = [_summary(book) for book in books]
        print(json.dumps(rows if chosen.check is None else rows[0], indent=1, ensure_ascii=False))
    elif chosen.check is None:
        print("\n".join(columns([("id", "as of", "contracts", "name"), *(_row(book) for book in books)], left=3)))
    else:
        print(f"{chosen.check}: good; {books[0].name} with {len(books[0].contracts)} contracts")
    return 0


def _row(book: Rulebook) -> tuple[str, ...]:
    return book.id, book.as_of, ", ".join(contract.symbol for contract in book.contracts), book.name


def _summary(book: Rulebook) -> dict[str, Any]:
    return {
        "id": book.id,
        "name": book.name,
        "as_of": book.as_of,
        "sources": list(book.sources),
        "assumptions": list(book.assumptions),
        "contracts": [
            {
                "symbol": one.symbol,
                "base": one.base,
                "quote": one.quote,
                "settle": one.settle,
                "kind": one.kind,
                "tick": decimal_text(one.tick),
                "lot": decimal_text(one.lot),
                "brackets": len(one.brackets),
            }
            for one in book.contracts
        ],
    }
