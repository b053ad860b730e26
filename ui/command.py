"""The `bulkhead` console command: window and pictures live here, all else goes to the Qt-free command line."""

import gc
import os
import sys

from sandbox.cli.main import COMMANDS, WITH_PICTURES, unknown_command
from sandbox.cli.main import main as run_without_window
from sandbox.values.problems import Problem

TEXT_FLAGS = ("-h", "--help", "--version")


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code; Qt is imported only where a window or a picture is wanted."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments and (arguments[0] in COMMANDS or arguments[0] in TEXT_FLAGS):
        return run_without_window(arguments)
    try:
        _check_first(arguments)
        if arguments and arguments[0] in WITH_PICTURES:
            prepare_imports()
            from ui.shot import main as shot

            return shot(arguments[1:])
        return _window(arguments)
    except Problem as problem:
        print(f"bulkhead: {problem}", file=sys.stderr)
        return problem.exit_code
    except ImportError as error:
        print(f"bulkhead: Qt cannot be loaded ({error}); `bulkhead doctor` says what to install", file=sys.stderr)
        return 3


def _check_first(arguments: list[str]) -> None:
    """Refuse a first word that is neither a command nor a file, before a window opens to say so."""
    word = arguments[0] if arguments else "-"
    if word.startswith("-") or word in WITH_PICTURES or os.path.exists(word):
        return
    if os.path.splitext(word)[1] or os.path.dirname(word):
        raise Problem(f"{word}: there is no such file; check the name")
    raise unknown_command(word)


def prepare_imports() -> None:
    """Make the imports of a window or a picture quicker; called before the first of them."""
    gc.disable()  # what they make stays; the window looks for garbage again once it is shown
    # Nothing here is linear algebra: the threads that numpy would start for it spin for nothing.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from ui.bridge.late_signatures import load_qt
    from ui.bridge.undocumented_numpy import leave_documentation_out

    leave_documentation_out()
    load_qt()
    from ui.bridge.feature_scan import end_feature_scan

    end_feature_scan()


def _window(arguments: list[str]) -> int:
    prepare_imports()
    from ui.app import main as window

    return window(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
