"""The start: the outline is on screen first, then the window in its place, then the chart; problems are told."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sandbox.values.problems import Problem
from ui import app as application
from ui.app import Start
from ui.bridge.options import WindowOptions
from ui.bridge.window_settings import WindowSettings
from ui.main_window.outline import Outline
from ui.theme.style import apply_theme

SECONDS_MS = 20_000


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    apply_theme(qapp, "dark")
    return qapp


def started(app: QApplication, qtbot: QtBot, **options: object) -> Start:
    start = Start(app, WindowOptions(scenario="gap-through-bankruptcy", **options), WindowSettings())  # type: ignore[arg-type]
    qtbot.addWidget(start.outline)
    start.begin()
    return start


def test_the_outline_gives_way_to_the_window_with_its_chart(app: QApplication, qtbot: QtBot) -> None:
    start = started(app, qtbot, size=(1280, 800))
    assert start.outline.isVisible() and start.window is None
    qtbot.waitUntil(lambda: start.window is not None and start.window.body.chart.chart is not None, timeout=SECONDS_MS)
    qtbot.waitUntil(lambda: not start.outline.isVisible())
    window = start.window
    assert window is not None and window.isVisible() and window.model is not None
    qtbot.addWidget(window)
    assert (window.width(), window.height()) == (1280, 800) == (start.outline.width(), start.outline.height())
    window.close()


def test_the_outline_stands_where_the_window_was(app: QApplication, qtbot: QtBot) -> None:
    first, second = Outline("Bulkhead"), Outline("Bulkhead")
    for one in (first, second):
        qtbot.addWidget(one)
    first.take_place(None, (600, 400))
    second.take_place(first.saveGeometry(), (1, 1))
    assert second.size() == first.size()


def test_the_outlines_panels_do_not_overlap_and_fill_the_window(app: QApplication, qtbot: QtBot) -> None:
    outline = Outline("Bulkhead")
    qtbot.addWidget(outline)
    outline.take_place(None, (1280, 800))
    panels = outline.panels()
    assert not [(a, b) for a in panels for b in panels if a is not b and a.intersects(b)]
    assert all(outline.rect().contains(panel) for panel in panels)
    assert outline.grab().toImage().pixelColor(2, 2).name() != outline.grab().toImage().pixelColor(306, 300).name()


def test_a_problem_of_the_start_ends_it_and_is_kept(
    app: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Problem("no room", 3)

    monkeypatch.setattr(application, "open_window", refuse)
    start = started(app, qtbot)
    qtbot.waitUntil(lambda: start.problem is not None, timeout=SECONDS_MS)
    assert str(start.problem) == "no room" and start.window is None
