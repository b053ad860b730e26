"""The last row of a dialog that sends a command: Cancel, and the button that sends and answers to Enter."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton

from ui.viewmodels import texts


def send_button(text: str) -> QPushButton:
    """Return the button that sends."""
    made = QPushButton(text)
    made.setProperty("look", "accent")
    made.setDefault(True)
    return made


def send_row(dialog: QDialog, send: QPushButton) -> QHBoxLayout:
    """Return the row of a dialog: Cancel, which rejects it, and its button to send."""
    cancel = QPushButton(texts.CANCEL)
    cancel.setAutoDefault(False)
    cancel.clicked.connect(dialog.reject)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(cancel)
    row.addWidget(send)
    return row
