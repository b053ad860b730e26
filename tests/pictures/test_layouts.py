"""Every moment of the window, in both themes and all sizes: nothing is cut, covered or too small."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pictures.__main__ import CHECK, SCALE
from tests.pictures.page_moments import ALL_MOMENTS as MOMENTS

ROOT = Path(__file__).resolve().parents[2]


def told(moment: str, surroundings: dict[str, str]) -> str:
    """Look at a moment in a process of its own, because Qt reads the scale once; return what was found."""
    command = [sys.executable, "-m", "tests.pictures", CHECK, moment]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"} | surroundings
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_liquidation_shows_everything_whole_at_two_pixels_for_one():
    assert told("liquidating-2", {SCALE: "2"}) == ""


@pytest.mark.pictures
@pytest.mark.parametrize("moment", MOMENTS)
def test_every_moment_shows_everything_whole_in_every_size(moment):
    assert told(moment, {}) == ""
