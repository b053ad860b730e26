"""The window plays simulated weeks at x1000 while its memory, its file, its frames and its objects are counted.

The clock on the wall is given, a frame of 16 ms after the other, so that a soak takes as long as its frames do.
"""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication

from sandbox.values.instants import instant_text, parse_instant
from sandbox.values.limits import NS_PER_SECOND
from ui.bridge.presentation_clock import PresentationClock
from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.main_window.window import MainWindow

FRAME_NS = 16_000_000
SPEED = 1_000
START_NS = parse_instant("2024-01-01T00:00:00Z")
DAY_NS = 86_400 * NS_PER_SECOND
WARM_UP_DAYS = 2
MEMORY_A_DAY = 2**20
FILE_UNEVEN, FRAME_SLOWER = 3.0, 1.5
HEAD = """title = "A soak"
rulebook = "bulkhead-teaching"
starts = "2024-01-01T00:00:00Z"

[wallets]
spot = { BTC = "1", USDT = "1000000" }
contract = { USDT = "100000" }

[insurance_fund]
USDT = "1000000"

[market."BTCUSDT-PERP"]
source = "path"
between = "bridge"
"""
STEP = """
[[step]]
at = "{at}"
do = "{do}"
{rest}
"""


def text_of(second: int) -> str:
    """Return the instant so many seconds after the start."""
    return instant_text(START_NS + second * NS_PER_SECOND)


def scenario(days: int) -> str:
    """Return days of a swinging price; each day a position is opened and liquidated, another closed, money moved."""
    points = []
    for hour in range(days * 24 + 1):
        level = 40_000 + (hour % 12 - 6) * 150 + (hour % 7) * 40
        points.append(f'["{text_of(hour * 3600)}", "{level}"]')
    steps = []
    for day in range(days):
        at = day * 86_400
        open_far = 'contract = "BTCUSDT-PERP"\nside = "long"\nqty = "0.1"\nmargin = "isolated"\nleverage = 50'
        near = 'contract = "BTCUSDT-PERP"\nside = "short"\nqty = "0.1"\nmargin = "isolated"\nleverage = 5'
        money = 'from = "spot"\nto = "contract"\nasset = "USDT"\namount = "200"'
        steps.append(STEP.format(at=text_of(at + 5 * 3600), do="open", rest=open_far))
        steps.append(STEP.format(at=text_of(at + 14 * 3600), do="open", rest=near))
        steps.append(STEP.format(at=text_of(at + 15 * 3600), do="close", rest='contract = "BTCUSDT-PERP"'))
        steps.append(STEP.format(at=text_of(at + 20 * 3600), do="transfer", rest=money))
    return HEAD + f"points = [{', '.join(points)}]\n" + "".join(steps)


@dataclass(frozen=True)
class Sample:
    """What was counted at the end of a simulated day; sizes in bytes, the frame in ms of processor time."""

    day: int
    memory: int
    file: int
    frame_p50: float
    frame_p99: float
    objects: int
    widgets: int
    events: int


def memory_now() -> int:
    """Return the memory this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


class Wall:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now_ns = 0

    def __call__(self) -> int:
        return self.now_ns


def soak(days: int, folder: Path, say: Callable[[Sample], None] = lambda _: None) -> list[Sample]:
    """Play so many simulated days in a window over a session file; one sample a day, told to `say` at once."""
    (folder / "soak.toml").write_text(scenario(days), encoding="utf-8")
    wall = Wall()
    window = MainWindow(SessionHost(wall), WindowSettings(folder), PresentationClock(wall))
    window.resize(1440, 900)
    window.show()
    window.prepare_chart()
    assert window.files.start_scenario(str(folder / "soak.toml"))
    path = window.files.path
    assert path is not None
    window.host.set_speed(SPEED)
    window.host.slows_down = False
    window.host.play()
    samples, times, day = [], [], 1
    while day <= days and window.host.is_playing:
        wall.now_ns += FRAME_NS
        started = time.process_time()
        window.on_timer_timeout()
        window._timer.stop()
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # no event loop turns here that would
        times.append((time.process_time() - started) * 1e3)
        if window.host.session.now_ns - START_NS >= day * DAY_NS:
            times.sort()
            samples.append(
                Sample(
                    day,
                    memory_now(),
                    sum(one.stat().st_size for one in path.parent.glob(f"{path.name}*")),
                    times[len(times) // 2],
                    times[len(times) * 99 // 100],
                    len(window.findChildren(QObject)),
                    len(QApplication.allWidgets()),
                    window.host.session.event_count,
                )
            )
            say(samples[-1])
            times, day = [], day + 1
    window.close()
    return samples


def complaints(samples: list[Sample]) -> list[str]:
    """Return what grew that should not; the first two days, in which everything is shown once, do not count.

    What is played is kept: a day's candles, events and rows may take MEMORY_A_DAY. No widget or other object of Qt may
    stay, the file grows alike every day, and the frames of the last third take no longer than those of the first.
    """
    kept = samples[WARM_UP_DAYS:]
    first, last = kept[0], kept[-1]
    said = []
    a_day = (last.memory - first.memory) / (last.day - first.day)
    if a_day > MEMORY_A_DAY:
        said.append(f"memory grows by {a_day:,.0f} bytes a simulated day")
    if last.objects > first.objects or last.widgets > first.widgets:
        said.append(f"{last.objects - first.objects} objects and {last.widgets - first.widgets} widgets stay")
    grown = [after.file - before.file for before, after in pairwise(kept)]
    if max(grown[1:]) > FILE_UNEVEN * max(1, median(grown)):
        said.append(f"the file grows unevenly: {min(grown):,} to {max(grown):,} bytes a simulated day")
    third = max(1, len(kept) // 3)
    before, after = (median(one.frame_p50 for one in part) for part in (kept[:third], kept[-third:]))
    if after > FRAME_SLOWER * before:
        said.append(f"a frame took {before:.1f} ms and takes {after:.1f} ms")
    return said
