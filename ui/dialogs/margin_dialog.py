"""Adding money to an isolated position's compartment, taking it out, or letting it top itself up."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QRadioButton, QVBoxLayout, QWidget

from ui.dialogs.send_row import send_button, send_row
from ui.viewmodels import money_texts as words
from ui.viewmodels import texts
from ui.viewmodels.transfer_view import MarginView

WIDTH_PX = 340


class MarginDialog(QDialog):
    """Asks what to do and for an amount; `sent` carries the command."""

    sent = Signal(object)

    def __init__(self, view_of: Callable[[str, str], MarginView], parent: QWidget, mode: str = "add") -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH_PX)
        self._view_of = view_of
        self._view = view_of(mode, "")
        self.setWindowTitle(self._view.title_text)
        self.add, self.take = QRadioButton(texts.MARGIN_ADD), QRadioButton(texts.MARGIN_TAKE)
        self.top_up = QRadioButton(words.TOP_UP)
        self._modes = {"add": self.add, "take": self.take, "top_up": self.top_up}
        self._modes[mode].setChecked(True)
        self.amount = QLineEdit()
        self.amount.setAccessibleName(texts.AMOUNT)
        self.maximum = QPushButton(texts.MAXIMUM)
        self.maximum.setAutoDefault(False)
        self.note = QLabel()
        self.note.setProperty("tone", "secondary")
        self.note.setWordWrap(True)
        self.error = QLabel()
        self.error.setProperty("look", "error")
        self.send = send_button(texts.MARGIN_ADD)
        self._arrange()
        for button in self._modes.values():
            button.toggled.connect(lambda on: self.refresh() if on else None)
        self.amount.textChanged.connect(lambda _: self.refresh())
        self.maximum.clicked.connect(lambda: self.amount.setText(self._view.maximum_text))
        self.send.clicked.connect(self._on_send_clicked)
        self.refresh()
        self.amount.setFocus()

    def _arrange(self) -> None:
        choice = QHBoxLayout()
        for button in self._modes.values():
            choice.addWidget(button)
        choice.addStretch(1)
        amount = QHBoxLayout()
        amount.addWidget(self.amount, 1)
        amount.addWidget(self.maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addLayout(choice)
        column.addLayout(amount)
        column.addWidget(self.note)
        column.addWidget(self.error)
        column.addLayout(send_row(self, self.send))

    @property
    def mode(self) -> str:
        """What is asked for: "add", "take" or "top_up"."""
        return next(name for name, button in self._modes.items() if button.isChecked())

    def refresh(self) -> None:
        """Show what the choice means."""
        self._view = self._view_of(self.mode, self.amount.text())
        self.note.setText(self._view.note_text)
        self.error.setText(self._view.error_text)
        self.error.setVisible(bool(self._view.error_text))
        self.send.setText(self._view.send_text)
        self.send.setEnabled(self._view.command is not None)
        self.adjustSize()

    def _on_send_clicked(self) -> None:
        command = self._view.command
        if command is not None:
            self.accept()
            self.sent.emit(command)
