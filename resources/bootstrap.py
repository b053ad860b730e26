"""Set up and start Bulkhead on a fresh machine: `python3 resources/bootstrap.py run|test`. Standard library only.

Makes .venv, installs from the hashed lock, then opens the application or runs every check. Quick the second time:
a stamp in .venv, written last, remembers what was installed. On bare Linux the missing system packages come through
apt first. Where the checkout cannot be written, the environment lies in the user's cache folder.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "resources" / "locks"
LIBRARIES = ROOT / "resources" / "system-libraries.toml"
STORY = "black-thursday"
STORY_AT = "2020-03-12T10:48:00Z"
PYTHON_MIN = (3, 11)
NEWER_PYTHONS = ("python3.13", "python3.12", "python3.11")
UNREACHABLE = ("connection", "name resolution", "timed out", "unreachable", "max retries", "sslerror")


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"bulkhead: {text}", flush=True)


def stop(text: str, code: int = 3) -> None:
    """Leave with one line that says what to do."""
    print(f"bulkhead: {text}", file=sys.stderr, flush=True)
    raise SystemExit(code)


def is_writable(folder: Path) -> bool:
    """Tell whether files can be made in a folder, by making one."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def venv_folder() -> Path:
    """Return where the environment lies: in the checkout, or in the user's cache where that is read-only."""
    if (ROOT / ".venv").exists() or is_writable(ROOT):
        return ROOT / ".venv"
    if os.name == "nt":
        cache = Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir()))
    elif sys.platform == "darwin":
        cache = Path.home() / "Library" / "Caches"
    else:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "bulkhead" / f"venv-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}"


VENV = venv_folder()
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


# -- system packages, on Linux alone


def is_root() -> bool:
    """Tell whether system packages can be installed by this user."""
    return os.name == "posix" and os.geteuid() == 0


def has_display() -> bool:
    """Tell whether a window can be shown."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def system_packages(windowed: bool) -> list[str]:
    """Return the Debian packages that are missing here; `windowed`: those of an X11 window too."""
    if not sys.platform.startswith("linux"):
        return []
    import tomllib  # here, because an older Python that has none reads this file first

    listed = tomllib.loads(LIBRARIES.read_text(encoding="utf-8"))
    wanted = {**listed["offscreen"], **(listed["window"] if windowed else {})}
    missing = [package for name, package in wanted.items() if ctypes.util.find_library(name) is None]
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        missing.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    return missing


def install_system_packages(windowed: bool) -> None:
    """Install what is missing through apt as root, or say the line that does it."""
    missing = system_packages(windowed)
    if not missing:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if not shutil.which("apt-get"):
        stop(f"system libraries are missing; install what your system calls: {' '.join(missing)}")
    if not is_root():
        stop(f"system libraries are missing; run: sudo {line}")
    say(f"installing {len(missing)} system packages")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], line.split()):
        done = subprocess.run(command, env=environment, text=True, capture_output=True, check=False)
        if done.returncode and command[1] != "update":
            stop(f"{line} failed ({last_line(done.stderr)}); check the network and the package sources, run it again")


# -- the environment


def last_line(text: str) -> str:
    """Return the last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def call(command: list[str], what: str) -> None:
    """Run a command silently; where it fails, leave with one line that says why and what to do."""
    environment = {**os.environ, "PIP_USER": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)
    if done.returncode == 0:
        return
    said, where = done.stderr + done.stdout, ""
    if VENV.is_dir() and is_writable(VENV):
        (VENV / "failure.log").write_text(said, encoding="utf-8")
        where = f"; all it said is in {VENV / 'failure.log'}"
    if any(word in said.lower() for word in UNREACHABLE):
        stop(f"{what} failed: no package index in reach; connect, or set PIP_INDEX_URL to a mirror, then run it again")
    if "No matching distribution found for " in said:
        missing = said.split("No matching distribution found for ")[-1].split()[0]
        stop(f"{what} failed: the index is out of reach or lacks {missing}; connect, or set PIP_INDEX_URL{where}")
    stop(f"{what} failed: {last_line(said)}{where}")


