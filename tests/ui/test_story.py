"""The story of the first flight: open a position, be liquidated by a gap, try a transfer, close, open again."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from sandbox.values.instants import parse_instant
from ui.bridge.presentation_clock import PresentationClock
from ui.bridge.session_host import SessionHost
from ui.bridge.window_settings import WindowSettings
from ui.dialogs.transfer_dialog import TransferDialog
from ui.drawing.flow_path import FlowKind
from ui.main_window.window import MainWindow
from ui.panels.dock_panel import LEDGER, LIQUIDATIONS, POSITIONS, TRANSFERS
from ui.theme import style

LEFT = Qt.MouseButton.LeftButton
FRAME_NS = 16_000_000
SCENARIO = """
title = "A gap through the bankruptcy price"
rulebook = "binance-usdm"
account_mode = "segregated"
seed = 7
starts = "2020-03-12T10:00:00Z"
ends = "2020-03-12T11:00:00Z"

[wallets]
spot = { BTC = "1.25", USDT = "3000" }
contract = { USDT = "1240" }
cold = { BTC = "0.8" }

[insurance_fund]
USDT = "50000"

[market."BTCUSDT-PERP"]
source = "path"
points = [["2020-03-12T10:00:00Z", "7934.0"], ["2020-03-12T10:30:00Z", "7000.0"]]
between = "hold"
fees = "none"

[[trader]]
name = "short-1"
wallet = { USDT = "5000" }
positions = [{ contract = "BTCUSDT-PERP", side = "short", qty = "2", entry = "7934", margin = "cross", leverage = 10 }]
"""


class WallClock:
    """A wall clock that a test moves."""

    def __init__(self) -> None:
        self.now_ns = 0

    def __call__(self) -> int:
        return self.now_ns


class Pilot:
    """Opens the window, moves its clocks and lets frames pass."""

    def __init__(self, qtbot: object, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.wall = WallClock()
        self.window = self.open()

    def open(self) -> MainWindow:
        """Open a window over the user folder."""
        window = MainWindow(SessionHost(self.wall), WindowSettings(self.folder), PresentationClock(self.wall))
        self.qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        window.prepare_chart()
        self.window = window
        return window

    def frames_until(self, done: Callable[[], bool], at_most: int = 4_000) -> None:
        """Let frames pass until something is true."""
        for _ in range(at_most):
            if done():
                return
            self.wall.now_ns += FRAME_NS
            self.window.on_timer_timeout()
        raise AssertionError("nothing happened within the frames allowed")


@pytest.fixture
def pilot(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    scenario = tmp_path / "gap.toml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    pilot = Pilot(qtbot, tmp_path / "user")
    assert pilot.window.files.start_scenario(str(scenario))
    yield pilot
    pilot.window.close()
    QApplication.instance().setStyleSheet("")


def open_position(pilot: Pilot, size: str = "2") -> None:
    """Click a long of `size` into the editor and place it."""
    ticket = pilot.window.body.ticket
    pilot.window.host.play_to(parse_instant("2020-03-12T10:00:01Z"))
    pilot.window.refresh(settle=False)
    pilot.qtbot.mouseClick(ticket.side.button("long"), LEFT)
    pilot.qtbot.mouseClick(ticket.mode.button("isolated"), LEFT)
    pilot.qtbot.mouseClick(ticket.kind.button("market"), LEFT)
    ticket.size_field.setFocus()
    pilot.qtbot.keyClicks(ticket.size_field, size)


def texts_in(pilot: Pilot, tab: int, row: int = 0) -> list[str]:
    """Return the texts of a table's row."""
    model = pilot.window.body.dock.table(tab).rows
    return [cell.text for cell in model.row_at(row).cells]


def liquidate(pilot: Pilot) -> None:
    """Play fast into the gap, until the window shows the liquidation."""
    pilot.window.host.set_speed(600)
    pilot.qtbot.mouseClick(pilot.window.body.top_bar.play_button, LEFT)
    pilot.frames_until(lambda: bool(pilot.window.model.running))


def send_from_contract(pilot: Pilot, amount: str) -> None:
    """Press Transfer in the contract tank and send an amount to spot."""
    window = pilot.window
    tank = window.body.wallets.tank("contract")
    pilot.qtbot.mouseClick(tank, LEFT, pos=QPoint(tank.width() - 50, 15))
    dialog = window.findChild(TransferDialog)
    assert dialog.source.currentData() == "contract" and dialog.target.currentData() == "spot"
    pilot.qtbot.keyClicks(dialog.amount, amount)
    pilot.qtbot.mouseClick(dialog.send, LEFT)


