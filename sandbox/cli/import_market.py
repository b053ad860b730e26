"""`bulkhead import`: reads market files of known formats into the user's market library."""

import json
import re
import sys
from typing import Any

from sandbox.cli.arguments import Arguments
from sandbox.values.problems import Problem

REFUSED_SHOWN = 5
_CONTRACT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,39}")
_FROM = {"content": "named in the file", "option": "as told", "file_name": "from the file name"}


def run(argv: list[str]) -> int:
    """Import files; a bad one is reported in one line and the others are still read (exit 2)."""
    from sandbox.loading.market_records import summary

    parser = Arguments(prog="bulkhead import", description="Read candles or funding rates into your market library.")
    parser.add_argument("files", nargs="+", metavar="FILE", help="CSV or JSON, or a zip or gz of one")
    parser.add_argument("--contract", metavar="SYMBOL", help="what the files are of, where they do not say")
    parser.add_argument("--json", action="store_true", help="print what was read as JSON")
    options = parser.parse_args(argv)
    contract = options.contract.upper() if options.contract is not None else None
    if contract is not None and _CONTRACT.fullmatch(contract) is None:
        raise Problem(f"--contract: {options.contract[:40]!r} is no symbol; write one such as BTCUSDT-PERP")
    rows: list[dict[str, Any]] = []
    is_bad = False
    for path in options.files:
        try:
            found, name, is_new = _import(path, contract)
        except Problem as problem:
            if problem.exit_code == 3:
                raise
            print(f"bulkhead: {problem}", file=sys.stderr)
            is_bad = True
            continue
        row = summary(found) | {"stored_as": name, "new": is_new}
        rows.append(row)
        if not options.json:
            print(_as_text(row))
    if options.json:
        print(json.dumps(rows, indent=1))
    return 2 if is_bad else 0


def _import(path: str, contract: str | None) -> tuple[Any, str, bool]:
    from sandbox.loading.candle_files import read_market_file
    from sandbox.loading.market_library import store

    found = read_market_file(path, contract)
    return found, *store(found)


def _as_text(row: dict[str, Any]) -> str:
    contract = "contract unknown (say --contract)"
    if row["contract"]:
        contract = f"{row['contract']} ({_FROM[row['contract_from']]})"
    kept = f"kept as {row['stored_as']}" if row["new"] else f"was kept before as {row['stored_as']}"
    interval = row["interval"] or "mixed"
    lines = [
        f"{row['file']}: {row['rows']} rows of {row['format']}, {contract}; {kept}",
        f"  {row['first']} to {row['last']}, interval {interval}, gaps {row['gaps']}, "
        f"duplicates {row['duplicates']}, reordered {row['reordered']}, refused {len(row['refused'])}",
    ]
    lines += [f"  line {one['line']} refused: {one['why']}" for one in row["refused"][:REFUSED_SHOWN]]
    if len(row["refused"]) > REFUSED_SHOWN:
        lines.append(f"  and {len(row['refused']) - REFUSED_SHOWN} more refused (--json lists them)")
    return "\n".join(lines + [f"  {note}" for note in row["notes"]])
