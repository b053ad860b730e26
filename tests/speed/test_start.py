"""How long the commands take to start, against the bare interpreter in the same run."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.speed.ratios import medians, report
from tests.support.command_line import REPOSITORY, gap_scenario

pytestmark = pytest.mark.speed


def test_a_run_starts_in_a_few_times_what_python_needs(tmp_path: Path) -> None:
    scenario = gap_scenario(tmp_path)

    def start(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True, cwd=REPOSITORY)

    ours, bare = medians(
        lambda: start("-m", "ui.command", "run", str(scenario)), lambda: start("-c", "import json, re"), rounds=5
    )
    report("start_run", ours, "s", "lower", ratio=ours / bare)
    assert ours < 15 * bare
