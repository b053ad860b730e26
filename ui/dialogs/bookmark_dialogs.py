"""Bookmarks: the name of a new one, and the list to jump, rename and delete."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.viewmodels import time_texts as words
from ui.viewmodels.time_records import PlaceView

PLACE = Qt.ItemDataRole.UserRole


class BookmarkNameDialog(QDialog):
    """Asks how a bookmark that is already set is called; leaving it keeps the name it has."""

    named = Signal(str)

    def __init__(self, name: str, clock_text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.BOOKMARK_SET.format(clock=clock_text))
        self.field = QLineEdit(name)
        self.field.setMaxLength(words.BOOKMARK_NAME_LENGTH)
        self.field.setAccessibleName(words.BOOKMARK_NAME)
        self.field.selectAll()
        title = QLabel(words.BOOKMARK_NAME)
        title.setBuddy(self.field)
        self.save = QPushButton(words.BOOKMARK_SAVE)
        self.save.setDefault(True)
        self.save.setProperty("look", "accent")
        later = QPushButton(words.BOOKMARK_LATER.format(name=name))
        later.setAutoDefault(False)
        self.save.clicked.connect(self.accept)
        later.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(later)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(self.field)
        column.addLayout(foot)
        self.setMinimumWidth(360)
        self.field.setFocus()

    def accept(self) -> None:
        """Tell the name, where there is one."""
        if name := " ".join(self.field.text().split()):
            self.named.emit(name)
        super().accept()


class BookmarksDialog(QDialog):
    """The list of bookmarks and of the scenario's own marks."""

    chosen = Signal(object)
    renamed = Signal(int, str)
    deleted = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.BOOKMARKS_TITLE)
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName(words.BOOKMARKS_TITLE)
        self.table.horizontalHeader().hide()
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QTableWidget.EditTrigger.EditKeyPressed)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self._empty = QLabel(words.BOOKMARKS_EMPTY)
        self._empty.setWordWrap(True)
        self.go = QPushButton(words.BOOKMARK_GO)
        self.go.setDefault(True)
        self.go.setProperty("look", "accent")
        self.rename = QPushButton(words.BOOKMARK_RENAME)
        self.delete = QPushButton(words.BOOKMARK_DELETE)
        close = QPushButton(words.BOOKMARK_CLOSE)
        foot = QHBoxLayout()
        foot.addWidget(self.rename)
        foot.addWidget(self.delete)
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(self.go)
        for button in (self.rename, self.delete, close):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(self._empty)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.resize(560, 360)
        self.go.clicked.connect(self._go)
        self.rename.clicked.connect(lambda: self.table.edit(self.table.model().index(self.table.currentRow(), 1)))
        self.delete.clicked.connect(self._delete)
        close.clicked.connect(self.reject)
        self.table.itemDoubleClicked.connect(lambda _: self._go())
        self.table.itemChanged.connect(self._on_item_changed)
        self.table.itemSelectionChanged.connect(self._show_what_is_possible)

    @property
    def place(self) -> PlaceView | None:
        """The chosen row."""
        item = self.table.item(self.table.currentRow(), 0)
        return item.data(PLACE) if item is not None and self.table.selectedItems() else None

    def show_places(self, places: list[PlaceView]) -> None:
        """Show another list; the chosen row stays where it is."""
        row = max(0, self.table.currentRow())
        self.table.blockSignals(True)
        self.table.setRowCount(len(places))
        for at, one in enumerate(places):
            for column, text in enumerate((one.clock_text, one.name, one.from_text)):
                item = QTableWidgetItem(text)
                item.setData(PLACE, one)
                if column != 1 or one.bookmark is None:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.table.setItem(at, column, item)
        self.table.blockSignals(False)
        self._empty.setVisible(not places)
        self.table.setVisible(bool(places))
        if places:
            self.table.selectRow(min(row, len(places) - 1))
        self._show_what_is_possible()

    def _show_what_is_possible(self) -> None:
        place = self.place
        own = place is not None and place.bookmark is not None
        self.go.setEnabled(place is not None)
        self.rename.setEnabled(own)
        self.delete.setEnabled(own)

    def _go(self) -> None:
        if (place := self.place) is not None:
            self.chosen.emit(place)

    def _delete(self) -> None:
        place = self.place
        if place is not None and place.bookmark is not None:
            self.deleted.emit(place.bookmark)

    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        place: PlaceView = item.data(PLACE)
        name = " ".join(item.text().split())[: words.BOOKMARK_NAME_LENGTH]
        if item.column() == 1 and place.bookmark is not None and name and name != place.name:
            self.renamed.emit(place.bookmark, name)
