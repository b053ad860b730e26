"""A dialog that holds one page as large as the window allows; Esc closes it and nothing is lost."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

GAP_PX = 24


class PageDialog(QDialog):
    """Shows a page over the window."""

    def __init__(self, page: QWidget, title: str, largest: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.page = page
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        room = parent.size() - QSize(GAP_PX, GAP_PX)
        self.resize(room.boundedTo(largest))
