"""Choosing a bundled scenario, or one from a file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.drawing.two_line_rows import show_in_two_lines
from ui.viewmodels import texts


class ScenarioDialog(QDialog):
    """Offers scenarios as (id, title, description); `chosen` carries the id or a path."""

    chosen = Signal(str)

    def __init__(self, scenarios: Sequence[tuple[str, str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(texts.SCENARIO_TITLE)
        self.setMinimumSize(520, 380)
        self.list = QListWidget()
        self.list.setAccessibleName(texts.SCENARIO)
        show_in_two_lines(self.list)
        for key, title, description in scenarios:
            item = QListWidgetItem(f"{title}\n{description}" if description else title)
            item.setData(Qt.ItemDataRole.UserRole, key)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _: self._on_open_clicked())
        note = QLabel(texts.SCENARIO_NOTE)
        note.setProperty("tone", "secondary")
        note.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(note)
        column.addWidget(self.list, 1)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        browse, cancel, opens = (
            QPushButton(texts.SCENARIO_FROM_FILE),
            QPushButton(texts.CANCEL),
            QPushButton(texts.CHOOSE),
        )
        for button in (browse, cancel):
            button.setAutoDefault(False)
        opens.setDefault(True)
        opens.setProperty("look", "accent")
        browse.clicked.connect(self._on_browse_clicked)
        cancel.clicked.connect(self.reject)
        opens.clicked.connect(self._on_open_clicked)
        row = QHBoxLayout()
        row.addWidget(browse)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(opens)
        return row

    def _on_open_clicked(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def _on_browse_clicked(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, texts.SCENARIO_TITLE, "", texts.SCENARIO_FILTER)
        if path:
            self.accept()
            self.chosen.emit(path)
