"""Two stories in a real X window, one by pointer and one by keys; the session's file tells what came of them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCREEN = "-screen 0 1440x900x24"

pytestmark = [
    pytest.mark.x11,
    pytest.mark.skipif(
        not (shutil.which("xvfb-run") and shutil.which("xdotool")), reason="xvfb-run or xdotool is missing"
    ),
]


def played(story: str, home: Path) -> Path:
    """Play a story under a display of its own; return the session's file."""
    surroundings = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    command = ["xvfb-run", "-a", "-s", SCREEN, sys.executable, "-m", "tests.x11.stories", story, str(home)]
    surroundings |= {"BULKHEAD_HOME": str(home), "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return Path(done.stdout.splitlines()[-1])


def verified(path: Path) -> str:
    """Audit a session's file; return what was said."""
    command = [sys.executable, "-m", "ui.command", "verify", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_story_by_mouse_alone_leaves_a_session_of_two_branches_that_verifies(tmp_path):
    said = verified(played("mouse", tmp_path / "home"))
    assert "branch 2" in said.lower(), said


def test_story_by_keyboard_alone_leaves_a_session_of_two_branches_that_verifies(tmp_path):
    said = verified(played("keyboard", tmp_path / "home"))
    assert "branch 2" in said.lower(), said
