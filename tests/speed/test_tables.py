"""A table of 100,000 rows: growing it costs a small part of sorting it, and a frame's rows next to nothing."""

import itertools

import pytest
from PySide6.QtCore import Qt

from tests.speed.ratios import medians, report
from ui.models.rows_model import RowsModel
from ui.viewmodels.table_view import Column, Row, cell

pytestmark = pytest.mark.speed
ROWS, PER_FRAME = 100_000, 20


def test_appending_a_frame_s_rows_to_a_sorted_table_of_100_000_is_far_cheaper_than_sorting_it(qapp) -> None:
    model = RowsModel((Column("No."), Column("Amount", True, 60)))
    numbers = itertools.count()

    def rows(count: int) -> list[Row]:
        return [
            Row(str(n), (cell(str(n), n), cell(str(n * 7919 % 10_007), n * 7919 % 10_007)))
            for n in itertools.islice(numbers, count)
        ]

    model.append_rows(rows(ROWS))
    model.sort(1, Qt.SortOrder.DescendingOrder)
    ready = [rows(PER_FRAME) for _ in range(20)]
    appended, sorted_again = medians(
        lambda: model.append_rows(ready.pop()), lambda: model.sort(1, Qt.SortOrder.DescendingOrder), rounds=15
    )
    report("table_append_ms", appended * 1_000, "ms", "lower", sort_ms=sorted_again * 1_000)
    assert appended < sorted_again / 10
