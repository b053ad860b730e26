"""`bulkhead import`: reads market files of known formats into the user's market library."""

import json
import sys

from sandbox.cli.arguments import Arguments
from sandbox.loading.candle_files import read_market_file
from sandbox.loading.market_library import describe, series_name, store
from sandbox.values.problems import Problem


def run(argv: list[str]) -> int:
    """Import files; a bad one is reported and the others are still read (exit 2)."""
    parser = Arguments(prog="bulkhead import", description="Read candles or funding rates into your market library.")
    parser.add_argument("files", nargs="+", metavar="FILE", help="CSV, zip or gz")
    parser.add_argument("--contract", metavar="SYMBOL", help="what the files are of, where they do not say")
    parser.add_argument("--json", action="store_true", help="print what was read as JSON")
    options = parser.parse_args(argv)
    described, bad = [], 0
    for path in options.files:
        try:
            found = read_market_file(path)
            if options.contract:
                found.contract, found.contract_from = options.contract, "--contract"
            store(found)
        except Problem as problem:
            if problem.exit_code == 3:
                raise
            print(f"bulkhead: {problem}", file=sys.stderr)
            bad += 1
            continue
        row = describe(found)
        described.append(row)
        if not options.json:
            print(f"{path}: {row['rows']} rows of {row['format']} as {series_name(found)}")
            print(f"  {row['first']} to {row['last']}")
            print(f"  gaps {row['gaps']}, duplicates {row['duplicates']}, reordered {row['reordered']}, "
                  f"refused {len(found.refused)}")
    if options.json:
        print(json.dumps(described, indent=1))
    return 2 if bad else 0
