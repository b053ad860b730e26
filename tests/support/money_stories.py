"""Stories about money for tests of the window: the four slices of the mock-ups, an empty fund, both chairs of ADL."""

from collections.abc import Callable
from pathlib import Path

from sandbox.loading.scenario_toml import load_scenario
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.values.instants import parse_instant
from ui.bridge.presentation_clock import PresentationClock
from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.main_window.window import MainWindow
from ui.viewmodels.window_model import WindowModel

FRAME_NS = 16_000_000
DAY = "2020-03-12T"

FOUR_SLICES = """
title = "Four slices"
rulebook = "bulkhead-teaching"
account_mode = "segregated"
seed = 20200312
starts = "2020-03-12T09:00:00Z"
ends = "2020-03-12T12:00:00Z"

[wallets]
spot = { BTC = "1.25", USDT = "3000" }
funding = { USDT = "850" }
savings = { USDT = "5000" }
contract = { USDT = "1641.58" }
cold = { BTC = "0.8" }

[insurance_fund]
USDT = "12480000"

[market."BTCUSDT-PERP"]
source = "path"
between = "hold"
fees = "none"
points = [
  ["2020-03-12T09:00:00Z", "7934.0"],
  ["2020-03-12T09:58:00Z", "7846.2"],
  ["2020-03-12T10:42:00Z", "7468.0"],
  ["2020-03-12T10:42:14Z", "7462.9"],
  ["2020-03-12T10:42:15Z", "7458.2"],
  ["2020-03-12T10:42:16Z", "7441.6"],
  ["2020-03-12T10:42:17Z", "7418.4"],
  ["2020-03-12T10:42:18Z", "7396.0"],
  ["2020-03-12T11:30:00Z", "7300.0"],
]

[market."ETHUSDT-PERP"]
source = "path"
between = "hold"
fees = "none"
points = [
  ["2020-03-12T09:00:00Z", "200.00"],
  ["2020-03-12T09:58:00Z", "192.40"],
  ["2020-03-12T10:42:14Z", "181.34"],
]

[[step]]
at = "2020-03-12T09:00:01Z"
do = "open"
contract = "ETHUSDT-PERP"
side = "short"
qty = "12"
margin = "isolated"
leverage = 10

[[step]]
at = "2020-03-12T09:00:02Z"
do = "open"
contract = "BTCUSDT-PERP"
side = "long"
qty = "2"
margin = "isolated"
leverage = 20

[[step]]
at = "2020-03-12T09:00:03Z"
do = "margin"
contract = "BTCUSDT-PERP"
amount = "206.60"
"""

GAP = """
title = "A gap"
rulebook = "{rulebook}"
account_mode = "segregated"
seed = 7
starts = "2020-03-12T10:00:00Z"
ends = "2020-03-12T11:00:00Z"

[wallets]
spot = {{ BTC = "1.25", USDT = "3000" }}
contract = {{ USDT = "{contract}" }}
cold = {{ BTC = "0.8" }}

[insurance_fund]
USDT = "{fund}"

[market."BTCUSDT-PERP"]
source = "path"
points = [["2020-03-12T10:00:00Z", "7934.0"], ["2020-03-12T10:30:00Z", "{gap}"]]
between = "hold"
fees = "none"

[market."ETHUSDT-PERP"]
source = "path"
points = [["2020-03-12T10:00:00Z", "200.00"], ["2020-03-12T10:30:00Z", "{eth}"]]
between = "hold"
fees = "none"

[[trader]]
name = "{trader}"
wallet = {{ USDT = "5000" }}
positions = [{{ contract = "BTCUSDT-PERP", side = "{side}", qty = "2", entry = "7934", {margin} }}]
"""

OPEN = """
[[step]]
at = "2020-03-12T10:00:01Z"
do = "open"
contract = "{contract}"
side = "{side}"
qty = "{qty}"
margin = "{margin}"
leverage = 20
"""


def gap_story(
    *,
    fund: str = "50000",
    gap: str = "7000.0",
    eth: str = "200.00",
    rulebook: str = "binance-usdm",
    contract: str = "1240",
    margin: str = "isolated",
    eth_qty: str = "",
    qty: str = "2",
) -> str:
    """Return the story of a long whose price gaps down; short-1 holds the other side."""
    text = GAP.format(
        rulebook=rulebook,
        contract=contract,
        fund=fund,
        gap=gap,
        eth=eth,
        trader="short-1",
        side="short",
        margin='margin = "cross", leverage = 10',
    )
    text += OPEN.format(contract="BTCUSDT-PERP", side="long", qty=qty, margin=margin)
    if eth_qty:
        text += OPEN.format(contract="ETHUSDT-PERP", side="long", qty=eth_qty, margin=margin)
    return text


def winner_story(fund: str = "0") -> str:
    """Return the story of your short in profit while long-1 goes bankrupt with no fund behind it."""
    text = GAP.format(
        rulebook="binance-usdm",
        contract="3000",
        fund=fund,
        gap="7000.0",
        eth="200.00",
        trader="long-1",
        side="long",
        margin='margin = "isolated", leverage = 20',
    )
    return text + OPEN.format(contract="BTCUSDT-PERP", side="short", qty="2", margin="isolated")


def session_of(text: str, folder: Path, until: str) -> Session:
    """Play a scenario in memory to a time of the day ("10:42:17")."""
    path = folder / "story.toml"
    path.write_text(text, encoding="utf-8")
    session = Session.create(MemoryJournal(load_scenario(str(path))))
    while not session.advance_to(parse_instant(f"{DAY}{until}Z"), 100_000):
        continue
    session.flush()
    return session


def model_of(text: str, folder: Path, until: str) -> WindowModel:
    """Return what the window would show of a scenario at a time of the day."""
    return WindowModel(session_of(text, folder, until))


class WallClock:
    """A wall clock that a test moves."""

    def __init__(self) -> None:
        self.now_ns = 0

    def __call__(self) -> int:
        return self.now_ns


class MoneyPilot:
    """A window over a story in memory, whose clocks and frames a test moves."""

    def __init__(self, text: str, folder: Path, until: str) -> None:
        self.wall = WallClock()
        self.window = MainWindow(SessionHost(self.wall), WindowSettings(folder / "user"), PresentationClock(self.wall))
        self.window.resize(1440, 900)
        self.window.host.open(session_of(text, folder, until))
        self.window.show()
        self.window.refresh(settle=False)

    def play_to(self, time: str) -> None:
        """Play at once to a time of the day and show it."""
        self.window.host.play_to(parse_instant(f"{DAY}{time}Z"))
        self.window.refresh(settle=False)

    def frame(self, frames: int = 1) -> None:
        """Let frames pass."""
        for _ in range(frames):
            self.wall.now_ns += FRAME_NS
            self.window.on_timer_timeout()

    def frames_until(self, done: Callable[[], bool], at_most: int = 4_000) -> None:
        """Let frames pass until something is true."""
        for _ in range(at_most):
            if done():
                return
            self.frame()
        raise AssertionError("nothing happened within the frames allowed")
