"""One line of text that ends in an ellipsis where it has no room; the whole text is its tooltip and its name."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from ui.theme.style_sheet import restyle

PART, REST = " · ", "…"


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

    def _shown(self, room: int) -> str:
        """Return what fits: whole parts where the text has several, else as many letters as there is room for."""
        metrics, parts = self.fontMetrics(), self._whole.split(PART)
        if metrics.horizontalAdvance(self._whole) <= room:
            return self._whole
        for count in range(len(parts) - 1, 0, -1):
            cut = PART.join((*parts[:count], REST))
            if metrics.horizontalAdvance(cut) <= room:
                return cut
        if self._least and self._whole.startswith(self._least) and metrics.horizontalAdvance(self._least) <= room:
            return self._least
        return metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, room)

    def _fit(self) -> None:
        shown = self._shown(max(0, self.width()))
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")
