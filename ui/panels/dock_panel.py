"""The dock below the chart: tabs with tables (positions, orders, fills, transfers, ledger, liquidations, log)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.models.rows_model import RowsModel
from ui.panels.cell_delegate import CellDelegate
from ui.panels.controls import hairline, label, set_text
from ui.theme.icons import icon
from ui.viewmodels import texts
from ui.viewmodels.table_columns import COLUMNS, NEWEST_FIRST, ROW_PX
from ui.viewmodels.table_view import Column, Row

NARROW_PX = 740
NARROW_ACTIONS_PX = 66
ADL_COLUMN = 7
POSITIONS, ORDERS, FILLS, TRANSFERS, LEDGER, LIQUIDATIONS, LOG = range(7)


class RowsTable(QTableView):
    """A table of rows: sortable by its header, copied with Ctrl+C."""

    def __init__(self, model: RowsModel, row_px: int, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.rows = model
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_px)
        self.verticalHeader().setMinimumSectionSize(row_px)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setFixedHeight(26)
        head.setSectionsClickable(True)
        for place, column in enumerate(model.columns):
            head.setSectionResizeMode(place, _resize_mode(column))
            if column.width_px:
                head.resizeSection(place, column.width_px)
        head.sectionClicked.connect(self._on_header_clicked)
        self._sorted: tuple[int, Qt.SortOrder] | None = None

    def _on_header_clicked(self, section: int) -> None:
        """Sort up, then down, then as given."""
        if self.rows.columns[section].has_actions:
            return
        if self._sorted is None or self._sorted[0] != section:
            self._sorted = (section, Qt.SortOrder.AscendingOrder)
        elif self._sorted[1] is Qt.SortOrder.AscendingOrder:
            self._sorted = (section, Qt.SortOrder.DescendingOrder)
        else:
            self._sorted = None
        head = self.horizontalHeader()
        head.setSortIndicatorShown(self._sorted is not None)
        if self._sorted is None:
            self.rows.sort(-1)
        else:
            head.setSortIndicator(*self._sorted)
            self.rows.sort(*self._sorted)

    def copy_selection(self) -> str:
        """Put the selected rows on the clipboard as tab separated text."""
        places = sorted({index.row() for index in self.selectedIndexes()})
        text = self.rows.text_of(places) if places else ""
        if text:
            QGuiApplication.clipboard().setText(text)
        return text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy with the usual key."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        else:
            super().keyPressEvent(event)


def _resize_mode(column: Column) -> QHeaderView.ResizeMode:
    return QHeaderView.ResizeMode.Interactive if column.width_px else QHeaderView.ResizeMode.Stretch


class DockPanel(QFrame):
    """Shows the tables; asks to change margin, close a position, cancel an order, place a first order."""

    margin_requested = Signal(str)
    close_requested = Signal(str)
    cancel_requested = Signal(str)
    order_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self.setMinimumHeight(120)
        self._tabs = QTabBar()
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setUsesScrollButtons(False)
        self._tabs.setAccessibleName("Tables")
        self._summary = label(tone="secondary")
        self._summary.setTextFormat(Qt.TextFormat.RichText)
        self._pages = QStackedWidget()
        self._tables: list[RowsTable] = []
        self._empties: list[QWidget] = []
        for place, title in enumerate(texts.TABS):
            self._tabs.addTab(title)
            self._tabs.setTabToolTip(place, f"{title} (Ctrl+{place + 1})")
            self._add_page(place, title)
        self._tabs.currentChanged.connect(self._on_tab_changed)
        self._foot = self._make_foot()
        self._narrow = False
        self._alarms: list[bool] = []
        self._boxes: dict[int, list[QWidget]] = {POSITIONS: [], ORDERS: []}
        self._arrange()
        self._table(POSITIONS).rows.modelReset.connect(self._put_position_buttons)
        self._table(POSITIONS).rows.layoutChanged.connect(self._put_position_buttons)
        self._table(POSITIONS).rows.dataChanged.connect(lambda *_: self._on_position_data_changed())
        self._table(ORDERS).rows.modelReset.connect(self._put_order_buttons)
        for tab in (POSITIONS, ORDERS):
            self._table(tab).rows.modelAboutToBeReset.connect(partial(self._hide_buttons, tab))
        self._table(ORDERS).rows.layoutChanged.connect(self._put_order_buttons)

    def _add_page(self, place: int, title: str) -> None:
        model = RowsModel(COLUMNS[place], newest_first=NEWEST_FIRST[place], parent=self)
        table = RowsTable(model, ROW_PX[place], title)
        self._tables.append(table)
        empty = self._make_empty(place)
        self._empties.append(empty)
        page = QStackedWidget()
        page.addWidget(empty)
        page.addWidget(table)
        self._pages.addWidget(page)
        model.modelReset.connect(lambda page=page, model=model: page.setCurrentIndex(1 if model.row_count else 0))
        model.rowsInserted.connect(lambda *_, page=page: page.setCurrentIndex(1))

    def _make_empty(self, place: int) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.addStretch(1)
        row.addWidget(label(texts.EMPTY[place], tone="secondary"))
        if place == POSITIONS:
            button = QPushButton(texts.PLACE_AN_ORDER)
            button.setProperty("look", "small")
            button.clicked.connect(self.order_requested)
            row.addWidget(button)
        row.addStretch(1)
        return box

    def _make_foot(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(12, 4, 12, 6)
        row.addWidget(label(texts.POSITIONS_FOOT, tone="caption"))
        row.addStretch(1)
        row.addWidget(label(texts.POSITIONS_FOOT_FORMULA, tone="caption"))
        return box

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 12, 0)
        head.addWidget(self._tabs)
        head.addStretch(1)
        head.addWidget(self._summary)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(hairline())
        column.addWidget(self._pages, 1)
        column.addWidget(self._foot)

    # -- what is shown

    def set_rows(self, tab: int, rows: Sequence[Row]) -> None:
        """Show these rows in a tab."""
        self._table(tab).rows.set_rows(rows)

    def append_rows(self, tab: int, rows: Sequence[Row]) -> None:
        """Add later rows to a tab."""
        self._table(tab).rows.append_rows(rows)

    def show_counts(self, counts: dict[int, int], summary: str) -> None:
        """Show how many rows wait in a tab, and the sum at the right."""
        for tab, count in counts.items():
            text = f"{texts.TABS[tab]}  {count}" if count else texts.TABS[tab]
            if self._tabs.tabText(tab) != text:
                self._tabs.setTabText(tab, text)
        set_text(self._summary, summary)

    def show_tab(self, tab: int) -> None:
        """Bring a tab to the front."""
        self._tabs.setCurrentIndex(tab)

    @property
    def tab(self) -> int:
        """The tab in front."""
        return self._tabs.currentIndex()

    def table(self, tab: int) -> RowsTable:
        """Return the table of a tab."""
        return self._tables[tab]

    def _table(self, tab: int) -> RowsTable:
        return self._tables[tab]

    def _on_tab_changed(self, tab: int) -> None:
        self._pages.setCurrentIndex(tab)
        self._foot.setVisible(tab == POSITIONS)

    # -- buttons inside rows

    def _on_position_data_changed(self) -> None:
        """Take the buttons away from a row whose liquidation has begun, and give them back afterwards."""
        if self._alarms != self._alarms_now():
            self._put_position_buttons()

    def _alarms_now(self) -> list[bool]:
        model = self._table(POSITIONS).rows
        return [model.row_at(place).is_alarm for place in range(model.rowCount())]

    def _put_position_buttons(self) -> None:
        table = self._table(POSITIONS)
        self._alarms = self._alarms_now()
        self._hide_buttons(POSITIONS)
        last = len(table.rows.columns) - 1
        for place in range(table.rows.rowCount()):
            row = table.rows.row_at(place)
            contract = row.key.split("/")[-1]
            buttons: list[QPushButton] = []
            if not row.is_alarm:
                if row.key.startswith("isolated/"):
                    add = self._row_button(
                        "" if self._narrow else f"+ {texts.ADD_MARGIN}", f"{texts.ADD_MARGIN} {contract}"
                    )
                    if self._narrow:
                        add.setIcon(icon("plus", "tx2"))
                    add.clicked.connect(lambda _=False, contract=contract: self.margin_requested.emit(contract))
                    buttons.append(add)
                close = self._row_button(
                    "" if self._narrow else texts.CLOSE_POSITION, f"{texts.CLOSE_POSITION} {contract}"
                )
                if self._narrow:
                    close.setIcon(icon("close", "tx2"))
                close.clicked.connect(lambda _=False, contract=contract: self.close_requested.emit(contract))
                buttons.append(close)
            table.setIndexWidget(table.rows.index(place, last), self._button_box(POSITIONS, buttons))

    def _put_order_buttons(self) -> None:
        table = self._table(ORDERS)
        self._hide_buttons(ORDERS)
        last = len(table.rows.columns) - 1
        for place in range(table.rows.rowCount()):
            key = table.rows.row_at(place).key
            cancel = self._row_button(texts.CANCEL_ORDER, f"{texts.CANCEL_ORDER} {key}")
            cancel.clicked.connect(lambda _=False, key=key: self.cancel_requested.emit(key))
            table.setIndexWidget(table.rows.index(place, last), self._button_box(ORDERS, [cancel]))

    def _hide_buttons(self, tab: int) -> None:
        """Hide a table's buttons before they are replaced: Qt deletes them only when it comes to rest."""
        for box in self._boxes[tab]:
            if isValid(box):
                box.hide()
        self._boxes[tab] = []

    def _row_button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("look", "small")
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setStyleSheet("padding: 0 5px;")
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the dock is narrow, positions do without the ADL lights and with icons for buttons."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_PX
        if narrow == self._narrow:
            return
        self._narrow = narrow
        table = self._table(POSITIONS)
        last = len(table.rows.columns) - 1
        table.setColumnHidden(ADL_COLUMN, narrow)
        table.horizontalHeader().resizeSection(last, NARROW_ACTIONS_PX if narrow else table.rows.columns[last].width_px)
        self._put_position_buttons()

    def _button_box(self, tab: int, buttons: Sequence[QPushButton]) -> QWidget:
        box = QWidget()
        self._boxes[tab].append(box)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(4)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        return box
