"""One digest everywhere: whatever the time zone, language, hash seed, processor features and version of Python."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.engine.version import ENGINE_VERSION
from tests.portability.digests import scenario_digests, world_digests

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))
PLACES = {
    "far east, Turkish letters": {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "1"},
    "half an hour west, plain C, optimised": {
        "TZ": "America/St_Johns",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "4294967295",
        "PYTHONOPTIMIZE": "1",
    },
}
NEWER = [name for name in ("python3.12", "python3.13", "python3.14") if shutil.which(name)]
WINDOWED = ("pyside6", "shiboken6", "pyqtgraph")
PLANTED = """
import sandbox.engine.digest as digest
import sandbox.session.session as session
real = digest.extend_digest
session.extend_digest = lambda so_far, at, event: real(so_far, at + hash(type(event).__name__) % 7, event)
from tests.portability.digests import main
main(["golden"])
"""


def disabled_features() -> str:
    """Return the processor features numpy found here beyond its baseline, to be switched off."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return " ".join(one for one in __cpu_dispatch__ if __cpu_features__.get(one))


def printed(python: str | Path, given: dict[str, str], *words: str) -> dict[str, dict[str, str]]:
    """Return what a Python of its own printed under these variables of the environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG", "TZ"))}
    done = subprocess.run(
        [str(python), *words],
        cwd=ROOT,
        env={**kept, "PYTHONDONTWRITEBYTECODE": "1", **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, dict[str, str]] = json.loads(done.stdout)
    return answer


def test_digests_are_the_golden_ones_while_the_engine_keeps_its_version() -> None:
    assert GOLDEN["engine_version"] == ENGINE_VERSION, "a new engine version: make golden.json anew"
    found = scenario_digests()
    assert sorted(found) == sorted(GOLDEN["sessions"]), "the set grew: make golden.json anew"
    changed = [name for name, digest in found.items() if digest != GOLDEN["sessions"][name]]
    assert not changed, "the engine decides otherwise than it did: raise ENGINE_VERSION, or mend it"


@pytest.mark.parametrize("place", PLACES)
def test_digests_are_equal_wherever_the_machine_stands(place: str) -> None:
    given = {**PLACES[place], "NPY_DISABLE_CPU_FEATURES": disabled_features()}
    found = printed(sys.executable, given, "-m", "tests.portability.digests")
    assert found["sessions"] == GOLDEN["sessions"]
    assert found["worlds"] == world_digests()


def test_a_digest_that_hangs_on_the_hash_seed_is_seen() -> None:
    first, second = (printed(sys.executable, {"PYTHONHASHSEED": seed}, "-c", PLANTED) for seed in ("1", "2"))
    assert first["sessions"] != second["sessions"]


@pytest.mark.install
@pytest.mark.parametrize("name", NEWER)
def test_digests_are_equal_under_newer_pythons(name: str, tmp_path: Path) -> None:
    """Locked packages from the index, without those of the window."""
    blocks = (ROOT / "resources/locks/runtime.txt").read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    wanted = tmp_path / "runtime.txt"
    wanted.write_text("\n".join(line for line in blocks if not line.startswith(WINDOWED)), encoding="utf-8")
    subprocess.run([name, "-m", "venv", tmp_path / "env"], check=True)
    python = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", wanted],
        check=True,
    )
    found = printed(python, {}, "-m", "tests.portability.digests")
    assert found["sessions"] == GOLDEN["sessions"]
    assert found["worlds"] == world_digests()
