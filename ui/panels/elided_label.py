"""One line of text that ends in an ellipsis where it has no room; the whole text is its tooltip and its name."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from ui.theme.style_sheet import restyle


class ElidedLabel(QLabel):
    """Takes the room there is, and never asks for more than its least words need."""

    def __init__(self, *, tone: str = "", least: str = "") -> None:
        """`least` are the words that are shown whole at any width."""
        super().__init__()
        self._whole, self._least = "", least
        if tone:
            self.setProperty("tone", tone)
            restyle(self)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def whole_text(self) -> str:
        """The text that is meant, however much of it is shown."""
        return self._whole

    def show_text(self, text: str) -> None:
        """Show another text, as much of it as fits."""
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self._fit()

    def sizeHint(self) -> QSize:
        """Ask for no more than the least words."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Ask for the least words in one line."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._least) + 2 if self._least else 0, metrics.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as now fits."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(0, self.width()))
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")
