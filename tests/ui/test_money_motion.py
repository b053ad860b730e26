"""Motion on presentation time: the same take draws the same frames, and everything stands still in the end."""

from hashlib import sha256

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QLabel

from sandbox.messages.commands import TransferMoney
from tests.support.money_stories import FOUR_SLICES, FRAME_NS, MoneyPilot
from ui.drawing.flow_path import FIRST_DOT_LANDS_NS, FlowKind
from ui.drawing.motion import BURN_NS, CHANGED_NS, FLOW_NS, LEVEL_NS, STILL_NS
from ui.theme import style

USDT = 100_000_000
SEND = TransferMoney(source="savings", target="spot", asset="USDT", atoms=2_000 * USDT)


@pytest.fixture
def fly(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    opened = []

    def start(until: str = "09:58:03") -> MoneyPilot:
        pilot = MoneyPilot(FOUR_SLICES, tmp_path, until)
        opened.append(pilot)
        qtbot.addWidget(pilot.window)
        pilot.window.setFocus()
        return pilot

    yield start
    for pilot in opened:
        pilot.window.close()
    QApplication.instance().setStyleSheet("")


def picture(pilot: MoneyPilot) -> str:
    """Return a hash of the window as it is now."""
    pilot.window.body.flows.overlay.refresh()
    image = pilot.window.grab().toImage()
    return sha256(bytes(image.constBits())).hexdigest()


def take(pilot: MoneyPilot, frame_ns: int, pictures_at: tuple[int, ...]) -> list[str]:
    """Send money and return the pictures at presentation times, at any frame rate."""
    start = pilot.wall.now_ns
    pilot.window.submit(SEND)
    found = []
    for at in pictures_at:
        while pilot.wall.now_ns < start + at:
            pilot.wall.now_ns = min(pilot.wall.now_ns + frame_ns, start + at)
            pilot.window.on_timer_timeout()
        found.append(picture(pilot))
    return found


def test_same_take_draws_the_same_frames_at_any_frame_rate(fly):
    times = (200_000_000, 500_000_000, 800_000_000, 1_300_000_000)
    first = take(fly(), FRAME_NS, times)
    second = take(fly(), FRAME_NS, times)
    slow = take(fly(), 5 * FRAME_NS, times)
    assert first == second == slow
    assert len(set(first)) == len(first), "something moved between the pictures"


def test_level_waits_for_the_first_dot_and_everything_stands_in_the_end(fly):
    pilot = fly()
    spot = pilot.window.body.wallets.tank("spot")
    before = spot.shown_level("USDT")
    pilot.window.submit(SEND)
    while pilot.wall.now_ns < FIRST_DOT_LANDS_NS - FRAME_NS:
        pilot.frame()
    assert spot.shown_level("USDT") == before
    while pilot.wall.now_ns < FIRST_DOT_LANDS_NS + LEVEL_NS // 3:
        pilot.frame()
    assert before < spot.shown_level("USDT") < spot.figure.amounts[-1].level
    pilot.frame((FLOW_NS + LEVEL_NS + CHANGED_NS) // FRAME_NS)
    assert spot.shown_level("USDT") == spot.figure.amounts[-1].level
    assert not pilot.window.body.flows.overlay.is_active
    still = picture(pilot)
    pilot.frame(30)
    assert picture(pilot) == still, "nothing blinks, nothing loops"


def test_burning_step_burns_down_linearly_in_400_ms(fly):
    pilot = fly("10:42:14")
    pilot.frame(3)
    pilot.window.host.step_event()
    pilot.window.refresh(settle=True)
    cells = pilot.window.body.chart.banner.cells
    start = pilot.wall.now_ns
    assert cells.burnt_share == 0.0
    while pilot.wall.now_ns < start + BURN_NS // 2:
        pilot.frame()
    assert abs(cells.burnt_share - 0.5) < 0.05
    pilot.frame(BURN_NS // FRAME_NS)
    assert cells.burnt_share == 1.0


def test_less_motion_jumps_and_keeps_the_old_level_dashed_for_two_seconds(fly):
    pilot = fly()
    pilot.window.calm_action.setChecked(True)
    spot = pilot.window.body.wallets.tank("spot")
    pilot.window.submit(SEND)
    assert spot.shown_level("USDT") == spot.figure.amounts[-1].level
    assert "USDT" in spot.left_levels
    pilot.frame(STILL_NS // FRAME_NS + 2)
    assert spot.left_levels == {}
    assert not pilot.window.body.flows.overlay.is_active


def test_levels_are_seen_to_settle_below_flying_dots(fly):
    pilot = fly()
    pilot.window.submit(SEND)
    overlay, tank = pilot.window.body.flows.overlay, pilot.window.body.wallets.tank("spot")
    while pilot.wall.now_ns < FIRST_DOT_LANDS_NS + 160_000_000:
        pilot.frame()
    assert overlay.is_active and tank.is_moving
    place = QRect(tank.mapTo(pilot.window.body, QPoint(0, 0)), tank.size())
    assert overlay.picture.copy(place).toImage() == tank.grab().toImage()


def test_picture_below_the_flows_shows_the_event_at_once(fly):
    pilot = fly("10:42:15")
    pilot.window.host.step_event()
    rescue = pilot.window.body.rescue
    assert pilot.window.body.flows.overlay.is_active
    texts = {one.text(): one for one in rescue.findChildren(QLabel) if one.isVisible()}
    assert texts["7,441.6"].width() >= texts["7,441.6"].sizeHint().width() > 0
    assert texts["7,441.6"].y() > texts["7,458.2"].y()


def test_flows_of_a_liquidation_differ_by_shape(fly):
    pilot = fly("10:42:14")
    kinds = set()
    for _ in range(4):
        pilot.window.host.step_event()
        kinds |= {flow.kind for flow in pilot.window.body.flows.overlay.figures}
    assert kinds >= {FlowKind.LOSS, FlowKind.FEE, FlowKind.FUND}


def test_other_run_seeds_bend_the_way_of_the_money_differently(fly):
    one, other = fly(), fly()
    other.window.body.flows.seed = 8
    assert take(one, FRAME_NS, (500_000_000,)) != take(other, FRAME_NS, (500_000_000,))


def test_transfers_at_speed_fly_as_one_pulse_with_their_sum(fly):
    pilot = fly()
    pilot.window.host.set_speed(60)
    small = TransferMoney(source="savings", target="spot", asset="USDT", atoms=USDT)
    for command in (SEND, small, small):
        pilot.window.submit(command)
    overlay = pilot.window.body.flows.overlay
    pilot.frame(10)
    assert not overlay.is_active
    pilot.frame(10)
    assert [one.amount_text for one in overlay.figures] == ["2,002.00 USDT"]
    pilot.window.host.set_speed(600)
    overlay.clear()
    pilot.window.submit(SEND)
    pilot.frame(30)
    assert not overlay.is_active, "above x300 only levels move"
    spot = pilot.window.body.wallets.tank("spot")
    assert spot.shown_level("USDT") != 0.78
