"""Tanks: water stands where the level says, dry tanks have no surface, figures are announced, buttons report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtWidgets import QApplication

from ui.drawing.tank import WalletTank
from ui.drawing.tank_figure import AmountFigure, CaptionFigure, ChipFigure, CompartmentFigure, SliceFigure, TankFigure
from ui.drawing.tank_layout import CAP_SHARE, TankLayout, floating_baselines, height_limits, kept_together, tank_height
from ui.drawing.tank_water import surface_y
from ui.theme import style, tokens

FUNDING = TankFigure(
    "funding", "Funding", "funding", amounts=(AmountFigure("USDT", "850.00", 0.5),), note_text="100 % of start"
)
PARTS = (
    CompartmentFigure("available", "Available", amount_text="401.58", of_text="USDT", level=0.5),
    CompartmentFigure(
        "p1", "BTCUSDT", "Long 2.000", amount_text="824.40", of_text="of 1,000.00", level=0.4, start_level=0.5
    ),
)
CONTRACT = TankFigure(
    "contract",
    "Contract",
    "contract",
    compartments=PARTS,
    captions=(CaptionFigure("Wallet", "1,641.58"),),
    chips=(ChipFigure("1 isolated"),),
)


@pytest.fixture
def shown(qtbot):
    style.apply_theme(QApplication.instance(), "dark")

    def show(figure):
        tank = WalletTank(figure)
        qtbot.addWidget(tank)
        tank.resize(tank.sizeHint())
        tank.show()
        return tank

    yield show
    QApplication.instance().setStyleSheet("")


def rows_of(tank, token, x):
    image = tank.grab().toImage()
    wanted = tokens.active().color_of(token)
    return [y for y in range(tank.height()) if image.pixelColor(x, y).name().upper() == wanted]


def test_surface_y_is_brim_at_one_and_floor_at_zero():
    rect = QRectF(0, 10, 100, 50)
    assert surface_y(rect, 0.0) == 60 and surface_y(rect, 1.0) == 10 and surface_y(rect, 0.5) == 35
    assert surface_y(rect, 7.0) == 10 and surface_y(rect, -1.0) == 60


@pytest.mark.parametrize("level", [0.25, 0.5, 0.9])
def test_water_stands_at_the_level(shown, level):
    tank = shown(replace(FUNDING, amounts=(AmountFigure("USDT", "1.00", level),), note_text=""))
    surface = rows_of(tank, "surf", 120)
    inside = tank.height() - 30
    assert len(surface) == 2
    assert abs((tank.height() - 1 - surface[0]) / inside - level) < 0.08


def test_dry_tank_has_no_surface_but_its_start_level(shown):
    tank = shown(replace(FUNDING, amounts=(AmountFigure("USDT", "0.00", 0.0, 0.78),), note_text=""))
    assert rows_of(tank, "surf", 120) == []
    assert rows_of(tank, "water", 120) == []
    row = round(tank.height() - 1 - 0.78 * (tank.height() - 30))
    image = tank.grab().toImage()
    assert max(image.pixelColor(x, y).lightness() for x in range(110, 130) for y in range(row - 1, row + 3)) > 80


def test_level_settles_with_presentation_time_only(shown):
    tank = shown(FUNDING)
    start = rows_of(tank, "surf", 120)
    tank.set_figure(replace(FUNDING, amounts=(AmountFigure("USDT", "1.00", 0.1),)), presentation_ns=1_000)
    tank.advance(1_000)
    assert rows_of(tank, "surf", 120) == start
    assert tank.advance(300_000_000)
    middle = rows_of(tank, "surf", 120)
    assert middle[0] > start[0]
    assert not tank.advance(700_000_000)
    assert rows_of(tank, "surf", 120)[0] > middle[0]


def test_without_time_the_level_jumps(shown):
    tank = shown(FUNDING)
    tank.set_figure(replace(FUNDING, amounts=(AmountFigure("USDT", "1.00", 0.0),)))
    assert rows_of(tank, "surf", 120) == []


def test_liquidating_tank_has_a_loss_border_and_slices(shown):
    slices = (
        SliceFigure("1", "−250.00", "paid"),
        SliceFigure("2", "−250.00", "burning"),
        SliceFigure("3", "500.00 left", "left"),
    )
    figure = replace(
        CONTRACT, is_liquidating=True, is_locked=True, compartments=(PARTS[0], replace(PARTS[1], slices=slices))
    )
    tank = shown(figure)
    tank.clearFocus()
    image = tank.grab().toImage()
    assert image.pixelColor(200, 0).name().upper() == tokens.active().loss
    calm = shown(CONTRACT).grab().toImage()
    assert calm.pixelColor(200, 0).name().upper() != tokens.active().loss


def test_lost_money_is_hatched_below_the_start_level(shown):
    image = shown(CONTRACT).grab().toImage()
    water_top, height = 69, 150
    band = [
        image.pixelColor(x, y)
        for x in range(210, 285)
        for y in range(round(water_top + height * 0.52), round(water_top + height * 0.58))
    ]
    assert any(color.red() > color.blue() + 40 for color in band)


def test_names_for_screen_readers_hold_sums_and_state(shown):
    tank = shown(replace(CONTRACT, chips=(ChipFigure("Sealed", "accent", "shield"),)))
    assert tank.accessibleName() == "Contract wallet"
    assert "824.40 of 1,000.00" in tank.accessibleDescription()
    assert "Sealed" in tank.accessibleDescription()


def test_button_and_compartments_report(shown, qtbot):
    tank = shown(CONTRACT)
    with qtbot.waitSignal(tank.transfer_requested) as requested:
        qtbot.mouseClick(tank, Qt.MouseButton.LeftButton, pos=QPoint(tank.width() - 40, 15))
    assert requested.args == ["contract"]
    with qtbot.waitSignal(tank.compartment_activated) as activated:
        qtbot.mouseClick(tank, Qt.MouseButton.LeftButton, pos=tank.anchor("p1"))
    assert activated.args == ["contract", "p1"]
    with qtbot.waitSignal(tank.transfer_requested):
        qtbot.keyClick(tank, Qt.Key.Key_Return)


def test_offline_tank_is_ice_not_water(shown):
    tank = shown(replace(FUNDING, is_offline=True, note_text=""))
    assert rows_of(tank, "surf", 120) == []
    assert rows_of(tank, "tx3", 120)


@given(
    surface=st.floats(-62, 0),
    start=st.one_of(st.none(), st.floats(-62, -45)),
    size=st.sampled_from((12, 13, 14, 15)),
)
def test_no_level_line_crosses_a_figure_or_its_caption(surface, start, size):
    caps = (11 * CAP_SHARE, size * CAP_SHARE)
    lines = [surface] + ([start] if start is not None else [])
    baselines = floating_baselines((-9.0, -24.0), caps, lines, -150.0)
    boxes = [(baseline - cap, baseline) for baseline, cap in zip(baselines, caps, strict=True)]
    assert not any(top - 1 <= line <= bottom + 1 for top, bottom in boxes for line in lines)
    assert boxes[1][1] < boxes[0][0], "the figure stands above its caption"


@given(surface=st.floats(-110, -1))
def test_no_level_line_tears_a_figure_from_its_caption(surface):
    caps = (11 * CAP_SHARE, 14 * CAP_SHARE)
    lower, upper = kept_together((-9.0, -24.0), caps, [surface], -150.0)
    assert upper < lower
    assert not upper < surface < lower
    assert not any(base - cap - 1 <= surface <= base + 1 for base, cap in zip((lower, upper), caps, strict=True))


def test_height_limits_leave_room_for_the_words_of_four_slices():
    least, most = height_limits(CONTRACT)
    assert least < tank_height(CONTRACT) < most
    titles_px, words_px = 36, 16
    assert (TankLayout(CONTRACT, 304, least).water.height() - titles_px) / 4 >= words_px
