"""`RowsModel`: rows of cells as a Qt table model, sortable, copyable, grown in place; no wording of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.viewmodels.table_view import Cell, Column, Row

CELL_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_ALARM_ROLE = Qt.ItemDataRole.UserRole + 2
AnyIndex = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RowsModel(QAbstractTableModel):
    """Shows rows in the order given (or newest first), or sorted by a column."""

    def __init__(self, columns: Sequence[Column], *, newest_first: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._newest_first = newest_first
        self._given: list[Row] = []
        self._shown: list[Row] = []
        self._sort: tuple[int, Qt.SortOrder] | None = None

    # -- what the dock calls

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; cells that changed are repainted, a different set of rows resets the table."""
        if [row.key for row in rows] != [row.key for row in self._given]:
            self.beginResetModel()
            self._given = list(rows)
            self._shown = self._ordered()
            self.endResetModel()
            return
        if list(rows) == self._given:
            return
        self._given = list(rows)
        fresh = self._ordered()
        if [row.key for row in fresh] != [row.key for row in self._shown]:
            self.layoutAboutToBeChanged.emit()
            self._shown = fresh
            self.layoutChanged.emit()
            return
        self._shown = fresh
        self.dataChanged.emit(self.index(0, 0), self.index(len(fresh) - 1, len(self.columns) - 1))

    def append_rows(self, rows: Sequence[Row]) -> None:
        """Add rows that happened later than those there."""
        if not rows:
            return
        self._given.extend(rows)
        if self._sort is not None:
            self.beginResetModel()
            self._shown = self._ordered()
            self.endResetModel()
            return
        first = 0 if self._newest_first else len(self._shown)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._shown[first:first] = reversed(rows) if self._newest_first else rows
        self.endInsertRows()

    def row_at(self, place: int) -> Row:
        """Return the row shown at a place."""
        return self._shown[place]

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._given)

    def text_of(self, places: Sequence[int]) -> str:
        """Return rows as tab separated text with a header line, for the clipboard."""
        lines = ["\t".join(column.title for column in self.columns if not column.has_actions)]
        for place in places:
            cells = zip(self.columns, self._shown[place].cells, strict=True)
            lines.append("\t".join(plain_text(one) for column, one in cells if not column.has_actions))
        return "\n".join(lines)

    def _ordered(self) -> list[Row]:
        if self._sort is None:
            return list(reversed(self._given)) if self._newest_first else list(self._given)
        column, order = self._sort
        return sorted(
            self._given, key=lambda row: row.cells[column].sort, reverse=order is Qt.SortOrder.DescendingOrder
        )

    # -- what Qt calls

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows in a role."""
        if not index.isValid():
            return None
        row = self._shown[index.row()]
        one = row.cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one.text
        if role == CELL_ROLE:
            return one
        if role == ROW_ALARM_ROLE:
            return row.is_alarm
        if role == Qt.ItemDataRole.ToolTipRole:
            return one.tooltip or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(RIGHT if self.columns[index.column()].is_figure else LEFT)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return plain_text(one)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tooltip or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(RIGHT if column.is_figure else LEFT)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column's keys; -1 goes back to the given order."""
        self.layoutAboutToBeChanged.emit()
        self._sort = None if column < 0 or self.columns[column].has_actions else (column, order)
        self._shown = self._ordered()
        self.layoutChanged.emit()


def plain_text(one: Cell) -> str:
    """Return both lines of a cell as one text."""
    second = " ".join(part for part in (one.lead, one.second) if part)
    return f"{one.text} ({second})" if one.text and second else one.text or second
