"""Message boxes: one sentence of what happened, one line of why. Nothing is lost when one opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMessageBox, QWidget

from ui.viewmodels import texts


def show_problem(
    parent: QWidget | None,
    what: str,
    why: str,
    try_again: Callable[[], object] | None = None,
    offer: tuple[str, Callable[[], object]] | None = None,
) -> QMessageBox:
    """Show a problem without blocking, and return its box; `try_again` or another `offer` where that may help."""
    box = QMessageBox(QMessageBox.Icon.Warning, texts.ERROR_TITLE, what, QMessageBox.StandardButton.Ok, parent)
    box.setInformativeText(why)
    box.setObjectName("problem")
    offers = [(texts.TRY_AGAIN, try_again)] if try_again is not None else []
    for text, act in [*offers, *([offer] if offer is not None else [])]:
        box.addButton(text, QMessageBox.ButtonRole.AcceptRole).clicked.connect(partial(_act, act))
    box.open()
    return box


def _act(act: Callable[[], object], _checked: bool = False) -> None:
    act()
