"""The `bulkhead` command without a window: one module a command, and every problem is one line."""

import difflib
import importlib
import os
import sys

from sandbox import __version__
from sandbox.values.problems import Problem

COMMANDS = {
    "risk": ("sandbox.cli.risk", "margins, liquidation and bankruptcy prices and loss reach of accounts in JSON"),
    "run": ("sandbox.cli.run", "play a scenario without a window"),
    "verify": ("sandbox.cli.verify", "audit a session file"),
    "import": ("sandbox.cli.import_market", "read market data into your market library"),
    "rulebooks": ("sandbox.cli.rulebooks", "list the rulebooks, or check one of yours"),
    "scenarios": ("sandbox.cli.scenarios", "list the scenarios"),
    "doctor": ("sandbox.cli.doctor", "tell what is missing on this machine and the line that installs it"),
}


def main(argv: list[str]) -> int:
    """Run one command; returns the exit code (0 done, 1 the answer is no, 2 bad input, 3 environment)."""
    if not argv or argv[0] not in COMMANDS:
        return _unknown(argv)
    try:
        return int(importlib.import_module(COMMANDS[argv[0]][0]).run(argv[1:]))
    except Problem as problem:
        print(f"bulkhead: {problem}", file=sys.stderr)
        return problem.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has left
        return 0
    except KeyboardInterrupt:
        print("bulkhead: stopped; what was committed is kept", file=sys.stderr)
        return 3
    except MemoryError:
        print("bulkhead: out of memory; use a smaller file", file=sys.stderr)
        return 3
    except RecursionError:
        print("bulkhead: the file is nested too deeply; flatten it", file=sys.stderr)
        return 2


def _unknown(argv: list[str]) -> int:
    if argv and argv[0] == "--version":
        print(f"bulkhead {__version__}")
        return 0
    if argv and argv[0] in ("-h", "--help"):
        print(help_text())
        return 0
    word = argv[0] if argv else ""
    close = difflib.get_close_matches(word, COMMANDS, 1)
    hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(COMMANDS)}"
    print(f"bulkhead: unknown command {word!r}; {hint}", file=sys.stderr)
    return 2


def help_text() -> str:
    """Return what `bulkhead --help` prints."""
    rows = [
        "Bulkhead: an offline flight simulator for liquidation risk.",
        "",
        "bulkhead [FILE] [--scenario ID|FILE] [--play] [--speed N] [--theme dark|light] [--size WxH]",
        "    open the window (FILE: a session)",
        "bulkhead shot SCENARIO|SESSION --at TIME --out FILE.png [--size WxH] [--theme dark|light]",
        "    a picture of the window at a simulated time, without a display",
    ]
    for name, (_, about) in COMMANDS.items():
        rows += [f"bulkhead {name} ...", f"    {about}"]
    rows += ["", "bulkhead COMMAND --help tells more. Prices are simulated; nothing here leaves this machine."]
    return "\n".join(rows)
