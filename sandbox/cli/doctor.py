"""`bulkhead doctor`: versions, display, fonts, folders and libraries, and the line that installs what is missing."""

import json
import platform

from sandbox import __version__
from sandbox.cli import machine
from sandbox.cli.arguments import Arguments

WIDTH = 12


def run(argv: list[str]) -> int:
    """Print what there is; exit 3 where something is missing."""
    parser = Arguments(prog="bulkhead doctor", description="Tell what is missing here and the line that installs it.")
    parser.add_argument("--json", action="store_true", help="as JSON")
    options = parser.parse_args(argv)
    facts = examine()
    print(json.dumps(facts, indent=1) if options.json else _text(facts))
    return 3 if facts["missing"] else 0


def examine() -> dict[str, object]:
    """Return what this machine has; `missing` lists what has to be done, each as one line to run or to follow."""
    versions = machine.package_versions()
    absent = [name for name, version in versions.items() if version is None]
    libraries = machine.missing_libraries()
    shipped, damaged = machine.shipped_files()
    folders = machine.folders()
    missing = [f"pip install {' '.join(absent)}"] if absent else []
    if libraries:
        missing.append(f"sudo apt-get install -y --no-install-recommends {' '.join(libraries)}")
    qt, qt_problem = ("not installed", None) if versions["PySide6-Essentials"] is None else machine.qt_state()
    if qt_problem is not None and not libraries:
        missing.append(
            f"Qt does not load ({qt_problem}): install the library it names, or reinstall PySide6-Essentials"
        )
    missing += [f"{name} is missing or changed: reinstall Bulkhead" for name in damaged]
    missing += [
        f"{path} cannot be written: check its permissions, or set BULKHEAD_HOME to another folder"
        for path, writable in folders.items()
        if not writable
    ]
    return {
        "bulkhead": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: version or "missing" for name, version in versions.items()},
        "qt": qt,
        "display": machine.display() or "none",
        "libraries": {"missing": libraries},
        "fonts": machine.fonts(),
        "files": {"shipped": shipped, "damaged": damaged},
        "folders": {path: "writable" if writable else "not writable" for path, writable in folders.items()},
        "missing": missing,
    }


def _text(facts: dict[str, object]) -> str:
    """Lay the facts out for a person, what is missing last."""
    lines = []
    for name, value in facts.items():
        if name == "missing":
            continue
        lines.append(f"{name:<{WIDTH}} {_shown(name, value)}")
    missing = facts["missing"]
    assert isinstance(missing, list)
    lines += ["", "Nothing is missing." if not missing else "Missing; this is what to do:"]
    return "\n".join([*lines, *(f"  {line}" for line in missing)])


def _shown(name: str, value: object) -> str:
    if name == "display" and value == "none":
        return "none: for a window run it in a desktop session, or under xvfb-run -a; `bulkhead shot` needs none"
    if isinstance(value, dict):
        pairs = [f"{key} {_shown('', one)}" for key, one in value.items()]
        return f"\n{' ' * (WIDTH + 1)}".join(pairs) if name in ("packages", "folders") else ", ".join(pairs)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value)
