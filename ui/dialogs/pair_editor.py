"""Two colours of one's own for gain and loss: written, picked, and checked before they hold."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from ui.theme.style_sheet import restyle
from ui.viewmodels import look_texts as texts

FIELD_PX = 96
SWATCH_PX = 24


class ColorField(QWidget):
    """A colour as six digits, with a swatch that opens a palette."""

    def __init__(self, name: str, value: str, changed: Callable[[], None]) -> None:
        super().__init__()
        self._name = name
        self.field = QLineEdit(value)
        self.field.setAccessibleName(name)
        self.field.setMaxLength(7)
        self.field.setFixedWidth(FIELD_PX)
        self.swatch = QToolButton()
        self.swatch.setAccessibleName(texts.PICK.format(name=name))
        self.swatch.setToolTip(texts.PICK.format(name=name))
        self.swatch.setFixedSize(SWATCH_PX, SWATCH_PX)
        self.swatch.clicked.connect(self.pick)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(name))
        row.addWidget(self.field)
        row.addWidget(self.swatch)
        self.field.textChanged.connect(lambda _: self._paint_swatch())
        self.field.textChanged.connect(lambda _: changed())
        self._paint_swatch()

    @property
    def value(self) -> str:
        """What is written."""
        return self.field.text().strip().upper()

    def set_invalid(self, invalid: bool) -> None:
        """Show or take away the border of an error."""
        if bool(self.field.property("invalid")) != invalid:
            self.field.setProperty("invalid", invalid)
            restyle(self.field)

    def pick(self) -> QColorDialog:
        """Open a palette at the present colour."""
        dialog = QColorDialog(QColor(self.value), self)
        dialog.setWindowTitle(texts.PICK.format(name=self._name))
        dialog.colorSelected.connect(lambda chosen: self.field.setText(chosen.name().upper()))
        dialog.open()
        return dialog

    def _paint_swatch(self) -> None:
        shown = self.value if QColor.isValidColorName(self.value) else "transparent"
        self.swatch.setStyleSheet(f"QToolButton {{ background: {shown}; min-width: 16px; min-height: 16px; }}")


class PairEditor(QWidget):
    """Gain and loss side by side; `use` takes a pair or says in a sentence why it does not."""

    def __init__(self, gain: str, loss: str, use: Callable[[str, str], str]) -> None:
        super().__init__()
        self._use = use
        self.gain = ColorField(texts.GAIN, gain, self._on_changed)
        self.loss = ColorField(texts.LOSS, loss, self._on_changed)
        self.message = QLabel(texts.OWN_NOTE)
        self.message.setProperty("tone", "caption")
        self.message.setWordWrap(True)
        self.message.setMinimumHeight(2 * self.message.fontMetrics().height())
        row = QHBoxLayout()
        row.addWidget(self.gain)
        row.addSpacing(12)
        row.addWidget(self.loss)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.message)

    def show_pair(self, gain: str, loss: str) -> None:
        """Begin from a pair, where none of one's own was written before."""
        if not (self.gain.value or self.loss.value):
            self.gain.field.setText(gain)
            self.loss.field.setText(loss)

    def _on_changed(self) -> None:
        if not (self.gain.value and self.loss.value):
            return
        problem = self._use(self.gain.value, self.loss.value)
        self.message.setText(problem or texts.OWN_USED)
        self.message.setProperty("tone", "loss" if problem else "caption")
        restyle(self.message)
        for one in (self.gain, self.loss):
            one.set_invalid(bool(problem))
