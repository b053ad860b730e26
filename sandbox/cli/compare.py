"""`bulkhead compare`: the same scenario under several regimes, side by side."""

import json
import sys
from collections.abc import Sequence

from sandbox.cli.arguments import Arguments
from sandbox.loading.rulebook_toml import load_rulebook
from sandbox.loading.scenario_toml import load_scenario
from sandbox.loading.toml_lines import near
from sandbox.rulebook.records import Rulebook
from sandbox.studies.compare import compare
from sandbox.studies.compare_table import as_csv, compared, rows
from sandbox.studies.regimes import BY_ID, REGIMES, Regime, offered
from sandbox.values.problems import Problem


def run(argv: list[str]) -> int:
    """Play a scenario under each regime and print what became of the wallets."""
    parser = Arguments(
        prog="bulkhead compare", description="Play one scenario under several regimes and rulebooks, side by side."
    )
    parser.add_argument("scenario", metavar="SCENARIO", help="id of a bundled scenario, or a file")
    parser.add_argument(
        "--regimes", metavar="LIST", help=f"separated by commas: {', '.join(BY_ID)} (default: all the book offers)"
    )
    parser.add_argument(
        "--rulebooks", metavar="LIST", help="ids or files, separated by commas (default: the scenario's)"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the answer as JSON, equity lines included")
    form.add_argument("--csv", action="store_true", help="print the table as CSV")
    options = parser.parse_args(argv)
    opening = load_scenario(options.scenario)
    books = [load_rulebook(one.strip()) for one in options.rulebooks.split(",")] if options.rulebooks else []
    regimes = _regimes(options.regimes, books or [opening.rulebook])
    runs = compare(opening, regimes, _progress if sys.stderr.isatty() else None, books)
    if options.json:
        print(json.dumps(compared(runs), indent=1))
    elif options.csv:
        print(as_csv(runs), end="")
    else:
        print(_as_text(rows(runs)))
    return 0


def _regimes(words: str | None, books: Sequence[Rulebook]) -> tuple[Regime, ...]:
    has = tuple(one for one in REGIMES if any(one in offered(book) for book in books))
    if words is None:
        return has
    chosen = []
    for word in dict.fromkeys(one.strip() for one in words.split(",")):
        if word not in BY_ID:
            raise Problem(f"--regimes: unknown regime {word[:40]!r}{near(word, BY_ID)}; known: {', '.join(BY_ID)}")
        if BY_ID[word] not in has:
            named, ids = " and ".join(one.id for one in books), ", ".join(one.id for one in has)
            raise Problem(f"--regimes: {word} is not offered by {named}; choose from {ids}")
        chosen.append(BY_ID[word])
    return tuple(chosen)


def _as_text(table: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    return "\n".join(lines)


def _progress(share: float) -> None:
    sys.stderr.write(f"\r{int(share * 100):3d} %" if share < 1 else "\r     \r")
    sys.stderr.flush()
