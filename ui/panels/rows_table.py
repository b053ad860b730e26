"""`RowsTable`: a table of rows: sorted by its header, copied, walked and acted on with keys or a menu.

Arrows walk the rows, Enter does the row's first action, the menu key (or a right click) shows them all, Ctrl+C copies
with headers. Columns are as wide as what they hold; a width that a person set stays.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QStyleOptionViewItem, QTableView

from ui.drawing.painting import text_width
from ui.models.rows_model import AnyIndex, RowsModel
from ui.panels.cell_delegate import CellDelegate
from ui.theme.fonts import CAPTION_PX
from ui.viewmodels import tables_texts
from ui.viewmodels.table_view import RowAction

HEADER_PX = 26
HEADER_SIDES_PX = 14
SORT_MARK_PX = 16
MEASURED_ROWS = 24
STRETCH_MIN_PX = 60


class RowsTable(QTableView):
    """Shows a RowsModel; `action_requested` tells the key and the subject of what is to be done."""

    action_requested = Signal(str, str)

    def __init__(self, model: RowsModel, row_px: int, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.rows = model
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._fitting = False
        self._set_by_person: set[int] = set()
        self._widest: dict[int, int] = {}
        self._fit_later = QTimer(self)
        self._fit_later.setSingleShot(True)
        self._fit_later.timeout.connect(self._on_fit_later_timeout)
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(row_px)
        self.verticalHeader().setDefaultSectionSize(row_px)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setFixedHeight(HEADER_PX)
        head.setSectionsClickable(True)
        head.setAccessibleName(name)
        head.sectionClicked.connect(self._on_header_clicked)
        head.sectionResized.connect(self._on_section_resized)
        for signal in (model.modelReset, model.rowsInserted, model.dataChanged, model.headerDataChanged):
            signal.connect(lambda *_: self._fit_later.start())
        self._stretched = next((i for i, one in enumerate(model.columns) if not one.width_px), len(model.columns) - 1)
        self.fit_columns()

    # -- widths

    def fit_columns(self) -> None:
        """Give each column what its title and what is in sight need, then room up to its own width, the last the rest.

        A column that a person set keeps that width, and none shrinks while rows come and go.
        """
        head, model = self.horizontalHeader(), self.rows
        places = [place for place in range(len(model.columns)) if not head.isSectionHidden(place)]
        for place in places:
            self._widest[place] = max(self._widest.get(place, 0), self._wanted(place))
        widths = {
            place: head.sectionSize(place) if place in self._set_by_person else self._widest[place] for place in places
        }
        spare = self.viewport().width() - sum(widths.values())
        for place in places:
            more = min(max(0, spare), max(0, model.columns[place].width_px - widths[place]))
            if place not in self._set_by_person and more:
                widths[place] += more
                spare -= more
        if self._stretched in widths:
            widths[self._stretched] += max(0, spare)
        self._fitting = True
        for place, width in widths.items():
            head.resizeSection(place, width)
        self._fitting = False

    def _on_fit_later_timeout(self) -> None:
        if self.isVisible():
            self.fit_columns()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit to what came while the table was out of sight."""
        super().showEvent(event)
        self.fit_columns()

    def _wanted(self, place: int) -> int:
        column = self.rows.columns[place]
        if column.has_actions:
            return max(STRETCH_MIN_PX if self._stretched == place else 0, self._widest_of_buttons(place))
        wanted = ceil(text_width(column.title, CAPTION_PX)) + HEADER_SIDES_PX
        if self._sorted is not None and self._sorted[0] == place:
            wanted += SORT_MARK_PX
        first = max(0, self.rowAt(0))
        option, delegate = QStyleOptionViewItem(), self.itemDelegate()
        for row in range(first, min(self.rows.rowCount(), first + MEASURED_ROWS)):
            if self.columnSpan(row, place) == 1:
                wanted = max(wanted, delegate.sizeHint(option, self.rows.index(row, place)).width())
        return wanted

    def _widest_of_buttons(self, place: int) -> int:
        boxes = (
            self.indexWidget(self.rows.index(row, place)) for row in range(min(MEASURED_ROWS, self.rows.rowCount()))
        )
        return max((box.sizeHint().width() for box in boxes if box is not None), default=0)

    def _on_section_resized(self, section: int, before: int, now: int) -> None:
        if not self._fitting and self.isVisible() and section != self._stretched:
            self._set_by_person.add(section)

    def forget_widths(self) -> None:
        """Let every column be as wide as its content again."""
        self._set_by_person.clear()
        self.measure_anew()

    def measure_anew(self) -> None:
        """Let columns shrink to what they hold now; those a person set stay."""
        self._widest.clear()
        self.fit_columns()

    def widths(self) -> str:
        """Return the widths that a person set, to remember: "1:90 4:120"."""
        head = self.horizontalHeader()
        return " ".join(f"{place}:{head.sectionSize(place)}" for place in sorted(self._set_by_person))

    def restore_widths(self, text: str) -> None:
        """Take up widths that were remembered; what is not understood is left."""
        for part in text.split():
            place, _, width = part.partition(":")
            if place.isdigit() and width.isdigit() and int(place) < len(self.rows.columns) and int(width) >= 24:
                self._set_by_person.add(int(place))
                self._fitting = True
                self.horizontalHeader().resizeSection(int(place), int(width))
                self._fitting = False
        self.fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the column without a width what is left."""
        super().resizeEvent(event)
        self.fit_columns()

    # -- order

    def _on_header_clicked(self, section: int) -> None:
        """Sort up, then down, then as given."""
        if self.rows.columns[section].has_actions:
            return
        if self._sorted is None or self._sorted[0] != section:
            self.sort_by(section, Qt.SortOrder.AscendingOrder)
        elif self._sorted[1] is Qt.SortOrder.AscendingOrder:
            self.sort_by(section, Qt.SortOrder.DescendingOrder)
        else:
            self.sort_by(-1)

    def sort_by(self, section: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 goes back to the order of events."""
        self._sorted = None if section < 0 else (section, order)
        head = self.horizontalHeader()
        head.setSortIndicatorShown(self._sorted is not None)
        if self._sorted is not None:
            head.setSortIndicator(section, order)
        self.rows.sort(section, order)
        self.fit_columns()

    # -- what a person does

    def copy_selection(self) -> str:
        """Put the selected rows on the clipboard as tab separated text with a header line."""
        return self._copy(sorted({index.row() for index in self.selectedIndexes()}))

    def copy_all(self) -> str:
        """Put every row shown on the clipboard."""
        return self._copy(list(range(self.rows.rowCount())))

    def _copy(self, places: list[int]) -> str:
        text = self.rows.text_of(places) if places else ""
        if text:
            QGuiApplication.clipboard().setText(text)
        return text

    def actions_of_current(self) -> tuple[RowAction, ...]:
        """Return what can be done with the current row."""
        index = self.currentIndex()
        return self.rows.row_at(index.row()).actions if index.isValid() else ()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy with the usual key; Enter does the row's first action."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.actions_of_current():
            first = self.actions_of_current()[0]
            self.action_requested.emit(first.key, first.subject)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the first row where none is, so that arrows, Enter and copying mean something at once."""
        super().focusInEvent(event)
        if self.rows.rowCount() and not self.selectionModel().hasSelection():
            self.selectRow(max(0, self.currentIndex().row()))

    def menu_of_current(self) -> QMenu:
        """Return the menu of the current row: its actions, copying, the order of events."""
        menu = QMenu(self)
        for one in self.actions_of_current():
            added = menu.addAction(one.text)
            added.triggered.connect(lambda _=False, one=one: self.action_requested.emit(one.key, one.subject))
        if self.actions_of_current():
            menu.addSeparator()
        copy = menu.addAction(tables_texts.COPY_ROWS)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.triggered.connect(lambda: self.copy_selection())
        menu.addAction(tables_texts.COPY_ALL).triggered.connect(lambda: self.copy_all())
        if self._sorted is not None:
            menu.addAction(tables_texts.UNSORTED).triggered.connect(lambda: self.sort_by(-1))
        menu.addAction(tables_texts.FIT_COLUMNS).triggered.connect(lambda: self.forget_widths())
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the row's menu, at the row where the keyboard asked for it."""
        at = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft() + QPoint(8, 0))
        menu = self.menu_of_current()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        """Repaint both rows, because the focus ring goes round the whole row."""
        super().currentChanged(current, previous)
        self.viewport().update()
