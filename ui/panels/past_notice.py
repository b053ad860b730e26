"""The notice over a moment of the past: what is looked at, and the two ways on. It covers a strip, nothing moves."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from ui.panels.controls import set_look
from ui.panels.edge_notice import EdgeNotice
from ui.theme.icons import icon
from ui.viewmodels import time_texts as words
from ui.viewmodels.time_records import PastView


class PastNotice(EdgeNotice):
    """Shown while the past is looked at, at the lower edge of a panel."""

    def __init__(self, canvas: QWidget, over: QWidget) -> None:
        self.stay = QPushButton(icon("fork"), words.BRANCH_HERE)
        self.stay.setToolTip(words.BRANCH)
        self.stay.setAccessibleName(words.BRANCH)
        self.end = QPushButton(words.RETURN)
        self.end.setProperty("look", "accent")
        self.end.setToolTip(f"{words.RETURN} ({words.RETURN_KEY})")
        super().__init__(canvas, over, "restart", self.stay, self.end)

    def show_view(self, view: PastView | None) -> None:
        """Show a moment of the past, or hide; that it appears is read out, and a refusal, which stands out."""
        if view is None:
            self.hide()
            return
        set_look(self, "past-held" if view.held else "past")
        self.tell(view.text, stands_out=bool(view.held))
