"""The bootstrap: what it installs, when it is quick, and that each failure is one line that says what to do."""

import ctypes.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from resources import bootstrap

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system packages are a matter of Linux")


class Commands:
    """Stands for the machine's commands: notes each and answers with what the test gives, success by default."""

    def __init__(self) -> None:
        self.seen: list[list[str]] = []
        self.fails: dict[str, str] = {}

    def run(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        self.seen.append(command)
        for word, said in self.fails.items():
            if word in command:
                return subprocess.CompletedProcess(command, 1, "", said)
        return subprocess.CompletedProcess(command, 0, "", "")

    def ran(self, word: str) -> bool:
        return any(word in command for command in self.seen)


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    made = Commands()
    monkeypatch.setattr(bootstrap.subprocess, "run", made.run)
    return made


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Put the environment into the test's folder, made by this Python."""
    venv = tmp_path / ".venv"
    python = venv / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    version = bootstrap.platform.python_version()
    (venv / "pyvenv.cfg").write_text(f"version = {version}\ncommand = python3 -m venv {venv}\n")
    monkeypatch.setattr(bootstrap, "VENV", venv)
    monkeypatch.setattr(bootstrap, "PYTHON", python)
    return venv


@pytest.fixture
def line_of(capsys: pytest.CaptureFixture[str]) -> Callable[[Callable[[], object], int], str]:
    def leave(call: Callable[[], object], code: int = 3) -> str:
        with pytest.raises(SystemExit) as left:
            call()
        assert left.value.code == code
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1, lines
        return lines[0]

    return leave


Line = Callable[..., str]


def test_a_second_install_does_nothing(commands: Commands, environment: Path) -> None:
    bootstrap.install("runtime")
    assert commands.ran("--require-hashes") and not commands.ran("venv")
    commands.seen.clear()
    bootstrap.install("runtime")
    assert commands.seen == []


def test_an_interrupted_install_leaves_no_stamp(commands: Commands, environment: Path, line_of: Line) -> None:
    commands.fails["--require-hashes"] = "ERROR: No space left on device"
    line = line_of(lambda: bootstrap.install("runtime"))
    assert "No space left on device" in line and "failure.log" in line
    assert not (environment / "installed-runtime").exists()
    commands.fails.clear()
    bootstrap.install("runtime")
    assert (environment / "installed-runtime").exists()


@pytest.mark.parametrize("damage", ["another Python", "moved", "half made"])
def test_an_environment_that_does_not_fit_is_made_anew(commands: Commands, environment: Path, damage: str) -> None:
    config = environment / "pyvenv.cfg"
    if damage == "half made":
        commands.fails["import pip"] = "No module named pip"
    else:
        old = bootstrap.platform.python_version() if damage == "another Python" else str(environment)
        config.write_text(config.read_text().replace(old, "3.9.1" if damage == "another Python" else "/elsewhere"))
    (environment / "stale").touch()
    commands.run = _making(commands, environment)  # type: ignore[method-assign]
    bootstrap.subprocess.run = commands.run  # the fixture's monkeypatch puts it back
    bootstrap.install("runtime")
    assert not (environment / "stale").exists() and commands.ran("venv")


def _making(commands: Commands, venv: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    plain = commands.run

    def run(command: list[str], **more: object) -> subprocess.CompletedProcess[str]:
        if "venv" in command:
            venv.mkdir()
        return plain(command, **more)

    return run


def test_no_network_is_one_line(commands: Commands, environment: Path, line_of: Line) -> None:
    commands.fails["--require-hashes"] = (
        "WARNING: Retrying after connection broken by 'NewConnectionError(...): Failed to establish a new connection'\n"
        "ERROR: No matching distribution found for click==8.5.1"
    )
    line = line_of(lambda: bootstrap.install("runtime"))
    assert "no package index in reach; connect, or set PIP_INDEX_URL" in line
    commands.fails["--require-hashes"] = "ERROR: No matching distribution found for click==8.5.1"
    assert "out of reach or lacks click==8.5.1; connect" in line_of(lambda: bootstrap.install("runtime"))


def test_a_lock_that_changed_is_installed_again(
    commands: Commands, environment: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bootstrap.install("runtime")
    commands.seen.clear()
    (tmp_path / "runtime.txt").write_text("another lock")
    monkeypatch.setattr(bootstrap, "LOCKS", tmp_path)
    bootstrap.install("runtime")
    assert commands.ran("--require-hashes")


def test_a_read_only_checkout_keeps_its_environment_in_the_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "checkout").mkdir()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path / "checkout")
    assert bootstrap.venv_folder() == tmp_path / "checkout" / ".venv"
    monkeypatch.setattr(bootstrap, "is_writable", lambda folder: False)
    folder = bootstrap.venv_folder()
    assert folder.name.startswith("venv-") and tmp_path / "checkout" not in folder.parents


@linux_only
def test_missing_libraries_are_installed_by_root(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bootstrap, "is_root", lambda: True)
    bootstrap.install_system_packages(windowed=True)
    assert [command[1] for command in commands.seen] == ["update", "install"]
    assert {"libegl1", "libxcb-cursor0"} <= set(commands.seen[1])
    assert "libxcb-cursor0" not in bootstrap.system_packages(windowed=False)


@linux_only
def test_missing_libraries_are_one_line_for_everybody_else(
    commands: Commands, monkeypatch: pytest.MonkeyPatch, line_of: Line
) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None if name == "EGL" else name)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bootstrap, "is_root", lambda: False)
    line = line_of(lambda: bootstrap.install_system_packages(windowed=True))
    assert line.endswith("run: sudo apt-get install -y --no-install-recommends libegl1")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    assert "install what your system calls: libegl1" in line_of(lambda: bootstrap.install_system_packages(False))
    assert commands.seen == []


