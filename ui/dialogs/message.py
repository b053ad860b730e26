"""Message boxes: one sentence of what happened, one line of why. Nothing is lost when one opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMessageBox, QWidget

from ui.theme.icons import icon
from ui.viewmodels import texts

ICON_PX = 28


def show_problem(
    parent: QWidget | None,
    what: str,
    why: str,
    try_again: Callable[[], object] | None = None,
    offer: tuple[str, Callable[[], object]] | None = None,
) -> QMessageBox:
    """Show a problem without blocking, and return its box; `try_again` or another `offer` where that may help."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, texts.ERROR_TITLE, what, QMessageBox.StandardButton.Ok, parent)
    box.setIconPixmap(icon("warning", "warn").pixmap(QSize(ICON_PX, ICON_PX)))
    box.setInformativeText(_sentence(why))
    box.setObjectName("problem")
    offers = [(texts.TRY_AGAIN, try_again)] if try_again is not None else []
    for text, act in [*offers, *([offer] if offer is not None else [])]:
        box.addButton(text, QMessageBox.ButtonRole.AcceptRole).clicked.connect(partial(_act, act))
    box.open()
    return box


def _act(act: Callable[[], object], _checked: bool = False) -> None:
    act()


def _sentence(why: str) -> str:
    """Return a reason as a sentence; one that begins with a file's name or a figure keeps its beginning."""
    first, _, _ = why.partition(" ")
    begun = f"{why[:1].upper()}{why[1:]}" if first.isalpha() else why
    return begun if begun.endswith((".", "?")) else f"{begun}."
