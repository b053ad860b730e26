"""The table model: Qt's own tester on every table, order, filter, growth without a reset, selection that stays."""

import random

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from ui.models.rows_model import RowsModel
from ui.viewmodels import texts
from ui.viewmodels.ledger_filter import RowFilter
from ui.viewmodels.table_columns import COLUMNS, NEWEST_FIRST
from ui.viewmodels.table_view import Cell, Column, Row, cell

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
TWO = (Column("Name"), Column("Figure", True, 60))
LEDGER = texts.TABS.index("Ledger")


def a_row(number: int, figure: int, *, parent: str = "") -> Row:
    return Row(f"{parent}r{number}", (cell(f"row {number}"), cell(f"{figure:,}", figure)), parent=parent)


def shown(model: RowsModel) -> list[str]:
    return [model.row_at(place).key for place in range(model.rowCount())]


@pytest.mark.parametrize("tab", range(len(COLUMNS)), ids=texts.TABS)
def test_every_table_passes_the_model_tester(tab: int, qtmodeltester) -> None:
    model = RowsModel(COLUMNS[tab], newest_first=NEWEST_FIRST[tab])
    qtmodeltester.check(model)
    width = len(COLUMNS[tab])
    rows = [Row(str(n), tuple(cell(f"{n * 7 % 5}", n * 7 % 5) for _ in range(width))) for n in range(12)]
    model.set_rows(rows[:6])
    model.append_rows(rows[6:9])
    model.sort(1, DOWN)
    model.append_rows(rows[9:])
    model.set_rows(rows[3:11])
    model.set_filter(lambda row, text: "2" not in text)
    model.append_rows([Row("late", rows[0].cells)])
    model.set_filter(None)
    model.sort(-1)
    qtmodeltester.check(model)


def test_numbers_sort_as_numbers_and_equals_keep_their_order(qtmodeltester) -> None:
    model = RowsModel(TWO)
    model.set_rows([a_row(1, 900), a_row(2, 1_000), a_row(3, 90), a_row(4, 900)])
    model.sort(1, UP)
    assert shown(model) == ["r3", "r1", "r4", "r2"]
    model.sort(1, DOWN)
    assert shown(model) == ["r2", "r1", "r4", "r3"]
    model.sort(-1)
    assert shown(model) == ["r1", "r2", "r3", "r4"]


@pytest.mark.parametrize("order", [UP, DOWN])
def test_rows_appended_to_a_sorted_table_stand_where_a_new_sort_would_put_them(order, qtmodeltester) -> None:
    chance, resets = random.Random(7), []
    model = RowsModel(TWO)
    model.set_rows([a_row(n, chance.randrange(50)) for n in range(100)])
    model.sort(1, order)
    model.modelReset.connect(lambda: resets.append(1))
    for start in range(100, 400, 20):
        model.append_rows([a_row(n, chance.randrange(50)) for n in range(start, start + 20)])
    grown = shown(model)
    model.sort(1, order)
    assert grown == shown(model) and not resets


def test_rows_that_change_keep_selection_and_are_not_reset() -> None:
    model, resets = RowsModel(TWO), []
    model.set_rows([a_row(n, n) for n in range(5)])
    model.modelReset.connect(lambda: resets.append(1))
    held = QPersistentModelIndex(model.index(3, 1))
    model.set_rows([a_row(0, 0), a_row(3, 33), a_row(7, 7), a_row(4, 4)])
    assert shown(model) == ["r0", "r3", "r7", "r4"] and not resets
    assert held.row() == 1 and held.data() == "33"
    model.sort(1, DOWN)
    assert held.isValid() and held.data() == "33"


def test_details_stay_below_their_row_in_every_order() -> None:
    model = RowsModel(TWO, newest_first=True)
    model.set_rows([a_row(1, 5), a_row(9, 0, parent="r1"), a_row(8, 0, parent="r1"), a_row(2, 3)])
    assert shown(model) == ["r2", "r1", "r1r9", "r1r8"]
    model.sort(1, UP)
    assert shown(model) == ["r2", "r1", "r1r9", "r1r8"]
    model.sort(1, DOWN)
    assert shown(model) == ["r1", "r1r9", "r1r8", "r2"]


def test_copy_is_tab_separated_with_headers_and_both_lines() -> None:
    model = RowsModel((*TWO, Column("", has_actions=True)))
    model.set_rows([Row("a", (Cell("BTC", "20×", lead="▲ Long"), cell("1,000.00", 1_000), Cell("")))])
    assert model.text_of([0]) == "Name\tFigure\nBTC (▲ Long 20×)\t1,000.00"


def ledger_row(seq: int, debit: str, credit: str, cause: str) -> Row:
    texts_of_row = (str(seq), "10:00:00", debit, credit, "5.00", "USDT", cause)
    return Row(str(seq), tuple(cell(text) for text in texts_of_row))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (RowFilter(text="CLEARING"), ["2", "1"]),
        (RowFilter(text="clearing p1"), ["1"]),
        (RowFilter(cause="liquidation"), ["3", "2"]),
        (RowFilter(cause="command", account="contract"), ["1"]),
        (RowFilter(account="insurance_fund"), ["3"]),
        (RowFilter(text="nothing like it"), []),
    ],
)
def test_ledger_filter_finds_by_text_cause_and_account(wanted: RowFilter, found: list[str]) -> None:
    model = RowsModel(COLUMNS[LEDGER], newest_first=True)
    model.append_rows([ledger_row(1, "contract/isolated/p1", "clearing/BTC", "c1")])
    model.set_filter(wanted.accepts)
    model.append_rows(
        [
            ledger_row(2, "liquidation_desk", "clearing/BTC", "liq-1"),
            ledger_row(3, "insurance_fund", "liquidation_desk", "liq-1"),
        ]
    )
    assert shown(model) == found


def test_index_of_nothing_shows_nothing() -> None:
    model = RowsModel(TWO)
    assert model.data(QModelIndex()) is None and model.rowCount(QModelIndex()) == 0
