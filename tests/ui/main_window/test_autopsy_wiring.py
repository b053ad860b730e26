"""The autopsy as a person uses it: opened by its key or its button, another one chosen, stopped, copied, watched."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage

from tests.support.flight import Flight, instant
from tests.support.layout import complaints
from tests.support.money_stories import FOUR_SLICES, gap_story
from ui.main_window.autopsy_wiring import open_autopsy
from ui.panels.autopsy_page import AutopsyPage
from ui.panels.compare_page import ComparePage
from ui.panels.dock_panel import LIQUIDATIONS, LOG
from ui.viewmodels import autopsy_texts as texts

MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def flight(qtbot: object, tmp_path: Path) -> Flight:
    made = Flight(qtbot, tmp_path, FOUR_SLICES)
    made.play_to("10:42:30")
    return made


def answered(qtbot: object, page: AutopsyPage | None) -> AutopsyPage:
    assert page is not None
    qtbot.waitUntil(lambda: not page.avoided.is_waiting, timeout=30_000)
    return page


def test_the_key_opens_it_and_every_line_is_there(qtbot: object, flight: Flight) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(flight.window, Qt.Key.Key_A, keys)
    page = answered(qtbot, flight.window.findChild(AutopsyPage))
    assert page.view is not None and page.view.chips[:2] == ("BTCUSDT long 2.000 at 7,934.0", "20× isolated")
    assert [one.title for one in page.view.happened][1:4] == [
        "Mark 7,462.9 meets 7,463.8",
        "Step 1 sells 0.500 at 7,458.2",
        "Step 2 sells 0.500 at 7,441.6",
    ]
    bars = page.view.waterfall.bars
    assert [one.value_text for one in bars[:3]] == ["1,000.00", f"{MINUS}237.90", f"{MINUS}12.10"]
    assert [one.value_text for one in bars[-2:]] == ["+26.80", "0.00"]
    assert page.view.flows.sums_text == "Paid 1,026.80 = received 1,026.80" and page.view.flows.is_equal
    assert [one.amount_text for one in page.view.flows.bands] == ["984.10", "15.90", "26.80"]
    avoided = page.avoided.view
    assert avoided is not None
    titles = [row.title for row in avoided.rows]
    assert titles[0] == texts.AS_IT_WAS and "135.17 more margin" in titles
    assert "1.761 BTC, same 1,000.00" in titles and "17× with 933.41 margin" in titles
    assert complaints(page) == []
    qtbot.keyClick(page, Qt.Key.Key_Escape)


def test_the_button_stands_at_the_autopsy_line(qtbot: object, flight: Flight) -> None:
    flight.window.money.show_event()
    flight.window.refresh(settle=False)
    flight.window.body.rescue.autopsy_button.click()
    page = answered(qtbot, flight.window.findChild(AutopsyPage))
    page.closed.emit()


@pytest.mark.parametrize("tab", [LIQUIDATIONS, LOG])
def test_rows_of_the_tables_open_it_too(qtbot: object, flight: Flight, tab: int) -> None:
    table = flight.window.body.dock.table(tab)
    rows = [table.rows.row_at(place) for place in range(table.rows.rowCount())]
    (action,) = [one for row in rows for one in row.actions if one.key == "autopsy"]
    table.action_requested.emit(action.key, action.subject)
    page = flight.window.findChild(AutopsyPage)
    assert page is not None and page.choice.currentData() == "liq-1"
    page.closed.emit()


def test_what_would_have_avoided_it_tells_of_nothing_beyond_the_playhead(qtbot: object, flight: Flight) -> None:
    page = answered(qtbot, open_autopsy(flight.window))
    assert page.avoided.view is not None and "10:42" in page.avoided.horizon.text()
    assert page.avoided.view.head[-1] == "Change to 10:42"
    # 7,396.0 is the lowest so far: 1,076 lost and 59.168 kept against the 1,000 there were, and one atom
    row = next(one for one in page.avoided.view.rows if one.title.endswith("more margin"))
    assert (row.title, row.note.split(";")[0]) == ("135.17 more margin", "least 135.16800001")
    page.closed.emit()


def test_stopping_says_so_and_it_can_be_asked_again(qtbot: object, flight: Flight) -> None:
    page = open_autopsy(flight.window)
    assert page is not None
    page.avoided.stop.click()
    assert page.avoided.view is None and not page.avoided.is_waiting
    page.avoided.again.click()
    assert answered(qtbot, page).avoided.view is not None
    page.closed.emit()


def test_text_and_picture_can_be_taken_along(qtbot: object, flight: Flight, tmp_path: Path) -> None:
    page = answered(qtbot, open_autopsy(flight.window))
    page.copy.click()
    copied = QGuiApplication.clipboard().text()
    for words in (texts.HAPPENED, "Step 4 7,396.0", "received 1,026.80", texts.AVOIDED):
        assert words in copied
    assert page.save_picture_to(str(tmp_path / "page")) and not QImage(str(tmp_path / "page.png")).isNull()
    assert not page.save_picture_to(str(tmp_path / "no folder" / "page.png")) and "cannot be written" in page.said
    page.closed.emit()


def test_watching_goes_back_before_it_and_plays(qtbot: object, flight: Flight) -> None:
    page = open_autopsy(flight.window)
    assert page is not None
    page.watch.click()
    host = flight.window.host
    assert host.is_back and host.is_playing and host.speed == 1
    assert host.moment.now_ns == instant("10:42:10")
    host.pause()


def test_comparing_goes_over_to_the_regimes(qtbot: object, flight: Flight) -> None:
    page = open_autopsy(flight.window)
    assert page is not None
    page.compare.click()
    compared = flight.window.findChild(ComparePage)
    qtbot.waitUntil(lambda: bool(compared.runs), timeout=30_000)
    compared.closed.emit()


def test_without_a_liquidation_it_says_so(qtbot: object, tmp_path: Path) -> None:
    flight = Flight(qtbot, tmp_path, FOUR_SLICES)
    flight.play_to("10:00:00")
    assert open_autopsy(flight.window) is None
    assert texts.NONE_YET in flight.window.body.toast.text


def test_while_it_runs_it_shows_what_was_taken_so_far(qtbot: object, tmp_path: Path) -> None:
    flight = Flight(qtbot, tmp_path, FOUR_SLICES)
    flight.play_to("10:42:16")
    page = open_autopsy(flight.window)
    assert page is not None
    assert page.view is not None and page.view.sentence == "It runs. Taken so far: 500.00 USDT."
    assert page.view.waterfall.bars[-1].sublabel == "so far" and page.view.happened[-1].title == texts.RUNNING
    page.closed.emit()


@pytest.mark.parametrize(
    "story",
    [gap_story(), gap_story(margin="cross", eth_qty="10", eth="150.00", fund="100"), gap_story(fund="0")],
    ids=["takeover", "cross", "no fund"],
)
def test_nothing_is_cut_in_other_waterfalls(qtbot: object, tmp_path: Path, story: str) -> None:
    flight = Flight(qtbot, tmp_path, story)
    flight.window.resize(1280, 800)
    flight.play_to("10:31:00")
    page = answered(qtbot, open_autopsy(flight.window))
    assert complaints(page) == []
    assert page.view is not None and page.view.flows.is_equal
    page.closed.emit()
