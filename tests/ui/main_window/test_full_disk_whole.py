"""A real file system without room under the real window: it says so, keeps all, refuses, and goes on with room."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from sandbox.messages.commands import TransferMoney
from sandbox.session.verify import verify_file
from tests.support.window_pilot import Pilot
from ui.main_window.window import MainWindow
from ui.viewmodels import texts, time_texts

MOVES = [
    TransferMoney(source=a, target=b, asset="USDT", atoms=1) for a, b in (("contract", "spot"), ("spot", "contract"))
]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four MiB, where one may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or mount is None or unmount is None:
        pytest.skip("nothing can be mounted here")
    done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=4m", "none", str(place)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("nothing can be mounted here")
    yield place
    subprocess.run([unmount, "-l", str(place)], check=True)


def boxes(window: MainWindow) -> list[QMessageBox]:
    return [one for one in window.findChildren(QMessageBox) if one.isVisible()]


def test_a_window_on_a_full_disk_says_so_keeps_all_and_goes_on_with_room(qtbot: object, small_disk: Path) -> None:
    pilot = Pilot(qtbot, small_disk)
    window, host = pilot.window, pilot.window.host
    host.play_to(host.session.opening.starts_ns + 2_000_000_000)
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(bytes(4_096))
    steps = host.session.step_count
    while window.submit(MOVES[steps % 2]):
        steps += 1
    (box,) = boxes(window)
    assert box.text() == time_texts.CANNOT_WRITE and "full" in box.informativeText()
    host.travel_by(lambda travel: travel.to_step(0))  # the past is there meanwhile
    assert host.is_back
    again = next(one for one in box.findChildren(QPushButton) if one.text() == texts.TRY_AGAIN)
    ballast.unlink()
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    assert not host.is_stopped and host.session.step_count == steps
    assert window.submit(MOVES[steps % 2]) and not boxes(window)
    path = window.files.path
    window.close()
    verdict = verify_file(str(path))
    assert (verdict.failure, verdict.steps) == ("", steps + 1)