def test_an_older_python_gives_way_or_says_what_is_needed(monkeypatch: pytest.MonkeyPatch, line_of: Line) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda command: started.append(command) or 0)
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "test", "-x"])
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}" if name == "python3.12" else None)
    with pytest.raises(SystemExit):
        bootstrap.use_newer_python()
    assert started == [["/usr/bin/python3.12", "bootstrap.py", "test", "-x"]]
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    assert "Python 3.11 or newer is needed" in line_of(bootstrap.use_newer_python)


def test_more_arguments_reach_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "install_system_packages", lambda windowed: None)
    monkeypatch.setattr(bootstrap, "install", lambda kind: None)
    monkeypatch.setattr(bootstrap, "has_display", lambda: True)
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda command, **_: started.append(command) or 0)
    for given in ([], ["mine.bulkhead", "--theme", "light"]):
        monkeypatch.setattr(sys, "argv", ["bootstrap.py", "run", *given])
        assert bootstrap.main() == 0
    assert started[0][1:] == ["-m", "ui.command", "--scenario", "black-thursday", "--play"]
    assert started[1][1:] == ["-m", "ui.command", "mine.bulkhead", "--theme", "light"]


def test_an_unknown_action_says_how_it_is_used(monkeypatch: pytest.MonkeyPatch, line_of: Line) -> None:
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "tset"])
    assert "usage: python3 resources/bootstrap.py run|test" in line_of(bootstrap.main, 2)


@pytest.mark.parametrize("kind", ["runtime", "dev"])
def test_a_lock_holds_hashes_and_no_address(kind: str) -> None:
    text = (bootstrap.LOCKS / f"{kind}.txt").read_text(encoding="utf-8")
    wanted = [line for line in text.splitlines() if line and not line.startswith(("#", " "))]
    assert len(wanted) > 10 and all("==" in line and line.endswith("\\") for line in wanted)
    assert "://" not in text and "index-url" not in text
    assert text.startswith("# ")
