"""Message boxes: one sentence of what happened, one line of why. Nothing is lost when one opens."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget

from ui.viewmodels import texts


def show_problem(
    parent: QWidget | None, what: str, why: str, try_again: Callable[[], object] | None = None
) -> QMessageBox:
    """Show a problem without blocking, and return its box; `try_again` is offered where trying may help."""
    box = QMessageBox(QMessageBox.Icon.Warning, texts.ERROR_TITLE, what, QMessageBox.StandardButton.Ok, parent)
    box.setInformativeText(why)
    box.setObjectName("problem")
    if try_again is not None:
        again = box.addButton(texts.TRY_AGAIN, QMessageBox.ButtonRole.AcceptRole)
        again.clicked.connect(lambda: try_again())
    box.open()
    return box
