"""The event's table fits the narrowest column without clipping a figure."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from tests.support.money_stories import FOUR_SLICES, gap_story, model_of
from ui.panels.rescue_panel import RescuePanel
from ui.theme import style

STORIES = {
    "slices": (FOUR_SLICES, "10:42:17"),
    "slices, ended": (FOUR_SLICES, "10:43:00"),
    "takeover": (gap_story(), "10:30:06"),
    "empty fund": (gap_story(fund="500"), "10:30:04"),
    "cross": (
        gap_story(margin="cross", contract="1500", eth="150.00", eth_qty="10", gap="7000.0"),
        "10:30:06",
    ),
}


@pytest.mark.parametrize("width", (320, 332, 420))
@pytest.mark.parametrize("story", STORIES)
def test_no_text_of_the_event_is_clipped_in_any_width_of_the_column(qtbot, tmp_path, story, width):
    style.apply_theme(QApplication.instance(), "dark")
    panel = RescuePanel()
    qtbot.addWidget(panel)
    panel.setFixedSize(width, 520)
    text, until = STORIES[story]
    panel.show_view(model_of(text, tmp_path, until).rescue_view())
    panel.show()
    QApplication.processEvents()
    clipped = [
        (one.text(), one.width(), one.sizeHint().width())
        for one in panel.findChildren(QLabel)
        if one.isVisible() and one.text() and not one.wordWrap() and one.width() < one.sizeHint().width()
    ]
    edge = [
        one.text()
        for one in panel.findChildren(QLabel)
        if one.isVisible() and one.mapTo(panel, one.rect().topRight()).x() > width - 8
    ]
    panel.close()
    QApplication.instance().setStyleSheet("")
    assert not clipped
    assert not edge


def shown(panel: RescuePanel):
    panel.setFixedSize(360, 620)
    panel.show()
    panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    panel.setFocus()
    QApplication.processEvents()
    return panel.grab().toImage()


def test_an_event_shown_as_it_goes_on_looks_like_one_shown_at_once(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    kept = RescuePanel()
    qtbot.addWidget(kept)
    for number, until in enumerate(("10:42:02", "10:42:17", "10:43:00", "10:42:17")):
        folder = tmp_path / str(number)
        folder.mkdir()
        view = model_of(FOUR_SLICES, folder, until).rescue_view()
        kept.show_view(view)
        fresh = RescuePanel()
        qtbot.addWidget(fresh)
        fresh.show_view(view)
        assert shown(kept) == shown(fresh), until
    QApplication.instance().setStyleSheet("")