def is_whole() -> bool:
    """Tell whether the environment was made here, by this Python, and has its pip."""
    try:
        config = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    if f"version = {platform.python_version()}" not in config or not PYTHON.exists():
        return False
    if "command = " in config and str(VENV) not in config:  # it was moved: its scripts name the old place
        return False
    return subprocess.run([str(PYTHON), "-c", "import pip"], capture_output=True, check=False).returncode == 0


def stamp(lock: Path) -> str:
    """Return what the environment depends on, as a hash."""
    digest = hashlib.sha256(f"{sys.version}\n{VENV}\n".encode())
    for path in (lock, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def install(kind: str) -> None:
    """Make the environment and install the lock of `kind` ("runtime" or "dev") unless that was done before."""
    lock = LOCKS / f"{kind}.txt"
    mark = VENV / f"installed-{kind}"
    if PYTHON.exists() and mark.exists() and mark.read_text(encoding="utf-8") == stamp(lock):
        return
    if not is_whole():
        say(f"making {VENV}")
        shutil.rmtree(VENV, ignore_errors=True)
        call([sys.executable, "-m", "venv", str(VENV)], "making the environment")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    say(f"installing {kind} packages (a minute the first time)")
    call([*pip, "--require-hashes", "-r", str(lock)], f"installing {kind} packages")
    if kind == "dev" and is_writable(ROOT):
        call([*pip, "--no-deps", "--no-build-isolation", "-e", "."], "installing Bulkhead itself")
    mark.write_text(stamp(lock), encoding="utf-8")


# -- what the two commands do


def run(arguments: list[str]) -> int:
    """Open the window on a crash that plays, or render the story where there is no display."""
    install_system_packages(windowed=bool(os.environ.get("DISPLAY")) or is_root())
    install("runtime")
    command = [str(PYTHON), "-m", "ui.command"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *paths_given()])}
    if has_display():
        return subprocess.call([*command, *(arguments or ["--scenario", STORY, "--play"])], env=environment)
    say(
        "no display: for the window run it in a desktop session, or: apt-get install xvfb xauth && xvfb-run -a python3 "
        "resources/bootstrap.py run; rendering the story to files instead"
    )
    folder = Path.cwd() if is_writable(Path.cwd()) else Path(tempfile.mkdtemp(prefix="bulkhead-"))
    session, picture = str(folder / f"{STORY}.bulkhead"), str(folder / f"{STORY}.png")
    code = subprocess.call([*command, "run", STORY, "--session", session, "--overwrite"], env=environment)
    code = code or subprocess.call([*command, "shot", STORY, "--at", STORY_AT, "--out", picture], env=environment)
    if code == 0:
        say(f"wrote {picture} and {session}")
    return code


def paths_given() -> list[str]:
    """Return what PYTHONPATH held before."""
    return [one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one]


def test(arguments: list[str]) -> int:
    """Run every check: style, types, layers, tests."""
    install_system_packages(windowed=False)
    install("dev")
    tools = PYTHON.parent
    checks = [
        [str(tools / "ruff"), "check", "."],
        [str(tools / "ruff"), "format", "--check", "."],
        [str(tools / "mypy")],
        [str(tools / "lint-imports")],
        [str(PYTHON), "-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", *arguments],
    ]
    for check in checks:
        say(shlex.join([Path(check[0]).name, *check[1:]]))
        code = subprocess.call(check, cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        if code:
            return code
    return 0


def use_newer_python() -> None:
    """Start again under a newer Python where this one is too old, or say what is needed."""
    found = next(filter(None, map(shutil.which, NEWER_PYTHONS)), None)
    if found is None:
        stop(f"Python 3.11 or newer is needed, this is {platform.python_version()}; get one from python.org")
    raise SystemExit(subprocess.call([str(found), *sys.argv]))


def main() -> int:
    """Dispatch `run` and `test`."""
    action = sys.argv[1] if len(sys.argv) > 1 else "run"
    if action not in ("run", "test"):
        stop("usage: python3 resources/bootstrap.py run|test [more arguments]", 2)
    if sys.version_info < PYTHON_MIN:
        use_newer_python()
    try:
        return run(sys.argv[2:]) if action == "run" else test(sys.argv[2:])
    except KeyboardInterrupt:
        return 3
    except OSError as error:
        stop(f"{error.filename or ROOT}: {error.strerror or error}; check room and permissions, then run it again")
        return 3


if __name__ == "__main__":
    raise SystemExit(main())
