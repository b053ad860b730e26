"""Pasting an account: a text field that says line by line what it cannot read, and takes over only what is whole."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ui.panels.controls import label, set_look, set_text
from ui.theme.fonts import mono_font
from ui.viewmodels import account_texts as texts
from ui.viewmodels.account_records import PasteView

PROBLEMS_SHOWN = 8


class AccountPastePanel(QWidget):
    """Reads a pasted text; `taken` carries the draft."""

    taken = Signal(object)
    back_requested = Signal()

    def __init__(self, view_of: Callable[[str], PasteView]) -> None:
        super().__init__()
        self._view_of = view_of
        self._view = view_of("")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(texts.PASTE_TITLE)
        self.text.setPlaceholderText(texts.PASTE_PLACEHOLDER)
        self.text.setTabChangesFocus(True)
        self.text.setFont(mono_font(12))
        self.note = label(tone="secondary")
        self.note.setWordWrap(True)
        self.back, self.take = QPushButton(texts.PASTE_BACK), QPushButton(texts.PASTE_TAKE)
        self.take.setProperty("look", "accent")
        hint = label(texts.PASTE_NOTE, tone="caption")
        hint.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(texts.PASTE_TITLE, look="title"))
        column.addWidget(hint)
        column.addWidget(self.text, 1)
        column.addWidget(self.note)
        column.addLayout(row)
        self.text.textChanged.connect(self.refresh)
        self.back.clicked.connect(self.back_requested)
        self.take.clicked.connect(self._on_take_clicked)
        for button in (self.back, self.take):
            button.setAutoDefault(False)
        self.refresh()

    def refresh(self) -> None:
        """Read the text again and say what it means."""
        view = self._view = self._view_of(self.text.toPlainText())
        problems = list(view.problems[:PROBLEMS_SHOWN])
        if len(view.problems) > PROBLEMS_SHOWN:
            problems.append(texts.PASTE_MORE.format(count=len(view.problems) - PROBLEMS_SHOWN))
        set_text(self.note, "\n".join(problems) or view.note)
        set_look(self.note, "error" if problems else "")
        self.take.setEnabled(view.draft is not None)

    def open(self, text: str) -> None:
        """Begin with a text, the clipboard's where it is one."""
        self.text.setPlainText(text)
        self.text.selectAll()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_take_clicked(self) -> None:
        if self._view.draft is not None:
            self.taken.emit(self._view.draft)
