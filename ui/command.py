"""The `bulkhead` console command: window and pictures live here, all else goes to the Qt-free command line."""

import sys

from sandbox.cli.main import COMMANDS
from sandbox.cli.main import main as run_without_window
from sandbox.values.problems import Problem

TEXT_FLAGS = ("-h", "--help", "--version")


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code; Qt is imported only where a window or a picture is wanted."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments and (arguments[0] in COMMANDS or arguments[0] in TEXT_FLAGS):
        return run_without_window(arguments)
    try:
        if arguments and arguments[0] == "shot":
            from ui.shot import main as shot

            return shot(arguments[1:])
        return _window(arguments)
    except Problem as problem:
        print(f"bulkhead: {problem}", file=sys.stderr)
        return problem.exit_code
    except ImportError as error:
        print(f"bulkhead: Qt cannot be loaded ({error}); `bulkhead doctor` says what to install", file=sys.stderr)
        return 3


def _window(arguments: list[str]) -> int:
    from ui.app import main as window

    return window(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
