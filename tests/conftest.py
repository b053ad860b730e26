"""What every test stands on: offscreen Qt, no network, no home folder, nothing left behind."""

import atexit
import gc
import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ.pop("DISPLAY", None)
_HOME = tempfile.mkdtemp(prefix="bulkhead-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
for _name in ("HOME", "USERPROFILE", "BULKHEAD_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
    os.environ[_name] = _HOME

settings.register_profile("bulkhead", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("bulkhead")

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


class NetworkRefused(AssertionError):
    """A test tried to reach the network; Bulkhead is offline."""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every internet socket."""
    real = socket.socket

    class Refusing(real):  # type: ignore[misc, valid-type]
        def connect(self, address: object) -> None:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                raise NetworkRefused(f"connect to {address}")
            super().connect(address)

        def bind(self, address: object) -> None:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                raise NetworkRefused(f"bind to {address}")
            super().bind(address)

    monkeypatch.setattr(socket, "socket", Refusing)


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give every test a user folder of its own."""
    monkeypatch.setenv("BULKHEAD_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread behind."""
    before = set(threading.enumerate())
    yield
    left = [one for one in threading.enumerate() if one not in before and not one.daemon]
    assert not left, f"threads left behind: {left}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Let closed windows go after each test of the window, and fail one that leaves any behind.

    Qt deletes later, when an event loop turns; in tests none does, so windows would pile up and slow the rest.
    """
    yield
    if "qtbot" not in getattr(item, "fixturenames", ()):
        return
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    left = [type(widget).__name__ for widget in QApplication.topLevelWidgets()]
    assert not left, f"windows left behind: {left}"


@pytest.fixture
def market_data() -> Path:
    """Return the folder of real market files, or skip where the machine has none."""
    if not SHARED_DATA.is_dir():
        pytest.skip("no market data on this machine")
    return SHARED_DATA
