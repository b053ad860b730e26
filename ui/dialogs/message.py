"""Message boxes: one sentence of what happened, one line of why. Nothing is lost when one opens."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from ui.viewmodels import texts


def show_problem(parent: QWidget | None, what: str, why: str) -> QMessageBox:
    """Show a problem without blocking, and return its box."""
    box = QMessageBox(QMessageBox.Icon.Warning, texts.ERROR_TITLE, what, QMessageBox.StandardButton.Ok, parent)
    box.setInformativeText(why)
    box.setObjectName("problem")
    box.open()
    return box
