"""The comparison as a person uses it: opened by its key, regimes chosen, stopped, saved, seen from now on."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage

from tests.support.flight import Flight
from tests.support.layout import complaints
from tests.support.money_stories import FOUR_SLICES
from ui.main_window.compare_wiring import open_compare
from ui.panels.compare_page import ComparePage
from ui.viewmodels import compare_texts as texts


@pytest.fixture
def flight(qtbot: object, tmp_path: Path) -> Flight:
    made = Flight(qtbot, tmp_path, FOUR_SLICES)
    made.play_to("10:42:30")
    return made


def compared(qtbot: object, flight: Flight) -> ComparePage:
    page = open_compare(flight.window)
    qtbot.waitUntil(lambda: bool(page.runs), timeout=20_000)
    return page


def names(page: ComparePage) -> list[str]:
    return [one.name for one in page.grid.view.columns]


def test_the_key_opens_it_and_every_regime_is_played(qtbot: object, flight: Flight) -> None:
    qtbot.keyClick(flight.window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    page = flight.window.findChild(ComparePage)
    qtbot.waitUntil(lambda: bool(page.runs), timeout=20_000)
    assert names(page) == ["Isolated", "Cross", "Isolated + auto top-up", "Multi-asset", "Unified"]
    assert [one.cost_text for one in page.grid.view.columns][
        0
    ] == "\N{MINUS SIGN}776.08"  # the long, less the short's profit
    assert complaints(page) == []
    assert "Isolated" in page.grid.accessibleDescription()
    qtbot.keyClick(page, Qt.Key.Key_Escape)


def test_a_regime_left_out_goes_and_none_is_said(qtbot: object, flight: Flight) -> None:
    page = compared(qtbot, flight)
    for regime in ("cross", "isolated+topup", "multi-asset", "unified", "portfolio"):
        page.boxes[regime].setChecked(False)
    qtbot.waitUntil(lambda: names(page) == ["Isolated"], timeout=20_000)
    page.boxes["isolated"].setChecked(False)
    assert page.grid.view is None and page.said.text() == texts.NONE_CHOSEN
    assert not page.copy.isEnabled()
    page.closed.emit()


def test_another_rulebook_stands_beside_the_own_one(qtbot: object, flight: Flight) -> None:
    page = compared(qtbot, flight)
    for regime in ("cross", "isolated+topup", "multi-asset", "unified", "portfolio"):
        page.boxes[regime].setChecked(False)
    other = next(one for one in page.book_menu.actions() if one.data() == "okx-linear")
    other.trigger()
    qtbot.waitUntil(lambda: len(names(page)) == 2, timeout=20_000)
    assert names(page) == ["Isolated · Bulkhead teaching book", "Isolated · OKX-style linear"]
    page.closed.emit()


def test_from_now_on_nothing_is_lost_after_the_crash(qtbot: object, flight: Flight) -> None:
    page = compared(qtbot, flight)
    before = page.runs
    page.origin.button("now").click()
    qtbot.waitUntil(lambda: page.runs is not before, timeout=20_000)
    assert {run.opening.starts_ns for run in page.runs} == {flight.window.host.session.now_ns}
    page.closed.emit()


def test_while_a_liquidation_runs_it_says_so(qtbot: object, flight: Flight, tmp_path: Path) -> None:
    running = Flight(qtbot, tmp_path, FOUR_SLICES)
    running.play_to("10:42:16")
    page = compared(qtbot, running)
    page.origin.button("now").click()
    assert "a liquidation runs; compare again when it is released" in page.said.text()
    page.closed.emit()


def test_stopping_leaves_what_was_there(qtbot: object, flight: Flight) -> None:
    page = open_compare(flight.window)
    page.stop.click()
    assert page.middle.currentIndex() == 0 and page.runs == ()
    page.ask()
    qtbot.waitUntil(lambda: bool(page.runs), timeout=20_000)
    page.closed.emit()


def test_table_and_picture_can_be_taken_along(qtbot: object, flight: Flight, tmp_path: Path) -> None:
    page = compared(qtbot, flight)
    page.copy.click()
    assert QGuiApplication.clipboard().text().startswith("\tIsolated\tCross")
    assert page.save_table_to(str(tmp_path / "table"))
    assert (tmp_path / "table.csv").read_text(encoding="utf-8").startswith(",Isolated,Cross")
    assert page.save_picture_to(str(tmp_path / "grid.png"))
    assert not QImage(str(tmp_path / "grid.png")).isNull()
    assert not page.save_table_to(str(tmp_path / "no folder" / "table.csv"))
    assert "cannot be written" in page.said.text()
    page.closed.emit()


def test_a_book_offers_its_own_regimes(qtbot: object, flight: Flight) -> None:
    page = open_compare(flight.window)
    assert page is not None and not page.boxes["unified"].isHidden()
    page.called_off.emit()
    own, other = (
        next(one for one in page.book_menu.actions() if one.data() == name)
        for name in ("bulkhead-teaching", "binance-usdm")
    )
    other.trigger()
    own.trigger()
    assert page.boxes["unified"].isHidden() and not page.boxes["isolated"].isHidden()
    page.called_off.emit()
    page.closed.emit()
