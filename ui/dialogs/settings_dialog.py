"""Settings: every change holds at once; each area of the window adds its own rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.viewmodels import shell_texts as texts

WIDTH_PX = 480


@dataclass(frozen=True, slots=True)
class ToggleRow:
    """A setting that is on or off."""

    section: str
    text: str
    read: Callable[[], bool]
    write: Callable[[bool], None]


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A setting with several values, as (key, text)."""

    section: str
    text: str
    choices: tuple[tuple[str, str], ...]
    read: Callable[[], str]
    write: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ActionRow:
    """A line of text with a button."""

    section: str
    text: str
    button_text: str
    act: Callable[[], object]


SettingRow = ToggleRow | ChoiceRow | ActionRow


class SettingsDialog(QDialog):
    """Shows setting rows by section."""

    def __init__(self, rows: Sequence[SettingRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(texts.SETTINGS)
        self.setFixedWidth(WIDTH_PX)
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
            line.addWidget(choice)
        else:
            label.setProperty("tone", "secondary")
            button = QPushButton(row.button_text)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, row=row: row.act())
            line.addWidget(button)
        self._column.addLayout(line)
