"""Set up and start Bulkhead on a fresh machine: `python3 resources/bootstrap.py run|test`. Standard library only.

Makes .venv, installs from the hashed lock, then opens the application or runs every check. Quick the second time:
a stamp in .venv remembers what was installed. On bare Linux the missing system packages come through apt first.
"""

import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = ROOT / "resources" / "locks"
STORY = "black-thursday"
QT_PACKAGES = [
    "libglib2.0-0",
    "libgl1",
    "libegl1",
    "libdbus-1-3",
    "libfontconfig1",
    "libxkbcommon0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
    "libxcb-image0",
    "libxcb-render-util0",
    "libxcb-randr0",
    "libxcb-sync1",
    "libxcb-xfixes0",
    "libx11-xcb1",
]
QT_LIBRARIES = ("glib-2.0", "GL", "EGL", "dbus-1", "fontconfig", "xkbcommon")


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"bulkhead: {text}", flush=True)


def stop(text: str, code: int = 3) -> None:
    """Leave with one line that says what to do."""
    print(f"bulkhead: {text}", file=sys.stderr, flush=True)
    raise SystemExit(code)


def call(command: list[str], quiet: bool = True) -> None:
    """Run a command; where it fails, show what it said and leave."""
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=quiet, check=False)
    if done.returncode:
        if quiet:
            print((done.stdout + done.stderr)[-4000:], file=sys.stderr)
        stop(f"{' '.join(command[:4])} ... failed with {done.returncode}")


def system_packages() -> list[str]:
    """Return the Debian packages that are missing here."""
    if not sys.platform.startswith("linux"):
        return []
    missing = [] if all(ctypes.util.find_library(name) for name in QT_LIBRARIES) else list(QT_PACKAGES)
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        missing.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    return missing


def install_system_packages() -> None:
    """Install what is missing through apt as root, or say the line that does it."""
    missing = system_packages()
    if not missing:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if not shutil.which("apt-get"):
        stop(f"system libraries are missing; install the equivalents of: {' '.join(missing)}")
    if os.geteuid() != 0:
        stop(f"system libraries are missing; run: sudo {line}")
    say("installing system packages")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], line.split()):
        done = subprocess.run(command, env=environment, text=True, capture_output=True, check=False)
        if done.returncode and command[1] != "update":
            stop(f"{line} failed: {done.stderr.strip().splitlines()[-1:]}")


def python() -> Path:
    """Return the environment's interpreter."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp(lock: Path) -> str:
    """Return what the environment depends on, as a hash."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (lock, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def install(kind: str) -> None:
    """Make .venv and install the lock of `kind` ("runtime" or "dev") unless that was done before."""
    lock = LOCKS / f"{kind}.txt"
    mark = VENV / f"installed-{kind}"
    if mark.exists() and python().exists() and mark.read_text() == stamp(lock):
        return
    if not python().exists():
        say("making .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        call([sys.executable, "-m", "venv", str(VENV)])
    pip = [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    say(f"installing {kind} packages (a minute the first time)")
    call([*pip, "--require-hashes", "-r", str(lock)])
    if kind == "dev":
        call([*pip, "--no-deps", "--no-build-isolation", "-e", "."])
    mark.write_text(stamp(lock))


def has_display() -> bool:
    """Tell whether a window can be shown."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(arguments: list[str]) -> int:
    """Open the window on a crash that plays, or render the story where there is no display."""
    install_system_packages()
    install("runtime")
    command = [str(python()), "-m", "ui.command"]
    if has_display():
        return subprocess.call([*command, *(arguments or ["--scenario", STORY, "--play"])], cwd=ROOT)
    say(
        "no display: for the window run it in a desktop session, or: apt-get install xvfb && xvfb-run -a python3 "
        "resources/bootstrap.py run; rendering the story to files instead"
    )
    session, picture = f"{STORY}.bulkhead", f"{STORY}.png"
    code = subprocess.call([*command, "run", STORY, "--session", session, "--overwrite"], cwd=ROOT)
    at = "2020-03-12T10:48:00Z"
    code = code or subprocess.call([*command, "shot", STORY, "--at", at, "--out", picture], cwd=ROOT)
    if code == 0:
        say(f"wrote {picture} and {session}")
    return code


def test(arguments: list[str]) -> int:
    """Run every check: style, types, layers, tests."""
    install_system_packages()
    install("dev")
    tools = python().parent
    checks = [
        [str(tools / "ruff"), "check", "."],
        [str(tools / "ruff"), "format", "--check", "."],
        [str(tools / "mypy")],
        [str(tools / "lint-imports")],
        [str(python()), "-m", "pytest", "-q", *arguments],
    ]
    for check in checks:
        say(" ".join([Path(check[0]).name, *check[1:]]))
        code = subprocess.call(check, cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        if code:
            return code
    return 0


def main() -> int:
    """Dispatch `run` and `test`."""
    action = sys.argv[1] if len(sys.argv) > 1 else "run"
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python meets first
        stop("Python 3.11 or newer is needed")
    if action not in ("run", "test"):
        stop("usage: python3 resources/bootstrap.py run|test", 2)
    return run(sys.argv[2:]) if action == "run" else test(sys.argv[2:])


if __name__ == "__main__":
    raise SystemExit(main())
