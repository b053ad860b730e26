"""Labels of a form in the middle of their row: Qt puts them a little higher than the words in the fields."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QSizePolicy


def level_labels(form: QFormLayout) -> None:
    """Let every label take the height of its row, in whose middle its words then stand."""
    for row in range(form.rowCount()):
        item = form.itemAt(row, QFormLayout.ItemRole.LabelRole)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
