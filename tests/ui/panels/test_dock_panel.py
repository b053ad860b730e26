"""The dock: keys, menus, copying, filters, empty states, stage cells, flows drawn again, widths remembered."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from tests.support.money_stories import FOUR_SLICES, MoneyPilot
from ui.dialogs.margin_dialog import MarginDialog
from ui.panels.dock_panel import FILLS, LEDGER, LIQUIDATIONS, LOG, ORDERS, POSITIONS, DockPanel
from ui.panels.rows_table import RowsTable
from ui.theme import style
from ui.viewmodels.table_view import plain_text

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def pilot(qtbot, tmp_path):
    style.apply_theme(QApplication.instance(), "dark")
    pilot = MoneyPilot(FOUR_SLICES, tmp_path, "09:58:03")
    qtbot.addWidget(pilot.window)
    yield pilot
    pilot.window.close()
    QApplication.instance().setStyleSheet("")


def table_of(pilot: MoneyPilot, tab: int) -> RowsTable:
    pilot.window.body.dock.show_tab(tab)
    return pilot.window.body.dock.table(tab)


def titles(table: RowsTable) -> list[str]:
    return [column.title for column in table.rows.columns]


def test_enter_on_a_position_adds_margin_and_the_menu_offers_both(qtbot, pilot):
    table = table_of(pilot, POSITIONS)
    table.setFocus()
    assert table.currentIndex().row() == 0, "the focus finds the first row"
    menu = table.menu_of_current()
    assert [one.text() for one in menu.actions() if one.text()][:4] == [
        "Add margin to BTCUSDT",
        "Take profit and stop of BTCUSDT",
        "Close BTCUSDT",
        "Copy selected rows",
    ]
    qtbot.keyClick(table, Qt.Key.Key_Return)
    dialog = pilot.window.findChild(MarginDialog)
    assert dialog is not None
    dialog.close()


def test_buttons_of_a_row_have_names_and_room_for_their_words(pilot):
    table = table_of(pilot, POSITIONS)
    QApplication.processEvents()
    icons = [one for one in table.findChildren(QPushButton) if one.isVisible()]
    assert {one.text() for one in icons} == {""} and all(one.accessibleName() for one in icons)
    assert table.horizontalScrollBar().maximum() == 0, "with icons every column is in sight"
    pilot.window.resize(1560, 900)
    QApplication.processEvents()
    buttons = [one for one in table.findChildren(QPushButton) if one.isVisible()]
    assert table.horizontalScrollBar().maximum() == 0
    assert [one.text() for one in buttons] == ["+ Margin", "TP/SL", "Close", "+ Margin", "TP/SL", "Close"]
    assert buttons[0].accessibleName() == "Add margin to BTCUSDT"
    for button in buttons:
        assert button.width() >= button.sizeHint().width() and button.height() >= 22


def test_positions_turn_into_steps_while_one_is_liquidated(pilot):
    table = table_of(pilot, POSITIONS)
    assert "Entry / Mark" in titles(table)
    pilot.play_to("10:42:17")
    assert titles(table)[1:4] == ["Left", "Sold in steps", "Mark"]
    burning, sealed = (table.rows.row_at(place) for place in (0, 1))
    assert [state for state, _ in burning.cells[2].steps] == ["done", "done", "burning", "left"]
    assert [label for _, label in burning.cells[2].steps] == ["7,458", "7,441", "7,418", "next"]
    assert (burning.cells[1].text, burning.cells[1].second) == ("0.500", "of 2.000")
    assert (burning.cells[6].text, burning.cells[6].second) == ("▼ −7.80", "fund 7.80")
    assert not burning.actions and sealed.cells[2].icon == "shield" and sealed.actions
    pilot.play_to("10:42:30")
    assert "Entry / Mark" in titles(table) and table.rows.rowCount() == 1


def test_liquidation_unfolds_into_its_sales_and_a_sum_that_closes(qtbot, pilot):
    pilot.play_to("10:42:30")
    table = table_of(pilot, LIQUIDATIONS)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    rows = [[plain_text(one) for one in table.rows.row_at(place).cells] for place in range(table.rows.rowCount())]
    assert len(rows) == 6
    assert rows[1][3:] == ["0.500", "7,458.2", "fee 12.10", "250.00", "+12.10", "Slice 1"]
    assert rows[5][3:] == ["2.000", "", "fee 15.90", "1,000.00", "−10.90", "Sum"]
    assert "Liquidations  1" in [pilot.window.body.dock._tabs.tabText(tab) for tab in range(7)]
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert table.rows.rowCount() == 1


def test_ledger_entry_flies_again_on_enter_and_on_click(qtbot, pilot):
    table = table_of(pilot, LEDGER)
    overlay = pilot.window.body.flows.overlay
    overlay.clear()
    place = next(n for n in range(table.rows.rowCount()) if table.rows.row_at(n).cells[2].text == "contract")
    table.setFocus()
    table.setCurrentIndex(table.rows.index(place, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert [one.amount_text for one in overlay.figures] == ["206.60 USDT"]
    overlay.clear()
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.rows.index(place, 3)).center())
    assert len(overlay.figures) == 1
    overlay.clear()


def test_search_that_finds_nothing_can_be_cleared(qtbot, pilot):
    table = table_of(pilot, LOG)
    page = pilot.window.body.dock.page(LOG)
    count = table.rows.rowCount()
    qtbot.keyClicks(page.filter_bar.text, "nothing like it")
    qtbot.waitUntil(lambda: table.rows.rowCount() == 0)
    assert page.empty_words.text() == "Nothing matches the filter."
    qtbot.mouseClick(page._offer, LEFT)
    assert table.rows.rowCount() == count


def test_copy_puts_the_selected_rows_on_the_clipboard(qtbot, pilot):
    table = table_of(pilot, FILLS)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[:3] == ["Time", "Contract", "Side"] and len(lines) == 2


def test_empty_orders_offer_to_place_one(qtbot, pilot):
    table_of(pilot, ORDERS)
    page = pilot.window.body.dock.page(ORDERS)
    assert page.empty_words.text() == "No open orders."
    qtbot.mouseClick(page._offer, LEFT)
    assert QApplication.focusWidget() is pilot.window.body.ticket.size_field


def test_header_sorts_up_down_and_back(qtbot, pilot):
    table = table_of(pilot, FILLS)
    head = table.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(3) + 20, 10)
    order = []
    for _ in range(3):
        qtbot.mouseClick(head.viewport(), LEFT, pos=at)
        order.append([table.rows.row_at(place).cells[3].text for place in range(2)])
    assert order == [["2.000", "12.000"], ["12.000", "2.000"], ["2.000", "12.000"]]
    assert not head.isSortIndicatorShown()


def test_width_set_by_a_person_is_remembered(qtbot, pilot):
    table = table_of(pilot, FILLS)
    table.horizontalHeader().resizeSection(1, 177)
    assert table.widths() == "1:177"
    dock = DockPanel()
    qtbot.addWidget(dock)
    dock.table(FILLS).restore_widths("1:177 junk 99:5 2:x")
    assert dock.table(FILLS).columnWidth(1) == 177


def test_a_table_never_in_front_is_made_when_opened_with_the_rows_that_came_before(pilot):
    dock = pilot.window.body.dock
    assert set(dock.tables_made()) == {POSITIONS}
    shown = table_of(pilot, FILLS)
    assert set(dock.tables_made()) == {POSITIONS, FILLS}
    assert shown.isVisible() and shown.rows.rowCount() == len(pilot.window.model.history.fills) > 0
