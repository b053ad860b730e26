"""The side doors: which wallet is linked to the contract wallet, up to which limit; every figure before and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.dialogs.figure_grid import FigureGrid
from ui.dialogs.send_row import send_button, send_row
from ui.viewmodels import door_texts as words
from ui.viewmodels.doors_view import DoorsView

WIDTH_PX = 460
LIMIT_PX = 150


class DoorsDialog(QDialog):
    """Asks for a door and its limit; `sent` carries the command."""

    sent = Signal(object)

    def __init__(
        self, view_of: Callable[[str, str], DoorsView], doors: Sequence[str], first: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH_PX)
        self.setWindowTitle(words.DOORS)
        self._view_of = view_of
        self.door = QComboBox()
        self.door.setAccessibleName(words.DOOR)
        for one in doors:
            self.door.addItem(words.DOOR_NAMES[one], one)
        self.door.setCurrentIndex(max(0, self.door.findData(first)))
        self.limit = QLineEdit()
        self.limit.setAccessibleName(words.LIMIT)
        self.limit.setPlaceholderText(words.LIMIT_HINT)
        self.limit.setFixedWidth(LIMIT_PX)
        self.note, self.error = QLabel(), QLabel()
        self.note.setProperty("tone", "secondary")
        self.error.setProperty("look", "error")
        for part in (self.note, self.error):
            part.setWordWrap(True)
        self.figures = FigureGrid()
        self.send = send_button(words.OPEN_IT)
        head = QHBoxLayout()
        head.addWidget(self.door, 1)
        head.addWidget(self.limit)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addLayout(head)
        for widget in (self.note, self.figures, self.error):
            column.addWidget(widget)
        column.addLayout(send_row(self, self.send))
        self._view = view_of(self.door.currentData(), "")
        self.door.currentIndexChanged.connect(lambda _: self.refresh())
        self.limit.textChanged.connect(lambda _: self.refresh())
        self.send.clicked.connect(self._on_send_clicked)
        self.refresh()
        self.limit.setFocus()

    def refresh(self) -> None:
        """Show what the chosen door would mean."""
        self._view = self._view_of(self.door.currentData(), self.limit.text())
        self.note.setText(self._view.note_text)
        self.error.setText(self._view.error_text)
        self.error.setVisible(bool(self._view.error_text))
        self.send.setText(self._view.send_text)
        self.send.setEnabled(self._view.command is not None)
        self.figures.show_rows(self._view.rows)
        self.adjustSize()

    def _on_send_clicked(self) -> None:
        command = self._view.command
        self.accept()
        if command is not None:
            self.sent.emit(command)
