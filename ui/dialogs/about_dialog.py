"""About: what the program is, its version, and what it is built from."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.viewmodels import shell_texts as texts
from ui.viewmodels.about_view import about_view

WIDTH_PX = 480


class AboutDialog(QDialog):
    """Names version, parts and licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(texts.ABOUT)
        self.setFixedWidth(WIDTH_PX)
        view = about_view()
        title = QLabel(texts.ABOUT_VERSION.format(version=view.version_text, python=view.python_text, qt=qVersion()))
        title.setProperty("look", "figure")
        title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lead, offline = QLabel(texts.ABOUT_LEAD), QLabel(texts.OFFLINE)
        for one in (lead, offline):
            one.setWordWrap(True)
            one.setProperty("tone", "secondary")
        parts = QLabel(texts.ABOUT_PARTS)
        parts.setProperty("look", "title")
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        for column, heading in enumerate(texts.ABOUT_COLUMNS):
            caption = QLabel(heading)
            caption.setProperty("tone", "caption")
            grid.addWidget(caption, 0, column)
        for row, cells in enumerate(view.parts, start=1):
            for column, cell in enumerate(cells):
                grid.addWidget(QLabel(cell), row, column)
        close = QPushButton(texts.CLOSE)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(20, 20, 20, 16)
        column_box.setSpacing(12)
        for widget in (title, lead, offline, parts):
            column_box.addWidget(widget)
        column_box.addLayout(grid)
        column_box.addLayout(buttons)
