"""Real market files, where there are some: every one is read, and a real crash gives one digest however played."""

import json
import random
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sandbox.loading.scenario_toml import load_scenario
from sandbox.messages.opening import Opening
from sandbox.session.file import create_journal, open_journal
from sandbox.session.journal import MemoryJournal
from sandbox.session.session import Session
from sandbox.session.verify import verify_file
from tests.support.command_line import answer_json
from ui.bridge.session_host import SessionHost

FOLDERS = ("binance_um_1m_daily", "binance_spot_5m_monthly")
CRASH = "binance_um_1m_daily/BTCUSDT-1m-2022-11-08.csv"
DAY = """title = "A real day"
rulebook = "binance-usdm"
starts = "2022-11-08T00:00:00Z"

[wallets]
spot = {{ BTC = "0.5", USDT = "1000" }}
contract = {{ USDT = "3000" }}

[insurance_fund]
USDT = "50"

[market."BTCUSDT-PERP"]
source = "candles"
file = {file}

[[trader]]
name = "short-1"
wallet = {{ USDT = "20000" }}
positions = [{{ contract = "BTCUSDT-PERP", side = "short", qty = "3", entry = "20590", leverage = 10 }}]

[[step]]
at = "2022-11-08T00:05:00Z"
do = "open"
contract = "BTCUSDT-PERP"
side = "long"
qty = "2.5"
margin = "isolated"
leverage = 25

[[step]]
at = "2022-11-08T09:00:00Z"
do = "order"
contract = "BTCUSDT-PERP"
side = "long"
type = "limit"
price = "18000"
qty = "0.1"
margin = "isolated"
leverage = 25
"""


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_of_a_folder_is_imported(market_data: Path, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted((market_data / folder).iterdir())
    files = [one for one in files if one.name.endswith((".csv", ".zip", ".gz"))]
    if not files:
        pytest.skip("no files of this kind on this machine")
    code, reports, errors = answer_json(capsys, "import", *files)
    assert (code, errors, len(reports)) == (0, [], len(files))
    for report in reports:
        assert report["rows"] > 0 and not report["refused"], report["file"]
        assert report["interval"] in ("1m", "5m") and report["first"] < report["last"]


@pytest.fixture
def crash(market_data: Path, tmp_path: Path) -> Opening:
    """The day of 2022-11-08 with a long that does not live through it."""
    file = market_data / CRASH
    if not file.exists():
        pytest.skip("this day is not on this machine")
    path = tmp_path / "day.toml"
    path.write_text(DAY.format(file=json.dumps(str(file))))
    return load_scenario(str(path))


def by_updates(session: Session) -> None:
    while not session.at_end:
        session.step_update()


def by_events(session: Session) -> None:
    while not session.at_end:
        session.step_event()


def by_slices(session: Session) -> None:
    rng = random.Random(8)
    while not session.at_end:
        session.advance_to(session.now_ns + rng.randint(1, 4 * 3600 * 10**9), rng.choice([None, 7, 5_000]))


def in_the_window(session: Session) -> None:
    """Play through the window's host: frames of its own clock, and jumps to instants in between."""
    wall = 0
    host = SessionHost(lambda: wall)
    host.open(session)
    host.slows_down = False
    host.set_speed(3_600)
    start = session.now_ns
    for hours in (2, 7.5):
        host.play_to(start + int(hours * 3600 * 10**9))
        host.play()
        for _ in range(40):
            wall += 16_000_000
            host.play_frame()
        host.pause()
    host.play_to(session.opening.ends_ns + 3600 * 10**9)
    host.step_to(session.opening.ends_ns)


def test_a_real_crash_gives_one_digest_however_it_is_played(crash: Opening, qtbot: QtBot, tmp_path: Path) -> None:
    headless = Session.create(MemoryJournal(crash))
    headless.play_to_end()
    assert headless.state.liquidation_count >= 1
    digests = {"headless": headless.digest}
    for way in (by_updates, by_events, by_slices, in_the_window):
        session = Session.create(MemoryJournal(crash))
        way(session)
        assert session.at_end, way.__name__
        digests[way.__name__] = session.digest
    path = str(tmp_path / "day.bulkhead")
    written = Session.create(create_journal(path, crash))
    written.advance_to(crash.starts_ns + 12 * 3600 * 10**9)
    written.close()
    again = Session.resume(open_journal(path))
    again.play_to_end()
    digests["left and opened again"] = again.digest
    again.close()
    verdict = verify_file(path)
    assert (verdict.failure, verdict.decided_again) == ("", True)
    digests["verified"] = verdict.digest
    assert set(digests.values()) == {headless.digest}, digests