def test_preview_tells_the_liquidation_price_before_the_order_is_sent(pilot):
    open_position(pilot)
    ticket, session = pilot.window.body.ticket, pilot.window.host.session
    assert ticket.preview.texts_of("liquidation") == ("–", "7,567.5")
    assert ticket.preview.texts_of("bankruptcy") == ("–", "7,537.3")
    assert ticket.preview.texts_of("reach")[1] == "−793.40"
    assert ticket.place.text() == "▲ Place buy order · 2.000 at market"
    assert not session.state.positions.get(("you", "BTCUSDT-PERP"))


def test_order_beyond_the_wallet_is_refused_inline_and_cannot_be_sent(pilot):
    open_position(pilot, "4")
    ticket = pilot.window.body.ticket
    assert not ticket.place.isEnabled()
    assert ticket.place.text() == "Size above available"
    assert "1,586.80 USDT" in ticket.error_text and "1,240.00 USDT" in ticket.error_text


def test_story_from_order_to_release_and_back(pilot):
    window = pilot.window
    open_position(pilot)
    pilot.qtbot.mouseClick(window.body.ticket.place, LEFT)
    window.refresh(settle=False)
    assert texts_in(pilot, POSITIONS)[:4] == ["BTCUSDT", "2.000", "7,934.0", "7,567.5"]
    assert window.body.wallets.reach.figure.sum_text == "−793.40"

    liquidate(pilot)
    assert window.host.speed == 1, "your own liquidation is shown at full length"
    assert window.body.chart.banner.isVisible()
    assert "only the BTCUSDT compartment pays" in window.body.chart.banner.text
    assert window.body.shows_rescue

    send_from_contract(pilot, "100")
    assert window.body.toast.isVisible()
    assert window.body.toast.text == (
        "Transfer bounced: 100.00 USDT. Nothing leaves Contract while BTCUSDT is being liquidated. "
        "The 100.00 stayed in Available."
    )
    assert FlowKind.BOUNCE in {flow.kind for flow in window.body.flows.overlay.figures}
    tank = window.body.wallets.tank("contract").figure
    assert tank.is_locked and tank.action_text == "Locked"
    assert window.body.wallets.pipe("contract").figure.reason_text == "BTCUSDT liquidation in progress"
    pilot.frames_until(lambda: window.body.dock.table(TRANSFERS).rows.row_count == 1)
    assert texts_in(pilot, TRANSFERS)[-1].startswith("Bounced")

    pilot.frames_until(lambda: FlowKind.FUND in {flow.kind for flow in window.body.flows.overlay.figures})
    window.refresh(settle=False)
    assert window.body.net.basins.figures[2].value_text == "48,925.40"
    pilot.frames_until(lambda: not window.model.running)
    assert window.host.speed == 600, "the speed from before comes back"
    window.host.pause()
    window.refresh(settle=False)
    spot = {one.asset: one.amount_text for one in window.body.wallets.tank("spot").figure.amounts}
    assert spot == {"BTC": "1.2500", "USDT": "3,000.00"}
    assert window.body.wallets.tank("contract").figure.captions[0].value == "446.60"
    assert not window.body.wallets.tank("contract").figure.is_locked
    check_reopened(pilot)


def check_reopened(pilot: Pilot) -> None:
    """Close the window, open it again, and find everything as it was."""
    window = pilot.window
    window.body.dock.show_tab(LEDGER)
    window.choose_frame(300)
    before = (
        window.host.session.digest,
        window.host.session.now_ns,
        window.model.wallets_view(),
        window.model.rescue_view(),
        [window.body.dock.table(tab).rows.row_count for tab in range(7)],
        texts_in(pilot, LIQUIDATIONS),
    )
    assert window.close()
    again = pilot.open()
    assert again.files.open_last()
    assert before == (
        again.host.session.digest,
        again.host.session.now_ns,
        again.model.wallets_view(),
        again.model.rescue_view(),
        [again.body.dock.table(tab).rows.row_count for tab in range(7)],
        texts_in(pilot, LIQUIDATIONS),
    )
    assert again.body.dock.tab == LEDGER
    assert again.model.frame_s == 300
    assert again.host.speed == 600


def test_a_session_that_is_none_is_said_in_one_line_and_nothing_is_lost(pilot, tmp_path):
    open_position(pilot)
    digest = pilot.window.host.session.digest
    wrong = tmp_path / "wrong.bulkhead"
    wrong.write_text("this is no session", encoding="utf-8")
    assert not pilot.window.files.open_file(wrong)
    box = pilot.window.findChild(object, "problem")
    assert "is no Bulkhead session" in box.informativeText() and "\n" not in box.informativeText()
    box.close()
    assert pilot.window.host.session.digest == digest


def test_a_session_that_is_open_already_can_be_looked_at(pilot):
    other = MainWindow(SessionHost(), WindowSettings(pilot.folder), PresentationClock(None))
    pilot.qtbot.addWidget(other)
    assert other.files.open_file(pilot.window.files.path)
    assert str(os.getpid()) in other.keeping.notice.text and "(read only)" in other.windowTitle()
    other.close()
