"""What every page has: a head with its title, a foot that says in one line what came of something, and buttons."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from ui.panels.controls import label, set_text, set_tone

SIDE_PX, EDGE_PX, GAP_PX = 20, 14, 12


class Page(QWidget):
    """A page over the window; `closed` asks for it to be put away."""

    closed = Signal()

    def __init__(self, title: str, close_text: str) -> None:
        super().__init__()
        self._title = title
        self.setAccessibleName(title)
        self.said = label(tone="secondary")
        self.close_button = QPushButton(close_text)
        self.close_button.clicked.connect(self.closed)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say in one line what came of something."""
        set_tone(self.said, "loss" if wrong else "secondary")
        set_text(self.said, text)

    def head(self, subtitle: QLabel, *controls: QWidget) -> QHBoxLayout:
        """Return the title, a line about the page, and controls at the right."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(self._title, look="page"))
        row.addWidget(subtitle, 1)
        for one in controls:
            row.addWidget(one)
        return row

    def foot(self, *buttons: QPushButton) -> QHBoxLayout:
        """Return what was said last, and the buttons with Close as the last of them; Enter presses none unasked."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.said, 1)
        for one in (*buttons, self.close_button):
            one.setAutoDefault(False)
            row.addWidget(one)
        return row

    def arrange(self, *parts: QLayout | QWidget, grows: QLayout | QWidget) -> None:
        """Put the parts below each other with the page's margins; one of them takes the room that is left."""
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE_PX, EDGE_PX, SIDE_PX, EDGE_PX)
        column.setSpacing(GAP_PX)
        for one in parts:
            stretch = 1 if one is grows else 0
            if isinstance(one, QWidget):
                column.addWidget(one, stretch)
            else:
                column.addLayout(one, stretch)
