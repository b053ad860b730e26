"""What would have avoided a liquidation: asked aside with progress and a way out, shown as a table when it is there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.drawing.avoided_table import AvoidedTable
from ui.panels.controls import label, set_text, set_tone
from ui.panels.scrolling import scrolled
from ui.viewmodels import autopsy_texts as texts
from ui.viewmodels.autopsy_records import AvoidedView

TABLE, WAITING, AGAIN = range(3)
WHY_PX = 280  # a wrapped label asks for less than its words need


class AvoidedPanel(QWidget):
    """`asked` asks for it to be replayed, `called_off` stops."""

    asked = Signal()
    called_off = Signal()

    def __init__(self, horizon: str) -> None:
        """`horizon` says to when is replayed."""
        super().__init__()
        self.horizon = label(horizon, tone="caption", look="small")
        self.progress = QProgressBar()
        self.stop, self.again = QPushButton(texts.CALL_OFF), QPushButton(texts.ASK_AGAIN)
        self._why = label(tone="secondary")
        self.table = AvoidedTable()
        self._pages = QStackedWidget()
        self._arrange()
        self.again.clicked.connect(self.ask)
        self.stop.clicked.connect(self._on_stop_clicked)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(14, 10, 14, 6)
        head.setSpacing(8)
        head.addWidget(label(texts.AVOIDED, look="title"))
        head.addStretch(1)
        head.addWidget(self.horizon)
        self._pages.addWidget(scrolled(self.table))
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setMaximumWidth(240)
        self.progress.setAccessibleName(texts.WORKING)
        self._pages.addWidget(_centred(label(texts.WORKING, tone="secondary"), self.progress, self.stop))
        self._why.setWordWrap(True)
        self._why.setMinimumWidth(WHY_PX)
        self._why.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._pages.addWidget(_centred(self._why, self.again))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._pages, 1)

    @property
    def view(self) -> AvoidedView | None:
        """What is shown."""
        return self.table.view if self._pages.currentIndex() == TABLE else None

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is waited for."""
        return self._pages.currentIndex() == WAITING

    def ask(self) -> None:
        """Ask for it to be played again."""
        self.horizon.setEnabled(True)
        self.progress.setValue(0)
        self._pages.setCurrentIndex(WAITING)
        self.asked.emit()

    def show_progress(self, share: float) -> None:
        """Show how much is played, 0 to 1."""
        self.progress.setValue(round(share * 1000))

    def show_view(self, view: AvoidedView) -> None:
        """Show the answers."""
        self.table.show_view(view)
        self._pages.setCurrentIndex(TABLE)

    def show_why(self, text: str, *, wrong: bool, asks_again: bool = True) -> None:
        """Say why there is no answer, and whether asking again may bring one."""
        self.again.setVisible(asks_again)
        self.horizon.setEnabled(asks_again)
        set_tone(self._why, "loss" if wrong else "secondary")
        set_text(self._why, text)
        self._pages.setCurrentIndex(AGAIN)

    def _on_stop_clicked(self) -> None:
        self.called_off.emit()
        self.show_why(texts.CALLED_OFF, wrong=False)


def _centred(*widgets: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.addStretch(1)
    for widget in widgets:
        column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(1)
    return made
