"""The position editor in the window: help at the field, units, undo, the leverage scale, the lock."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.support.money_stories import FOUR_SLICES, MoneyPilot, gap_story
from ui.theme import style

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def fly(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    opened = []

    def start(text: str, until: str) -> MoneyPilot:
        pilot = MoneyPilot(text, tmp_path, until)
        opened.append(pilot)
        qtbot.addWidget(pilot.window)
        return pilot

    yield start
    for pilot in opened:
        pilot.window.close()
    QApplication.instance().setStyleSheet("")


@pytest.fixture
def calm(fly):
    """The mock-ups' account before the fall: long 2.000 with 1,000.00 of margin, 401.58 available."""
    return fly(FOUR_SLICES, "09:58:03")


def type_size(qtbot, pilot, text):
    field = pilot.window.body.ticket.size_field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_limit_order_of_the_mock_up_shows_its_now_and_after(qtbot, calm):
    ticket = calm.window.body.ticket
    qtbot.mouseClick(ticket.kind.button("limit"), LEFT)
    qtbot.keyClicks(ticket.price, "7820.0")
    type_size(qtbot, calm, "0.5")
    shown = {key: ticket.preview.texts_of(key) for key in ("cost", "margin", "entry", "liquidation", "bankruptcy")}
    assert shown == {
        "cost": ("49\N{NO-BREAK SPACE}% of avail.", "195.50"),
        "margin": ("1,000.00", "1,195.50"),
        "entry": ("7,934.0", "7,911.2"),
        "liquidation": ("7,463.8", "7,462.8"),
        "bankruptcy": ("7,434.0", "7,433.0"),
    }
    assert ticket.preview.texts_of("reach") == ("−1,240.00", "−1,435.50")
    assert ticket.place.text() == "▲ Place buy order · 0.500 at 7,820.0"


def test_size_above_available_is_helped_by_one_click(qtbot, calm):
    ticket = calm.window.body.ticket
    type_size(qtbot, calm, "5")
    assert ticket.place.text() == "Size above available" and not ticket.place.isEnabled()
    help = ticket.helps["size"]
    assert help.isVisible() and "401.58 USDT is available" in help.words.text()
    assert help.action.text() == "Use 100 %"
    qtbot.mouseClick(help.action, LEFT)
    assert ticket.place.isEnabled() and not help.isVisible()
    assert ticket.place.text() == "▲ Place buy order · 1.023 at market"


def test_other_leverage_than_the_open_position_offers_the_position_s(qtbot, calm):
    ticket = calm.window.body.ticket
    ticket.slider.setValue(50)
    type_size(qtbot, calm, "0.1")
    assert ticket.helps["mode"].words.text() == "BTCUSDT is open as isolated 20×: an order there keeps both."
    qtbot.mouseClick(ticket.helps["mode"].action, LEFT)
    assert ticket.leverage.value == 20 and ticket.place.isEnabled()


def test_leverage_above_the_bracket_offers_what_it_allows(qtbot, fly):
    pilot = fly(gap_story(contract="9000"), "10:00:00")
    ticket = pilot.window.body.ticket
    ticket.slider.setValue(125)
    type_size(qtbot, pilot, "10")
    assert ticket.slider.isVisible() and ticket.helps["leverage"].words.text() == "This size allows at most 100×."
    qtbot.mouseClick(ticket.helps["leverage"].action, LEFT)
    assert ticket.leverage.value == 100 and ticket.place.isEnabled()


def test_unit_switch_keeps_the_order(qtbot, calm):
    ticket = calm.window.body.ticket
    type_size(qtbot, calm, "0.5")
    qtbot.mouseClick(ticket.size_field.unit, LEFT)
    assert ticket.size_field.text() == "3923.10" and ticket.size_field.unit.text() == "USDT"
    assert ticket.place.text() == "▲ Place buy order · 0.500 at market"


def test_undo_and_redo_take_the_whole_draft(qtbot, calm):
    ticket = calm.window.body.ticket
    type_size(qtbot, calm, "0.5")
    qtbot.mouseClick(ticket.side.button("short"), LEFT)
    qtbot.keyClick(ticket.size_field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert ticket.choice.side == "long" and ticket.choice.size_text == "0.5"
    qtbot.keyClick(ticket.size_field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert ticket.choice.size_text == ""
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(ticket.size_field, Qt.Key.Key_Z, both)
    assert ticket.choice.size_text == "0.5"


def test_editor_opens_with_the_settings_of_what_is_open(fly):
    pilot = fly(FOUR_SLICES, "09:58:03")
    pilot.window.choose_contract("ETHUSDT-PERP")
    pilot.window.order.follow_settings()
    assert pilot.window.body.ticket.choice.leverage == 10


def test_leverage_scale_follows_keys_wheel_and_mouse(qtbot, calm):
    slider = calm.window.body.ticket.slider
    slider.setValue(20)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() == 21
    qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    assert slider.value() == 50
    at = QPointF(10, 20)
    no_buttons, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    for delta, expected in ((-120, 20), (120, 50)):
        wheel = QWheelEvent(
            at, at, QPoint(), QPoint(0, delta), no_buttons, no_keys, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(slider, wheel)
        assert slider.value() == expected
    qtbot.mouseClick(slider, LEFT, pos=QPoint(round(slider.x_of(10)) + 2, 20))
    assert slider.value() == 10, "near a mark the mark is meant"
    assert calm.window.body.ticket.leverage.value == 10


def test_orders_wait_while_their_contract_is_liquidated(calm):
    calm.play_to("10:42:16")
    calm.window.money.show_order()
    ticket = calm.window.body.ticket
    assert not ticket.place.isEnabled() and ticket.place.text() == "BTCUSDT is being liquidated"
    assert "Other contracts can be traded" in ticket.findChild(type(ticket._lock)).words.text()


def test_figures_stand_apart_where_there_is_height_and_fields_keep_their_places(qtbot, calm):
    calm.window.resize(1440, 900)
    QApplication.processEvents()
    calm.window.refresh(settle=False)
    QApplication.processEvents()
    ticket = calm.window.body.ticket
    apart, place = ticket.preview.layout().verticalSpacing(), ticket.size_field.y()
    assert apart >= 4
    type_size(qtbot, calm, "5")
    calm.window.refresh(settle=False)
    QApplication.processEvents()
    assert ticket.error_text and ticket.size_field.y() == place
    assert 0 < ticket.preview.layout().verticalSpacing() <= apart
    assert ticket.preview.geometry().bottom() <= ticket._scroll.viewport().height()
