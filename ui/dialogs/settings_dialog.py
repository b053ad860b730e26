"""Settings: every change holds at once; each area of the window adds its own rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.dialogs.pair_editor import PairEditor
from ui.viewmodels import shell_texts as texts

WIDTH_PX = 480


class ToggleRow(Struct, frozen=True):
    """A setting that is on or off."""

    section: str
    text: str
    read: Callable[[], bool]
    write: Callable[[bool], None]


class ChoiceRow(Struct, frozen=True):
    """A setting with several values, as (key, text)."""

    section: str
    text: str
    choices: tuple[tuple[str, str], ...]
    read: Callable[[], str]
    write: Callable[[str], None]


class ActionRow(Struct, frozen=True):
    """A line of text with a button."""

    section: str
    text: str
    button_text: str
    act: Callable[[], object]


class PairRow(Struct, frozen=True):
    """Two colours of one's own, offered while `shown` says so; `write` returns why a pair does not hold."""

    section: str
    shown: Callable[[], bool]
    read: Callable[[], tuple[str, str]]
    write: Callable[[str, str], str]


SettingRow = ToggleRow | ChoiceRow | ActionRow | PairRow


class SettingsDialog(QDialog):
    """Shows setting rows by section."""

    def __init__(self, rows: Sequence[SettingRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(texts.SETTINGS)
        self.setFixedWidth(WIDTH_PX)
        self._pairs: list[tuple[PairRow, PairEditor]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(8)
        for section in dict.fromkeys(row.section for row in rows):
            heading = QLabel(section)
            heading.setProperty("look", "title")
            self._column.addWidget(heading)
            for row in rows:
                if row.section == section:
                    self._add(row)
            self._column.addSpacing(8)
        close = QPushButton(texts.CLOSE)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        self._column.addLayout(buttons)

    def _add(self, row: SettingRow) -> None:
        if isinstance(row, ToggleRow):
            box = QCheckBox(row.text)
            box.setMinimumHeight(24)
            box.setChecked(row.read())
            box.toggled.connect(row.write)
            self._column.addWidget(box)
            return
        if isinstance(row, PairRow):
            editor = PairEditor(*row.read(), row.write)
            editor.setVisible(row.shown())
            self._pairs.append((row, editor))
            self._column.addWidget(editor)
            return
        line = QHBoxLayout()
        label = QLabel(row.text)
        label.setWordWrap(True)
        line.addWidget(label, 1)
        if isinstance(row, ChoiceRow):
            choice = QComboBox()
            choice.setAccessibleName(row.text)
            for key, text in row.choices:
                choice.addItem(text, key)
            choice.setCurrentIndex(max(0, choice.findData(row.read())))
            choice.currentIndexChanged.connect(lambda _, row=row, choice=choice: row.write(str(choice.currentData())))
            choice.currentIndexChanged.connect(lambda _: self._show_pairs())
            line.addWidget(choice)
        else:
            label.setProperty("tone", "secondary")
            button = QPushButton(row.button_text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, row=row: row.act())
            line.addWidget(button)
        self._column.addLayout(line)

    def _show_pairs(self) -> None:
        """Offer two colours where they are what was chosen; the dialog grows and shrinks with them."""
        for row, editor in self._pairs:
            if editor.isHidden() == row.shown():
                editor.setVisible(row.shown())
                editor.show_pair(*row.read())
                self.adjustSize()
