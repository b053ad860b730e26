"""`bulkhead rulebooks [--json] [--check FILE]`: lists the bundled rulebooks and yours, or checks one."""

import json
import sys
from typing import Any

from sandbox.cli.arguments import Arguments
from sandbox.cli.risk_table import columns
from sandbox.loading.rulebook_check import check_rulebook
from sandbox.loading.rulebook_library import usable_rulebooks
from sandbox.loading.rulebook_toml import list_rulebooks
from sandbox.rulebook.records import Rulebook
from sandbox.values.assets import decimal_text

CHECK_HELP = (
    "check this file instead of listing: brackets that overlap or fall, falling rates, maintenance that jumps, "
    "impossible leverage, unknown keys; a line each (exit 2: it is no rulebook, 1: it can be used, but is doubtful)"
)


def run(argv: list[str]) -> int:
    """Run the command; what a check finds are lines with file, line and reason (exit 2: no rulebook, 1: doubtful)."""
    arguments = Arguments(prog="bulkhead rulebooks", description="List the bundled rulebooks and yours, or check one.")
    arguments.add_argument("--check", metavar="FILE", help=CHECK_HELP)
    arguments.add_argument("--json", action="store_true", help="print JSON instead of a table")
    chosen = arguments.parse_args(argv)
    if chosen.check is not None:
        return _check(chosen.check, as_json=chosen.json)
    own = usable_rulebooks()
    books = [*list_rulebooks(), *own]
    if chosen.json:
        print(json.dumps([_summary(book) | {"yours": book in own} for book in books], indent=1, ensure_ascii=False))
    else:
        print("\n".join(columns([("id", "as of", "contracts", "name"), *(_row(book) for book in books)], left=3)))
    return 0


def _check(path: str, *, as_json: bool) -> int:
    """Check a file: a line on standard error for each finding, or all of them as JSON on standard output."""
    check = check_rulebook(path)
    if as_json:
        found = [{"line": one.line, "reason": one.text, "usable": not one.is_error} for one in check.findings]
        answer = {"file": path, "good": not found, "findings": found}
        print(json.dumps(answer | (_summary(check.book) if check.book else {}), indent=1, ensure_ascii=False))
        return check.exit_code
    for one in check.findings:
        print(f"bulkhead: {path}:{one.line}: {one.text}", file=sys.stderr)
    if check.book is not None and not check.findings:
        print(f"{path}: good; {check.book.name} with {len(check.book.contracts)} contracts")
    return check.exit_code


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
