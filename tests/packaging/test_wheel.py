"""The wheel holds everything: from a fresh environment outside the checkout `run`, `verify` and `shot` work."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = "Scripts" if os.name == "nt" else "bin"
SHIPPED = ("sandbox", "ui", "resources")


def call(*command: str | Path, folder: Path) -> str:
    """Run a command outside the checkout and return what it printed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=folder, env=clean, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the sources, without an environment of its own for the build."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in SHIPPED:
        shutil.copytree(ROOT / name, folder / "source" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder / "source")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-index")
    call(*pip, "--no-deps", "--no-build-isolation", "-w", folder, folder / "source", folder=folder)
    return next(folder.glob("*.whl"))


def fresh_environment(folder: Path) -> Path:
    """Make an environment without anything in it; returns its Python."""
    call(sys.executable, "-m", "venv", "--without-pip", folder / "env", folder=folder)
    return folder / "env" / BIN / "python"


def use_it(command: Path, folder: Path) -> None:
    """Run, verify and take a picture with an installed `bulkhead`."""
    summary = json.loads(
        call(command, "run", "gap-through-bankruptcy", "--session", "gap.bulkhead", "--json", folder=folder)
    )
    assert summary["insurance_fund"] == {"USDT": "48925.4"}
    assert summary["wallets"]["contract"] == {"USDT": "446.6"}
    call(command, "verify", "gap.bulkhead", folder=folder)
    call(command, "shot", "gap.bulkhead", "--at", "2020-03-12T10:30:05Z", "--out", "gap.png", folder=folder)
    assert (folder / "gap.png").read_bytes().startswith(b"\x89PNG")


def test_the_wheel_holds_every_resource(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    there = {
        path.relative_to(ROOT).as_posix()
        for name in SHIPPED
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert there - held == set(), "not in the wheel: add the suffix to package-data in pyproject.toml"
    assert not [name for name in held if name.startswith("tests")]


def test_the_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    python = fresh_environment(tmp_path)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, "install", "--quiet")
    call(*pip, "--no-index", "--no-deps", "--no-compile", wheel, folder=tmp_path)
    where = call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=tmp_path).strip()
    (Path(where) / "present.pth").write_text(sysconfig.get_path("purelib"))  # our dependencies, not our checkout
    origin = call(python, "-c", "import sandbox; print(sandbox.__file__)", folder=tmp_path)
    assert Path(origin).is_relative_to(where)
    use_it(tmp_path / "env" / BIN / "bulkhead", tmp_path)


@pytest.mark.install
def test_the_full_install_from_the_index(wheel: Path, tmp_path: Path) -> None:
    call(sys.executable, "-m", "venv", tmp_path / "env", folder=tmp_path)
    call(tmp_path / "env" / BIN / "python", "-m", "pip", "install", "--quiet", wheel, folder=tmp_path)
    command = tmp_path / "env" / BIN / "bulkhead"
    use_it(command, tmp_path)
    assert json.loads(call(command, "doctor", "--json", folder=tmp_path))["missing"] == []
