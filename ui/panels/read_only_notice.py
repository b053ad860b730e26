"""The notice over a session that can only be looked at: why, a way to a copy of one's own, and another try."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from ui.panels.edge_notice import EdgeNotice
from ui.viewmodels import keeping_texts as words
from ui.viewmodels import texts


class ReadOnlyNotice(EdgeNotice):
    """Shown as long as such a session is open."""

    def __init__(self, canvas: QWidget, over: QWidget) -> None:
        self.copy = QPushButton(words.SAVE_COPY)
        self.again = QPushButton(texts.TRY_AGAIN)
        self.again.setToolTip(words.TRY_AGAIN_TIP)
        super().__init__(canvas, over, "lock", self.copy, self.again)
