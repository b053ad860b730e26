"""The account mode of a live account, with every figure and the reach before and after the switch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QVBoxLayout, QWidget

from ui.dialogs.figure_grid import FigureGrid
from ui.dialogs.send_row import send_button, send_row
from ui.viewmodels import regime_texts as words
from ui.viewmodels import texts
from ui.viewmodels.account_mode_view import AccountModeView

WIDTH_PX = 460


class AccountModeDialog(QDialog):
    """Asks for an account mode; `sent` carries the command."""

    sent = Signal(object)

    def __init__(
        self, view_of: Callable[[str], AccountModeView], modes: Sequence[str], present: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH_PX)
        self.setWindowTitle(words.ACCOUNT_MODE)
        self._view_of = view_of
        self._view = view_of(present)
        self.field = QComboBox()
        self.field.setAccessibleName(words.ACCOUNT_MODE)
        for mode in modes:
            self.field.addItem(texts.REGIMES[mode], mode)
        self.field.setCurrentIndex(self.field.findData(present))
        self.note, self.error = QLabel(), QLabel()
        self.note.setProperty("tone", "secondary")
        self.error.setProperty("look", "error")
        for part in (self.note, self.error):
            part.setWordWrap(True)
        self.figures = FigureGrid()
        self.send = send_button(words.MODE_SWITCH)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        for widget in (self.field, self.note, self.figures, self.error):
            column.addWidget(widget)
        column.addLayout(send_row(self, self.send))
        self.field.currentIndexChanged.connect(lambda _: self.refresh())
        self.send.clicked.connect(self._on_send_clicked)
        self.refresh()

    def refresh(self) -> None:
        """Show what the chosen mode would mean."""
        self._view = self._view_of(self.field.currentData())
        self.note.setText(self._view.note_text)
        self.error.setText(self._view.error_text)
        self.error.setVisible(bool(self._view.error_text))
        self.send.setEnabled(self._view.command is not None)
        self.figures.show_rows(self._view.rows)
        self.adjustSize()

    def _on_send_clicked(self) -> None:
        command = self._view.command
        self.accept()
        if command is not None:
            self.sent.emit(command)
