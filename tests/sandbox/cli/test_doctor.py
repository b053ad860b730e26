"""`doctor` tells what is missing and the line that installs it; each sort of missing piece is planted."""

import shutil
import sys
from pathlib import Path

import pytest

from sandbox.cli import doctor, machine
from tests.support.command_line import answer, answer_json

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system libraries are looked up on Linux")


@pytest.fixture
def quick_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out starting Qt: one test does it."""
    monkeypatch.setattr(machine, "qt_state", lambda: ("6, loads", None))


def told() -> str:
    missing = doctor.examine()["missing"]
    assert isinstance(missing, list)
    return "\n".join(missing)


def test_doctor_here_finds_everything(capsys: pytest.CaptureFixture[str]) -> None:
    code, facts, _ = answer_json(capsys, "doctor")
    assert (code, facts["missing"]) == (0, [])
    assert facts["qt"].startswith("6.") and facts["qt"].endswith("loads")
    assert facts["files"]["shipped"] > 50 and len(facts["fonts"]) == 6
    assert set(facts["folders"].values()) == {"writable"}


@pytest.mark.usefixtures("quick_qt")
def test_doctor_as_text_names_versions_and_ends_with_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    lines = answer(capsys, "doctor")[1].splitlines()
    assert lines[0].startswith("bulkhead ") and lines[-1] == "Nothing is missing."
    assert any("pyqtgraph 0.14" in line for line in lines)


@pytest.mark.usefixtures("quick_qt")
def test_a_missing_package_gets_its_pip_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "PACKAGES", (*machine.PACKAGES, "a-package-nobody-has"))
    assert "pip install a-package-nobody-has" in told()


@linux_only
@pytest.mark.usefixtures("quick_qt")
def test_missing_libraries_get_one_apt_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None if name in ("EGL", "xcb-cursor") else name)
    assert told() == "sudo apt-get install -y --no-install-recommends libegl1"
    monkeypatch.setenv("DISPLAY", ":1")
    assert told().endswith("libegl1 libxcb-cursor0")


@pytest.mark.usefixtures("quick_qt")
def test_a_missing_font_and_a_changed_file_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(machine.RESOURCES, tmp_path / "resources", ignore=shutil.ignore_patterns("*.png", "locks"))
    (tmp_path / "resources" / "fonts" / "Inter-Bold.otf").unlink()
    (tmp_path / "resources" / "rulebooks" / "binance-usdm.toml").write_text("changed")
    monkeypatch.setattr(machine, "RESOURCES", tmp_path / "resources")
    lines = told().splitlines()
    assert len(lines) == 2 and all(line.endswith("reinstall Bulkhead") for line in lines)
    assert "Inter-Bold.otf" in lines[0] and "binance-usdm.toml" in lines[1]


@pytest.mark.usefixtures("quick_qt")
def test_a_folder_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("BULKHEAD_HOME", str(tmp_path / "a file"))
    assert "a file cannot be written" in told()


def test_qt_that_does_not_load_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "missing_libraries", list)
    monkeypatch.setattr(machine, "QT_PROBE", "raise ImportError('libEGL.so.1: cannot open shared object file')")
    assert "Qt does not load (ImportError: libEGL.so.1" in told()


@pytest.mark.usefixtures("quick_qt")
def test_something_missing_is_exit_code_three(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine, "PACKAGES", (*machine.PACKAGES, "a-package-nobody-has"))
    code, out, _ = answer(capsys, "doctor")
    assert code == 3 and "pip install a-package-nobody-has" in out.splitlines()[-1]
