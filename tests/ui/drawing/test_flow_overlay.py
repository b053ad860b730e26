"""The flow overlay: covers its parent, paints money in flight, hides when it has landed."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from ui.drawing.flow_overlay import FlowOverlay
from ui.drawing.flow_path import FlowFigure, FlowKind, dots_at
from ui.theme import style, tokens

LOSS = FlowFigure(5, (40.0, 150.0), (360.0, 150.0), "", FlowKind.LOSS)


@pytest.fixture
def window(qtbot):
    style.apply_theme(QApplication.instance(), "dark")
    widget = QWidget()
    widget.setStyleSheet("background: #101010")
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.show()
    yield widget
    QApplication.instance().setStyleSheet("")


def test_overlay_is_hidden_until_a_flow_starts_and_after_it_landed(window):
    overlay = FlowOverlay(window)
    assert not overlay.isVisible() and not overlay.is_active
    overlay.start(LOSS, 0)
    assert overlay.isVisible() and overlay.geometry() == window.rect()
    assert overlay.advance(500_000_000)
    assert not overlay.advance(900_000_000)
    assert not overlay.isVisible() and not overlay.is_active


def test_dots_are_painted_where_the_path_says(window):
    overlay = FlowOverlay(window)
    overlay.start(LOSS, 0)
    overlay.advance(450_000_000)
    head = dots_at(LOSS, 450_000_000)[0]
    image = window.grab().toImage()
    assert image.pixelColor(round(head.x), round(head.y)).name().upper() == tokens.active().loss
    assert image.pixelColor(5, 5).name() == "#101010"


def test_same_time_gives_the_same_picture_whatever_came_before(window):
    pictures = []
    for times in ((450_000_000,), (16_000_000, 100_000_000, 450_000_000)):
        overlay = FlowOverlay(window)
        overlay.start(FlowFigure(9, (40.0, 40.0), (300.0, 250.0), "250.00", FlowKind.FUND), 0)
        for presentation_ns in times:
            overlay.advance(presentation_ns)
        pictures.append(window.grab().toImage())
        overlay.clear()
        overlay.deleteLater()
    assert pictures[0] == pictures[1]


def test_invalidate_shows_what_changed_below(window):
    overlay = FlowOverlay(window)
    overlay.start(LOSS, 0)
    overlay.advance(100_000_000)
    window.setStyleSheet("background: #303030")
    overlay.invalidate()
    overlay.advance(120_000_000)
    assert window.grab().toImage().pixelColor(5, 5).name() == "#101010"
    overlay.advance(200_000_000)
    assert window.grab().toImage().pixelColor(5, 5).name() == "#303030"


def test_refresh_is_exact_at_once(window):
    overlay = FlowOverlay(window)
    overlay.start(LOSS, 0)
    overlay.advance(100_000_000)
    window.setStyleSheet("background: #303030")
    overlay.refresh()
    assert window.grab().toImage().pixelColor(5, 5).name() == "#303030"


def test_reduced_motion_shows_arrow_and_sum_without_dots(window):
    overlay = FlowOverlay(window, reduced_motion=True)
    overlay.start(FlowFigure(5, (40.0, 150.0), (360.0, 150.0), "250.00 price loss", FlowKind.LOSS), 0)
    assert overlay.advance(1_000_000_000)
    first = window.grab().toImage()
    assert overlay.advance(1_900_000_000)
    assert window.grab().toImage() == first
    assert not overlay.advance(2_000_000_000)


def test_overlay_follows_the_size_of_the_window(window):
    overlay = FlowOverlay(window)
    overlay.start(LOSS, 0)
    window.resize(500, 200)
    assert overlay.geometry() == window.rect()


def test_a_changed_part_alone_is_painted_into_the_picture_below_what_covers_it(window):
    part, other, cover = QWidget(window), QWidget(window), QWidget(window)
    for widget, place in ((part, (0, 0, 80, 80)), (other, (200, 0, 80, 80)), (cover, (40, 40, 80, 80))):
        widget.setGeometry(*place)
        widget.setStyleSheet("background: #202020")
        widget.show()
    cover.setStyleSheet("background: #404040")
    overlay = FlowOverlay(window)
    overlay.start(LOSS, 0)
    overlay.advance(100_000_000)
    for widget in (part, other):
        widget.setStyleSheet("background: #505050")
    overlay.invalidate_parts([part])
    overlay.advance(116_000_000)
    image = window.grab().toImage()
    assert image.pixelColor(10, 10).name() == "#505050"
    assert image.pixelColor(210, 10).name() == "#202020"
    assert image.pixelColor(60, 60).name() == "#404040"


def on_screen(window, at):
    """Return the colour that was painted on screen at a place."""
    return window.backingStore().paintDevice().pixelColor(*at).name()


def test_the_first_picture_is_what_is_on_screen_and_no_grab(window, qtbot, monkeypatch):
    overlay = FlowOverlay(window)
    window.update()
    qtbot.waitUntil(lambda: overlay._is_painted)
    QApplication.processEvents()
    monkeypatch.setattr(overlay, "refresh", lambda: pytest.fail("the window was painted anew"))
    overlay.start(LOSS, 0)
    assert overlay.picture is not None and overlay.picture.size() == window.size()
    assert overlay.picture.toImage().pixelColor(5, 5).name() == "#101010"
    overlay.advance(450_000_000)
    QApplication.processEvents()
    head = dots_at(LOSS, 450_000_000)[0]
    assert on_screen(window, (round(head.x), round(head.y))).upper() == tokens.active().loss


def test_dots_of_the_flow_before_are_never_in_the_picture_of_the_next(window, qtbot):
    overlay = FlowOverlay(window)
    window.update()
    qtbot.waitUntil(lambda: overlay._is_painted)
    overlay.start(LOSS, 0)
    overlay.advance(450_000_000)
    QApplication.processEvents()
    overlay.clear()
    overlay.start(LOSS, 1_000_000_000)
    head = dots_at(LOSS, 450_000_000)[0]
    assert overlay.picture is None, "nothing was painted since the dots"
    overlay.advance(1_016_000_000)
    assert overlay.picture.toImage().pixelColor(round(head.x), round(head.y)).name() == "#101010"
