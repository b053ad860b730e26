"""`TablePage`: one tab of the dock: its table, what stands there while it is empty, and its filter where it has one."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.models.rows_model import RowsModel
from ui.panels.controls import label, set_text
from ui.panels.rows_table import RowsTable
from ui.viewmodels import tables_texts, texts
from ui.viewmodels.ledger_filter import RowFilter
from ui.viewmodels.table_columns import ROW_PX

LEDGER, LOG = 4, 6
TYPING_MS = 120
EMPTY, TABLE = 0, 1


class FilterBar(QWidget):
    """A text to search for, and in the ledger the kind of cause and the account."""

    changed = Signal()

    def __init__(self, tab: int) -> None:
        super().__init__()
        self.text = QLineEdit()
        self.text.setClearButtonEnabled(True)
        self.text.setPlaceholderText(tables_texts.FILTER_HINTS[tab])
        self.text.setAccessibleName(tables_texts.FILTER_NAMES[tab])
        self.cause = _choices(tables_texts.CAUSES, tables_texts.CAUSE_NAME)
        self.account = _choices(tables_texts.WALLETS, tables_texts.WALLET_NAME)
        self.count = label(tone="caption")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 12, 3)
        row.setSpacing(6)
        row.addWidget(self.text, 1)
        if tab == LEDGER:
            row.addWidget(self.cause)
            row.addWidget(self.account)
        else:
            for box in (self.cause, self.account):
                box.setParent(self)
                box.hide()
        row.addWidget(self.count)
        self.text.textChanged.connect(lambda _: self._typing.start())
        for box in (self.cause, self.account):
            box.currentIndexChanged.connect(lambda _: self.changed.emit())

    @property
    def filter(self) -> RowFilter:
        """What is asked for."""
        return RowFilter(self.text.text(), str(self.cause.currentData()), str(self.account.currentData()))

    def clear(self) -> None:
        """Ask for everything."""
        for box in (self.cause, self.account):
            box.setCurrentIndex(0)
        self.text.clear()
        self.changed.emit()


def _choices(choices: tuple[tuple[str, str], ...], name: str) -> QComboBox:
    box = QComboBox()
    for key, text in choices:
        box.addItem(text, key)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box


class TablePage(QWidget):
    """A table with its empty state; `wanted` asks for what the empty state offers ("order", "transfer")."""

    wanted = Signal(str)

    def __init__(self, tab: int, model: RowsModel) -> None:
        super().__init__()
        self.model = model
        self.table = RowsTable(self.model, ROW_PX[tab], texts.TABS[tab])
        self.filter_bar = FilterBar(tab) if tab in (LEDGER, LOG) else None
        self._tab = tab
        self._words = label(tone="secondary")
        self._offer = QPushButton()
        self._offer.setProperty("look", "small")
        self._offer.clicked.connect(self._on_offer_clicked)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty_state())
        self._stack.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self.filter_bar is not None:
            column.addWidget(self.filter_bar)
            self.filter_bar.changed.connect(self._on_filter_changed)
        column.addWidget(self._stack, 1)
        for signal in (self.model.modelReset, self.model.rowsInserted, self.model.rowsRemoved):
            signal.connect(lambda *_: self._show_state())
        self._show_state()

    def _empty_state(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.addStretch(1)
        row.addWidget(self._words)
        row.addWidget(self._offer)
        row.addStretch(1)
        return box

    def _show_state(self) -> None:
        """Show the table, or why there is nothing in it and what can be done."""
        shown, count = self.model.rowCount(), self.model.row_count
        self._stack.setCurrentIndex(TABLE if shown else EMPTY)
        if self.filter_bar is not None:
            self.filter_bar.setVisible(bool(count))
            told = tables_texts.COUNT_SHOWN.format(shown=f"{shown:,}", count=f"{count:,}")
            set_text(self.filter_bar.count, told if self.model.is_filtered else f"{count:,}")
        if shown:
            return
        offer = tables_texts.EMPTY_ACTIONS.get(self._tab, ("", ""))[1] if not count else tables_texts.CLEAR_FILTER
        set_text(self._words, tables_texts.NO_MATCH if count else texts.EMPTY[self._tab])
        set_text(self._offer, offer)
        self._offer.setVisible(bool(offer))

    def _on_offer_clicked(self) -> None:
        if self.model.row_count and self.filter_bar is not None:
            self.filter_bar.clear()
            self.filter_bar.text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.wanted.emit(tables_texts.EMPTY_ACTIONS[self._tab][0])

    def _on_filter_changed(self) -> None:
        assert self.filter_bar is not None
        wanted = self.filter_bar.filter
        self.model.set_filter(wanted.accepts if wanted.is_on else None)
        self._show_state()

    @property
    def empty_words(self) -> QLabel:
        """What stands there while nothing does."""
        return self._words
