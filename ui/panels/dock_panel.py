"""The dock below the chart: tabs with tables (positions, orders, fills, transfers, ledger, liquidations, log).

A tab's rows are kept from the start; its page is made when it first comes to the front.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ui.drawing.painting import draw_focus_ring
from ui.models.rows_model import RowsModel
from ui.panels.controls import hairline, label, set_text
from ui.panels.elided_label import ElidedLabel
from ui.panels.row_buttons import RowButtons
from ui.panels.rows_table import RowsTable
from ui.panels.table_page import TablePage
from ui.theme.tokens import active
from ui.viewmodels import access_texts, texts
from ui.viewmodels.table_columns import (
    ADL_COLUMN,
    BURNING_ROW_PX,
    COLUMNS,
    LIQUIDATING_COLUMNS,
    NEWEST_FIRST,
    POSITION_COLUMNS,
    RATIO_COLUMN,
    ROW_PX,
)
from ui.viewmodels.table_view import Row

NARROW_PX, ICONS_BELOW_PX = 770, 830
POSITIONS, ORDERS, FILLS, TRANSFERS, LEDGER, LIQUIDATIONS, LOG = range(7)


class RingTabs(QTabBar):
    """Tabs with a ring round the one in front while they have the focus."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tabs, then the ring."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_focus_ring(painter, QRectF(self.tabRect(self.currentIndex())).adjusted(1, 2, -1, -3), active(), 4)
            painter.end()


