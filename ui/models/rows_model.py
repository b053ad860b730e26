"""`RowsModel`: rows of cells as a Qt table model: sorted, filtered, grown and changed in place; no wording of its own.

Rows come, go and change one by one, so a selection, a scroll position and an open menu survive. A row with a `parent`
stays below it whatever the order. Rows may be 100,000: appending costs a search in the sorted rows, never a new sort.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.viewmodels.table_view import Column, Row, plain_text, search_text

CELL_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_ALARM_ROLE = Qt.ItemDataRole.UserRole + 2
AnyIndex = QModelIndex | QPersistentModelIndex
Accepts = Callable[[Row, str], bool]
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RowsModel(QAbstractTableModel):
    """Shows rows in the order given (or newest first), or sorted by a column, all or those a filter accepts."""

    def __init__(self, columns: Sequence[Column], *, newest_first: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._newest_first = newest_first
        self._given: list[Row] = []
        self._shown: list[Row] = []
        self._sort: tuple[int, bool] | None = None
        self._accepts: Accepts | None = None
        self._haystacks: list[str] = []

    # -- what the dock calls

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows: those gone are taken out, new ones put in, changed ones repainted."""
        if list(rows) == self._given:
            return
        self._given = list(rows)
        self._haystacks.clear()
        fresh = self._ordered()
        if len(fresh) > len(self._shown) + 64 or not self._shown:
            self._reset(fresh)
            return
        self._take_out({row.key for row in fresh})
        self._reorder(fresh)
        self._put_in(fresh)
        self._repaint(fresh)

    def append_rows(self, rows: Sequence[Row]) -> None:
        """Add rows that happened later than those there."""
        self._given.extend(rows)
        if self._accepts is not None:
            self._fill_haystacks()
            start = len(self._given) - len(rows)
            rows = [row for row, text in zip(rows, self._haystacks[start:], strict=True) if self._accepts(row, text)]
        if not rows:
            return
        if self._sort is not None:
            for row in rows:
                place = self._place_of(row)
                self.beginInsertRows(QModelIndex(), place, place)
                self._shown.insert(place, row)
                self.endInsertRows()
            return
        first = 0 if self._newest_first else len(self._shown)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._shown[first:first] = reversed(rows) if self._newest_first else rows
        self.endInsertRows()

    def set_filter(self, accepts: Accepts | None) -> None:
        """Show only the rows accepted, given each row and its text in lower case; None shows all."""
        if accepts is None and self._accepts is None:
            return
        self._accepts = accepts
        self._reset(self._ordered())

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other titles and alignments over the same number of columns."""
        if tuple(columns) != self.columns:
            self.columns = tuple(columns)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def row_at(self, place: int) -> Row:
        """Return the row shown at a place."""
        return self._shown[place]

    @property
    def row_count(self) -> int:
        """How many rows there are, shown or filtered out."""
        return len(self._given)

    @property
    def is_filtered(self) -> bool:
        """Whether a filter is on."""
        return self._accepts is not None

    def text_of(self, places: Sequence[int]) -> str:
        """Return rows as tab separated text with a header line, for the clipboard."""
        kept = [place for place, column in enumerate(self.columns) if not column.has_actions]
        lines = ["\t".join(self.columns[place].title for place in kept)]
        for row in (self._shown[place] for place in places):
            lines.append("\t".join(plain_text(row.cells[place]) for place in kept))
        return "\n".join(lines)

    # -- order and changes

    def _ordered(self) -> list[Row]:
        rows = self._given
        if self._accepts is not None:
            self._fill_haystacks()
            rows = [row for row, text in zip(rows, self._haystacks, strict=True) if self._accepts(row, text)]
        tops, below = _families(rows)
        if self._sort is not None:
            column, falling = self._sort
            tops = sorted(tops, key=lambda row: row.cells[column].sort, reverse=falling)
        elif self._newest_first:
            tops = tops[::-1]
        return [one for top in tops for one in (top, *below.get(top.key, ()))] if below else list(tops)

    def _place_of(self, row: Row) -> int:
        """Return where a later row belongs among the sorted ones: behind its equals."""
        assert self._sort is not None
        column, falling = self._sort
        key: Any = row.cells[column].sort
        low, high = 0, len(self._shown)
        while low < high:
            middle = (low + high) // 2
            other: Any = self._shown[middle].cells[column].sort
            if key > other if falling else key < other:
                high = middle
            else:
                low = middle + 1
        return low

    def _fill_haystacks(self) -> None:
        for row in self._given[len(self._haystacks) :]:
            self._haystacks.append(search_text(row))

    def _reset(self, fresh: list[Row]) -> None:
        self.beginResetModel()
        self._shown = fresh
        self.endResetModel()

    def _take_out(self, keys: set[str]) -> None:
        for place in range(len(self._shown) - 1, -1, -1):
            if self._shown[place].key not in keys:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._shown[place]
                self.endRemoveRows()

    def _reorder(self, fresh: list[Row]) -> None:
        here = {row.key: row for row in self._shown}
        wanted = [row.key for row in fresh if row.key in here]
        if wanted != [row.key for row in self._shown]:
            self._lay_out([here[key] for key in wanted])

    def _put_in(self, fresh: list[Row]) -> None:
        here = {row.key for row in self._shown}
        for place, row in enumerate(fresh):
            if row.key not in here:
                self.beginInsertRows(QModelIndex(), place, place)
                self._shown.insert(place, row)
                self.endInsertRows()

    def _repaint(self, fresh: list[Row]) -> None:
        changed = [place for place, row in enumerate(fresh) if row != self._shown[place]]
        if changed:
            self._shown = fresh
            last = len(self.columns) - 1
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], last))

    def _lay_out(self, fresh: list[Row]) -> None:
        """Show the same rows in another order; selection and focus stay with their rows."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        keys = [self._shown[index.row()].key for index in held]
        self._shown = fresh
        places = {row.key: place for place, row in enumerate(fresh)} if held else {}
        moved = [self.index(places[key], index.column()) for key, index in zip(keys, held, strict=True)]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

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
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.columns[index.column()].title}: {plain_text(one)}"
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
        unsorted = column < 0 or self.columns[column].has_actions
        self._sort = None if unsorted else (column, order is Qt.SortOrder.DescendingOrder)
        self._lay_out(self._ordered())


def _families(rows: list[Row]) -> tuple[list[Row], dict[str, list[Row]]]:
    """Return the rows that stand on their own, and the others by the row they are a detail of."""
    below: dict[str, list[Row]] = {}
    for row in rows:
        if row.parent:
            below.setdefault(row.parent, []).append(row)
    return [row for row in rows if not row.parent] if below else rows, below
