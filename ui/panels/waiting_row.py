"""The row of the position editor for an order that waits: its kind, its trigger or callback, the price watched."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from sandbox.messages.triggers import TRAILING_STOP
from ui.panels.controls import FigureField, Segments
from ui.viewmodels import waiting_texts as words

BOX_PX = 112
BY_PX = 120


class WaitingRow(QWidget):
    """Holds what a person set; tells nobody when it is filled from a draft.

    `by` is placed elsewhere by who has room for it, and shown with the row.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setAccessibleName(words.KIND_NAME)
        self.box.setFixedWidth(BOX_PX)
        for kind, text in words.SHORT_KINDS.items():
            self.box.addItem(text, kind)
        self.field = FigureField(words.TRIGGER)
        self.by = Segments(words.BY_NAME, list(words.BY.items()))
        self.by.setFixedWidth(BY_PX)
        self.by.setToolTip(words.BY_NAME)
        self.by.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.box)
        row.addWidget(self.field, 1)
        self.box.currentIndexChanged.connect(self._on_kind_changed)
        self.field.textEdited.connect(lambda _: self.changed.emit())
        self.by.chosen.connect(lambda _: self.changed.emit())
        self.hide()

    @property
    def kind(self) -> str:
        """What the order waits for: "stop", "take_profit" or "trailing_stop"."""
        return str(self.box.currentData())

    def set_choice(self, kind: str, text: str, by: str) -> None:
        """Fill the row from a draft; an empty kind leaves what was chosen."""
        self.box.blockSignals(True)
        if kind:
            self.box.setCurrentIndex(self.box.findData(kind))
        self.box.blockSignals(False)
        self.by.set_choice(by)
        if self.field.text() != text:
            self.field.setText(text)
        self._name_field()

    def show_row(self, shown: bool) -> None:
        """Show or hide the row and the choice that belongs to it."""
        self.setVisible(shown)
        self.by.setVisible(shown)

    def show_hint(self, trigger_placeholder: str) -> None:
        """Show what could be typed."""
        is_trailing = self.kind == TRAILING_STOP
        self.field.setPlaceholderText(words.CALLBACK_HINT if is_trailing else trigger_placeholder)

    def _on_kind_changed(self) -> None:
        self.field.clear()
        self._name_field()
        self.changed.emit()

    def _name_field(self) -> None:
        self.field.rename(words.CALLBACK if self.kind == TRAILING_STOP else words.TRIGGER)
