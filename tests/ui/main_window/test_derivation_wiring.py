"""Where a number comes from, as a person opens it: by key, from a cell, from the editor; every figure in words."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.support.flight import Flight
from tests.support.layout import complaints
from tests.support.money_stories import FOUR_SLICES, gap_story
from ui.main_window.derivation_wiring import open_derivations
from ui.panels.derivation_page import DerivationPage
from ui.panels.dock_panel import POSITIONS
from ui.viewmodels.derivation_view import exact_text
from ui.viewmodels.number_text import NO_BREAK


@pytest.fixture
def flight(qtbot: object, tmp_path: Path) -> Flight:
    made = Flight(qtbot, tmp_path, FOUR_SLICES)
    made.play_to("09:58:03")
    return made


def the_page(flight: Flight) -> DerivationPage:
    page = flight.window.findChild(DerivationPage)
    assert page is not None and page.shown is not None
    return page


def test_the_key_opens_the_liquidation_price_of_the_contract_in_sight(qtbot: object, flight: Flight) -> None:
    qtbot.keyClick(flight.window, Qt.Key.Key_D)
    page = the_page(flight)
    shown = page.shown
    assert shown is not None and shown.group == "BTCUSDT long" and shown.title == "Liquidation price"
    assert shown.worked == "(15,868 − 1 × (1,000 + 0)) ÷ (2 × (1 − 1 × 0.004)) = 7,463.85542168…"  # noqa: RUF001
    assert shown.symbols == "(V₀ − s × (M + d)) ÷ (q × (1 − s × r))"  # noqa: RUF001
    assert "1,114.78" in shown.example
    assert complaints(page) == []
    qtbot.keyClick(page, Qt.Key.Key_Escape)


def test_every_figure_can_be_walked_with_the_arrows_and_nothing_is_cut(qtbot: object, flight: Flight) -> None:
    page = open_derivations(flight.window)
    assert page is not None
    page.choose("BTCUSDT-PERP/initial_margin")
    titles = []
    for _ in range(40):
        shown = page.shown
        assert shown is not None and complaints(page) == []
        titles.append(f"{shown.group}: {shown.title}")
        qtbot.keyClick(page.figures, Qt.Key.Key_Down)
        if page.shown is shown:
            break
    assert titles[0] == "BTCUSDT long: Initial margin" and "ETHUSDT short: Liquidation tick" in titles
    assert titles[-1] == "Contract wallet, USDT: Most that can be transferred"
    page.closed.emit()


@pytest.mark.parametrize(
    ("column", "title"),
    [(3, "Liquidation tick"), (4, "Maintenance margin"), (5, "Margin ratio"), (6, "Margin balance")],
)
def test_a_double_click_on_a_figure_opens_it(qtbot: object, flight: Flight, column: int, title: str) -> None:
    table = flight.window.body.dock.table(POSITIONS)
    table.doubleClicked.emit(table.rows.index(1, column))
    page = the_page(flight)
    assert page.shown is not None and (page.shown.group, page.shown.title) == ("ETHUSDT short", title)
    page.closed.emit()


def test_a_double_click_elsewhere_opens_nothing(flight: Flight) -> None:
    table = flight.window.body.dock.table(POSITIONS)
    table.doubleClicked.emit(table.rows.index(0, 0))
    assert flight.window.findChild(DerivationPage) is None


def test_the_order_in_the_editor_has_figures_of_its_own(qtbot: object, flight: Flight) -> None:
    ticket = flight.window.body.ticket
    ticket.size_field.setText("0.5")
    ticket.choice_changed.emit()
    flight.window.refresh(settle=False)
    qtbot.mouseClick(ticket.preview, Qt.MouseButton.LeftButton)
    page = the_page(flight)
    shown, model = page.shown, flight.window.model
    assert shown is not None and shown.group == "BTCUSDT long after the order"
    assert model is not None and model.preview is not None and model.preview.after is not None
    price = model.preview.after.liquidation_price
    assert price is not None and shown.result_text == exact_text(price)
    page.closed.emit()


def test_the_open_figure_can_be_copied(flight: Flight) -> None:
    page = open_derivations(flight.window, "BTCUSDT-PERP", "initial_margin")
    assert page is not None
    page.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("BTCUSDT long: Initial margin = 784.62 USDT") and "L = 20×" in copied  # noqa: RUF001
    page.closed.emit()


def test_a_cross_position_shows_what_the_others_lend_it(qtbot: object, tmp_path: Path) -> None:
    flight = Flight(qtbot, tmp_path, gap_story(margin="cross", eth_qty="10"))
    flight.window.resize(1280, 800)
    flight.play_to("10:10:00")
    page = open_derivations(flight.window, "BTCUSDT-PERP", "backing")
    assert page is not None and page.shown is not None
    assert page.shown.worked == "1,240 + 0 − 8 = 1,232"  # noqa: RUF001
    assert complaints(page) == []
    page.closed.emit()


def test_several_positions_have_an_order_of_death(qtbot: object, flight: Flight) -> None:
    page = open_derivations(flight.window, "all", "falling")
    assert page is not None and page.shown is not None
    shown = page.shown
    assert shown.title == "Order of death, prices fall" and shown.result_text == f"BTCUSDT long at −4.87{NO_BREAK}%"
    assert [(one.symbol, one.name, one.origin) for one in shown.inputs] == [
        ("1", "BTCUSDT long, isolated", "mark 7,463.8"),
        ("", "ETHUSDT short, isolated", f"not down to 0.01{NO_BREAK}%"),
    ]
    assert complaints(page) == []
    page.closed.emit()


def test_without_a_session_or_money_nothing_opens(qtbot: object, tmp_path: Path) -> None:
    flight = Flight(
        qtbot, tmp_path, FOUR_SLICES.partition("[[step]]")[0].replace('contract = { USDT = "1641.58" }', "")
    )
    assert open_derivations(flight.window) is None
