"""The `bulkhead` command without a window: one module a command, and every problem is one line."""

import contextlib
import difflib
import importlib
import os
import sys

from sandbox import __version__
from sandbox.values.problems import Problem

COMMANDS = {
    "risk": ("sandbox.cli.risk", "margins, liquidation and bankruptcy prices and loss reach of accounts in JSON"),
    "run": ("sandbox.cli.run", "play a scenario without a window"),
    "compare": ("sandbox.cli.compare", "play a scenario under several regimes, side by side"),
    "verify": ("sandbox.cli.verify", "audit a session file"),
    "recover": ("sandbox.cli.recover", "take what is whole out of a damaged session, into a new file"),
    "import": ("sandbox.cli.import_market", "read market data into your market library"),
    "rulebooks": ("sandbox.cli.rulebooks", "list the rulebooks, or check one of yours"),
    "scenarios": ("sandbox.cli.scenarios", "list the scenarios"),
    "doctor": ("sandbox.cli.doctor", "tell what is missing on this machine and the line that installs it"),
}
WITH_PICTURES = ("shot",)  # commands of the window's side
TRACEBACK_VARIABLE = "BULKHEAD_TRACEBACK"  # set: a bug of ours shows where it is


def main(argv: list[str]) -> int:
    """Run one command; returns the exit code (0 done, 1 the answer is no, 2 bad input, 3 environment)."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a letter shows its number, not a traceback
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _dispatch(argv)
        sys.stdout.flush()
        return code
    except Problem as problem:
        return _say(_one_line(str(problem)), problem.exit_code)
    except BrokenPipeError:
        _forget_reader()  # whoever read us has left
        return 0
    except KeyboardInterrupt:
        return _say("stopped; what was committed is kept", 3)
    except MemoryError:
        return _say("out of memory; use a smaller file", 3)
    except RecursionError:
        return _say("the file is nested too deeply; flatten it", 2)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _forget_reader()
        return _say(f"{where}{error.strerror or error}; check room and permissions", 3)
    except ModuleNotFoundError as error:
        return _say(f"the Python package {error.name} is missing; `pip install {error.name}` brings it", 3)
    except Exception as error:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        return _say(_one_line(f"a bug of ours, please report it: {type(error).__name__}: {error}"), 3)


def _dispatch(argv: list[str]) -> int:
    if not argv or argv[0] in ("-h", "--help"):
        print(help_text())
        return 0 if argv else 2
    if argv[0] == "--version":
        print(f"bulkhead {__version__}")
        return 0
    if argv[0] not in COMMANDS:
        raise unknown_command(argv[0])
    return int(importlib.import_module(COMMANDS[argv[0]][0]).run(argv[1:]))


def unknown_command(word: str) -> Problem:
    """Return the Problem of a first word that is no command, with the nearest that is one."""
    known = [*COMMANDS, *WITH_PICTURES]
    close = difflib.get_close_matches(word, known, 1)
    hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known)}"
    return Problem(f"unknown command {word[:200]!r}; {hint}")


def _say(line: str, code: int) -> int:
    with contextlib.suppress(OSError):
        print(f"bulkhead: {line}", file=sys.stderr)
    return code


def _one_line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\r" in text else text


def _forget_reader() -> None:
    """Point standard output nowhere, so that closing it at exit cannot fail again."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


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
