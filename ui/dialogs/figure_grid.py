"""Figures now and after a change, side by side, as the dialogs that change a setting show them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui.viewmodels import regime_texts as words

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FigureGrid(QWidget):
    """Rows of (figure, now, after) below their heads."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(16)
        self.grid.setColumnStretch(0, 1)

    def show_rows(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Show other rows."""
        while self.grid.count():
            item = self.grid.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        for at, row in enumerate([("", words.MODE_NOW, words.MODE_AFTER), *rows]):
            stays, changes = at > 0 and row[1] == row[2], at > 0 and row[2] not in ("", row[1])
            for column, text in enumerate(row):
                cell = QLabel(text)
                if stays:  # what changes shall stand out among what does not
                    cell.setProperty("tone", "caption")
                elif changes and column:
                    cell.setProperty("look", "figure")
                elif at == 0 or column == 0:
                    cell.setProperty("tone", "secondary")
                self.grid.addWidget(cell, at, column, RIGHT if column else Qt.AlignmentFlag.AlignLeft)
                cell.show()
