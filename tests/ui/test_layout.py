"""The window at its moments and sizes: no cut or elided text, no overlap, no control too small to hit."""

import pytest
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from tests.support.layout import complaints, is_cut, table_complaints
from tests.support.money_stories import FOUR_SLICES, MoneyPilot
from ui.drawing import painting
from ui.theme import style
from ui.viewmodels.records import ToastView

SIZES = ((1280, 800), (1440, 900), (1920, 1080))
MOMENTS = ("09:00:00", "09:58:03", "10:42:14", "10:42:16", "10:42:18", "10:42:30")


@pytest.fixture
def pilot(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    # Widths measured before the fonts were there, by a window of another test without a theme, are not ours.
    painting.text_width.cache_clear()
    painting._metrics.cache_clear()
    pilot = MoneyPilot(FOUR_SLICES, tmp_path, MOMENTS[0])
    qtbot.addWidget(pilot.window)
    pilot.window.prepare_chart()
    yield pilot
    pilot.window.close()
    QApplication.instance().setStyleSheet("")


def settle(pilot: MoneyPilot) -> None:
    """Show what there is and let layouts come to rest, with nothing flying."""
    pilot.window.refresh(settle=False)
    pilot.window.body.flows.overlay.clear()
    pilot.window.body.toast.hide()
    for _ in range(3):
        QApplication.processEvents()


def at_every_size(pilot: MoneyPilot, what: str) -> list[str]:
    """Return the complaints at each size, each with what was shown."""
    found = []
    for size in SIZES:
        pilot.window.resize(*size)
        settle(pilot)
        found += [f"{what} at {size[0]}x{size[1]}: {one}" for one in complaints(pilot.window)]
        for tab in range(7):
            if pilot.window.body.dock.table(tab).isVisible():
                found += [f"{what} at {size[0]}: {one}" for one in table_complaints(pilot.window.body.dock.table(tab))]
    return found


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_window_shows_everything_whole_at_every_moment_and_size(pilot, theme):
    style.apply_theme(QApplication.instance(), theme)
    found = []
    for moment in MOMENTS if theme == "dark" else MOMENTS[1::2]:
        pilot.play_to(moment)
        found += at_every_size(pilot, moment)
    assert found == []


def test_order_editor_and_tables_show_everything_whole(pilot):
    pilot.play_to("09:58:03")
    ticket, found = pilot.window.body.ticket, []
    for size_text, what in (("0.5", "order preview"), ("5", "order refused"), ("0.0005", "size off the lot")):
        ticket.size_field.setText(size_text)
        ticket.choice_changed.emit()
        found += at_every_size(pilot, what)
    pilot.play_to("10:42:30")
    for tab in range(7):
        pilot.window.body.dock.show_tab(tab)
        found += at_every_size(pilot, f"tab {tab}")
    assert found == []


def test_planted_faults_are_found(pilot):
    pilot.play_to("09:58:03")
    body = pilot.window.body
    body.top_bar.play_button.setFixedSize(18, 18)
    cut = QLabel("A sentence that has no room", body.ticket)
    cut.setGeometry(20, 20, 40, 16)
    cut.show()
    covering = QPushButton("Over another", body)
    covering.setGeometry(300, 300, 200, 40)
    covering.show()
    body.dock.table(0).horizontalHeader().resizeSection(4, 20)
    body.dock.table(0)._set_by_person.add(4)
    QApplication.processEvents()
    found = "\n".join(complaints(pilot.window))
    assert "is 18 x 18 px, at least 24" in found
    assert "A sentence that has no room': needs" in found
    assert "'Over another'" in found and "overlap" in found
    assert "is elided" in found


def test_layout_check_finds_covered_words_crammed_rows_and_cut_text(pilot):
    pilot.play_to("10:42:16")
    body = pilot.window.body
    settle(pilot)
    chip = body.chart.taken(body)[-1]
    body.toast.show_view(ToastView("A notice", "It lies on a chip."), lambda _: chip.topLeft(), 0)
    assert any("covers words of ChartView" in one for one in complaints(pilot.window))
    body.toast.hide()
    body.show_rescue(False)
    body.ticket.show_view(pilot.window.model.ticket_view())
    body.ticket.preview.set_spacing(0)
    QApplication.processEvents()
    assert any("of unused room" in one for one in complaints(body.ticket.parentWidget()))
    with painting.recording_texts() as drawn:
        picture = QPixmap(100, 30)
        painter = QPainter(picture)
        painter.setClipRect(0, 0, 40, 30)
        painting.draw_text(painter, (5, 20), "longer than forty", "#ffffff")
        painter.end()
    assert is_cut(drawn[0].rect, drawn[0].clip)
