"""Setting the take-profit and the stop of a position; an empty price takes one away."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.dialogs.send_row import send_button, send_row
from ui.theme.style_sheet import restyle
from ui.viewmodels import waiting_texts as words
from ui.viewmodels.protect_view import KINDS, ProtectView

WIDTH_PX, NAME_PX = 360, 90


class ProtectDialog(QDialog):
    """Asks for two prices; `sent` carries each command that follows."""

    sent = Signal(object)

    def __init__(
        self, view_of: Callable[[Mapping[str, str]], ProtectView], present: Mapping[str, str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH_PX)
        self._view_of = view_of
        self._view = view_of(present)
        self.setWindowTitle(self._view.title_text)
        self.fields = {kind: QLineEdit() for kind in KINDS}
        self.results = {kind: QLabel() for kind in KINDS}
        self.note = QLabel(self._view.note_text)
        self.send = send_button(words.PROTECT_SET)
        for kind, field in self.fields.items():
            field.setAccessibleName(words.PROTECT_FIELDS[kind])
            field.setText(present[kind])
            field.setPlaceholderText(words.NONE_PRICE)
            field.textChanged.connect(lambda _: self.refresh())
        self._arrange()
        self.send.clicked.connect(self._on_send_clicked)
        self.refresh()
        self.fields[KINDS[1]].setFocus()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for part in (self.note, *self.results.values()):
            part.setWordWrap(True)
            part.setProperty("tone", "secondary")
        column.addWidget(self.note)
        for kind in KINDS:
            name = QLabel(words.PROTECT_FIELDS[kind])
            name.setFixedWidth(NAME_PX)
            row = QHBoxLayout()
            row.addWidget(name)
            row.addWidget(self.fields[kind], 1)
            column.addLayout(row)
            column.addWidget(self.results[kind])
        column.addLayout(send_row(self, self.send))

    def refresh(self) -> None:
        """Show what the prices mean."""
        self._view = self._view_of({kind: field.text() for kind, field in self.fields.items()})
        for kind, told in self._view.fields.items():
            self.results[kind].setText(told.text)
            _set(self.results[kind], "tone", told.tone)
            _set(self.fields[kind], "invalid", told.is_wrong)
        self.send.setEnabled(bool(self._view.commands))
        self.adjustSize()

    def _on_send_clicked(self) -> None:
        commands = self._view.commands
        self.accept()
        for command in commands:
            self.sent.emit(command)


def _set(widget: QWidget, name: str, value: object) -> None:
    """Give a widget another look, where it is another."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        restyle(widget)
