"""The welcome over the real window: four ways to begin, by mouse, arrow keys or figures 1 to 4; Esc looks around."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.theme.icons import icon
from ui.viewmodels import welcome_texts as texts

WIDTH_PX = 560
ICON_PX, TARGET_PX = 22, 24


class ChoiceButton(QPushButton):
    """A way to begin: icon, title, one line, and its figure key."""

    def __init__(self, icon_name: str, title: str, line: str, key: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self.setProperty("look", "choice")
        picture, words, name, below, figure = QLabel(), QVBoxLayout(), QLabel(title), QLabel(line), QLabel(key)
        picture.setPixmap(icon(icon_name, "accent").pixmap(QSize(ICON_PX, ICON_PX)))
        name.setProperty("look", "symbol")
        below.setProperty("tone", "secondary")
        figure.setProperty("look", "chip")
        words.setSpacing(1)
        words.addWidget(name)
        words.addWidget(below)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        row.setSpacing(14)
        row.addWidget(picture)
        row.addLayout(words, 1)
        row.addWidget(figure, 0, Qt.AlignmentFlag.AlignVCenter)
        for part in (picture, name, below, figure):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class WelcomeDialog(QDialog):
    """Offers how to begin; `chosen` carries "account", a scenario's id or "session"; `at_start` is the setting."""

    chosen = Signal(str)

    def __init__(self, at_start: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(texts.TITLE)
        self.setFixedWidth(WIDTH_PX)
        self.buttons: dict[str, ChoiceButton] = {}
        self.at_start = QCheckBox(texts.AT_START)
        self.at_start.setChecked(at_start)
        self.at_start.setMinimumHeight(TARGET_PX)
        self.look_around = QPushButton(texts.LOOK_AROUND)
        self.look_around.setAutoDefault(False)
        self.look_around.clicked.connect(self.reject)
        question, body, again = QLabel(texts.QUESTION), QLabel(texts.BODY), QLabel(texts.FOUND_AGAIN)
        question.setProperty("look", "page")
        body.setProperty("tone", "secondary")
        again.setProperty("tone", "caption")
        for text in (question, body):
            text.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(10)
        column.addWidget(question)
        column.addWidget(body)
        column.addSpacing(4)
        for number, (key, icon_name, title, line) in enumerate(texts.CHOICES, start=1):
            button = ChoiceButton(icon_name, title, line, texts.CHOICE_KEY.format(number=number))
            button.clicked.connect(lambda _=False, key=key: self._choose(key))
            self.buttons[key] = button
            column.addWidget(button)
        foot = QHBoxLayout()
        foot.addWidget(self.at_start)
        foot.addStretch(1)
        foot.addWidget(self.look_around)
        column.addSpacing(4)
        column.addWidget(again)
        column.addLayout(foot)
        next(iter(self.buttons.values())).setDefault(True)
        next(iter(self.buttons.values())).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the figure of a choice."""
        text = event.text()
        if text.isdigit() and 1 <= int(text) <= len(self.buttons):
            self._choose(list(self.buttons)[int(text) - 1])
        else:
            super().keyPressEvent(event)

    def _choose(self, key: str) -> None:
        self.accept()
        self.chosen.emit(key)
