"""Another leverage for an open position."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLabel, QSpinBox, QVBoxLayout, QWidget

from ui.dialogs.send_row import send_button, send_row
from ui.viewmodels import texts
from ui.viewmodels import waiting_texts as words
from ui.viewmodels.leverage_view import LeverageView
from ui.viewmodels.number_text import TIMES

WIDTH_PX = 360


class LeverageDialog(QDialog):
    """Asks for a whole leverage; `sent` carries the command."""

    sent = Signal(object)

    def __init__(self, view_of: Callable[[int], LeverageView], present: int, highest: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH_PX)
        self._view_of = view_of
        self._view = view_of(present)
        self.setWindowTitle(self._view.title_text)
        self.field = QSpinBox()
        self.field.setAccessibleName(texts.LEVERAGE)
        self.field.setRange(1, highest)
        self.field.setSuffix(TIMES)
        self.field.setValue(present)
        self.note, self.error = QLabel(), QLabel()
        self.note.setProperty("tone", "secondary")
        self.error.setProperty("look", "error")
        for label in (self.note, self.error):
            label.setWordWrap(True)
        self.send = send_button(words.LEVERAGE_SET)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        for part in (self.field, self.note, self.error):
            column.addWidget(part)
        column.addLayout(send_row(self, self.send))
        self.field.valueChanged.connect(lambda _: self.refresh())
        self.send.clicked.connect(self._on_send_clicked)
        self.refresh()
        self.field.selectAll()

    def refresh(self) -> None:
        """Show what the leverage would mean."""
        self._view = self._view_of(self.field.value())
        self.note.setText(self._view.note_text)
        self.error.setText(self._view.error_text)
        self.error.setVisible(bool(self._view.error_text))
        self.send.setEnabled(self._view.command is not None)
        self.adjustSize()

    def _on_send_clicked(self) -> None:
        command = self._view.command
        self.accept()
        if command is not None:
            self.sent.emit(command)