class DockPanel(QFrame):
    """Shows the tables; asks to change margin, close a position, cancel an order, draw a flow again, and so on."""

    margin_requested = Signal(str)
    close_requested = Signal(str)
    protect_requested = Signal(str)
    cancel_requested = Signal(str)
    flow_requested = Signal(str)
    unfold_requested = Signal(str)
    autopsy_requested = Signal(str)
    order_requested = Signal()
    transfer_requested = Signal()
    table_made = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self.setMinimumHeight(120)
        self._tabs = RingTabs()
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setUsesScrollButtons(False)
        self._tabs.setAccessibleName(access_texts.TABLES)
        self._summary = label(tone="secondary")
        self._summary.setTextFormat(Qt.TextFormat.RichText)
        self._pages = QStackedWidget()
        self._models: list[RowsModel] = []
        self._made: dict[int, TablePage] = {}
        self._buttons: dict[int, RowButtons] = {}
        for place, title in enumerate(texts.TABS):
            self._tabs.addTab(title)
            self._tabs.setTabToolTip(place, f"{title} (Ctrl+{place + 1})")
            self._models.append(RowsModel(COLUMNS[place], newest_first=NEWEST_FIRST[place], parent=self))
        self.page(POSITIONS)
        self._tabs.currentChanged.connect(self._on_tab_changed)
        self._foot = self._make_foot()
        self._narrow = self._icons = False
        self._arrange()

    def _make_page(self, tab: int) -> TablePage:
        page = self._made[tab] = TablePage(tab, self._models[tab])
        page.wanted.connect(self._on_wanted)
        page.table.action_requested.connect(self._on_action_requested)
        if tab in (POSITIONS, ORDERS):
            self._buttons[tab] = RowButtons(page.table)
            self._buttons[tab].put()
        elif tab == LEDGER:
            page.table.clicked.connect(self._on_ledger_clicked)
        elif tab == LIQUIDATIONS:
            page.table.clicked.connect(self._on_liquidation_clicked)
        self._pages.addWidget(page)
        self.table_made.emit(tab)
        return page

    def _make_foot(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(12, 4, 12, 6)
        row.addWidget(label(texts.POSITIONS_FOOT, tone="caption"))
        formula = ElidedLabel(tone="caption")
        formula.setAlignment(Qt.AlignmentFlag.AlignRight)
        formula.show_text(texts.POSITIONS_FOOT_FORMULA)
        row.addWidget(formula, 1)
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
        fresh = False
        if tab == POSITIONS:
            burning = any(row.is_alarm for row in rows)
            self._buttons[tab].set_narrow(self._icons or burning)
            fresh = self._show_position_columns(burning)
        self._models[tab].set_rows(rows)
        if tab == POSITIONS:
            self._set_row_heights(rows)
            if fresh:
                self.table(tab).forget_widths()

    def append_rows(self, tab: int, rows: Sequence[Row]) -> None:
        """Add later rows to a tab."""
        self._models[tab].append_rows(rows)

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
        return self.page(tab).table

    def page(self, tab: int) -> TablePage:
        """Return a tab's page."""
        return self._made.get(tab) or self._make_page(tab)

    def tables_made(self) -> dict[int, RowsTable]:
        """Return the tables by tab that were in front at least once."""
        return {tab: page.table for tab, page in self._made.items()}

    def _on_tab_changed(self, tab: int) -> None:
        self._pages.setCurrentWidget(self.page(tab))
        self._foot.setVisible(tab == POSITIONS)

    def _show_position_columns(self, burning: bool) -> bool:
        """Tell other things of all positions while one is liquidated; where it is narrow some do without.

        True where columns changed: their widths are to be measured again, once the rows are theirs.
        """
        table = self.table(POSITIONS)
        columns = LIQUIDATING_COLUMNS if burning else POSITION_COLUMNS
        hidden = {ADL_COLUMN: self._narrow, RATIO_COLUMN: self._narrow and burning}
        fresh = columns != table.rows.columns
        for column, hide in hidden.items():
            fresh |= table.isColumnHidden(column) != hide
            table.setColumnHidden(column, hide)
        if fresh:
            table.rows.set_columns(columns)
        return fresh

    def _set_row_heights(self, rows: Sequence[Row]) -> None:
        table = self.table(POSITIONS)
        for place in range(table.rows.rowCount()):
            height = BURNING_ROW_PX if table.rows.row_at(place).is_alarm else ROW_PX[POSITIONS]
            if table.rowHeight(place) != height:
                table.setRowHeight(place, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the dock is narrow, positions do with icons for buttons, and narrower still without the ADL lights."""
        super().resizeEvent(event)
        narrow, icons = self.width() < NARROW_PX, self.width() < ICONS_BELOW_PX
        if (narrow, icons) != (self._narrow, self._icons):
            self._narrow, self._icons = narrow, icons
            burning = self.table(POSITIONS).rows.columns == LIQUIDATING_COLUMNS
            self._buttons[POSITIONS].set_narrow(icons or burning)
            if self._show_position_columns(burning):
                self.table(POSITIONS).forget_widths()
            else:
                self.table(POSITIONS).measure_anew()

    # -- what a person does

    def _on_wanted(self, what: str) -> None:
        (self.order_requested if what == "order" else self.transfer_requested).emit()

    def _on_action_requested(self, key: str, subject: str) -> None:
        {
            "margin": self.margin_requested,
            "close": self.close_requested,
            "protect": self.protect_requested,
            "cancel": self.cancel_requested,
            "flow": self.flow_requested,
            "unfold": self.unfold_requested,
            "autopsy": self.autopsy_requested,
        }[key].emit(subject)

    def _on_ledger_clicked(self, index: QModelIndex) -> None:
        """A click on an entry draws its flow again; several rows are only selected, to be copied."""
        table = self.table(LEDGER)
        if len(table.selectionModel().selectedRows()) == 1 and table.actions_of_current():
            self.flow_requested.emit(table.actions_of_current()[0].subject)

    def _on_liquidation_clicked(self, index: QModelIndex) -> None:
        table = self.table(LIQUIDATIONS)
        actions = table.rows.row_at(index.row()).actions
        if actions and len(table.selectionModel().selectedRows()) == 1:
            self.unfold_requested.emit(actions[0].subject)
