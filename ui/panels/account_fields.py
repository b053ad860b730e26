"""Fields of My account: a number with spin arrows and keys, and a field below its caption with its error beneath."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QSizePolicy, QVBoxLayout, QWidget

from ui.panels.controls import label, set_text
from ui.theme.style_sheet import restyle
from ui.viewmodels.account_draft import stepped

FIELD_WIDTH_PX = 96


class StepField(QAbstractSpinBox):
    """A number as text, whatever is typed; arrows and Up, Down, PageUp, PageDown step it. `edited` on every change."""

    edited = Signal(str)

    def __init__(self, name: str, step_of: Callable[[], Fraction]) -> None:
        super().__init__()
        self._step_of = step_of
        self.setAccelerated(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(FIELD_WIDTH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.rename(name)
        self.lineEdit().textEdited.connect(self.edited)

    def rename(self, name: str) -> None:
        """Give the field another name for screen readers."""
        self.setAccessibleName(name)
        self.lineEdit().setAccessibleName(name)

    def show_text(self, text: str) -> None:
        """Show another text without telling anybody; the same text keeps its cursor."""
        if self.lineEdit().text() != text:
            self.lineEdit().setText(text)

    def set_placeholder(self, text: str) -> None:
        """Show what an empty field stands for."""
        self.lineEdit().setPlaceholderText(text)

    def stepBy(self, steps: int) -> None:
        """Step the number."""
        self.lineEdit().setText(stepped(self.lineEdit().text(), self._step_of(), steps))
        self.edited.emit(self.lineEdit().text())

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Allow both directions; a number stops at 0."""
        return QAbstractSpinBox.StepEnabledFlag.StepUpEnabled | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Take every text: what is wrong is said beside the field, never swallowed."""
        return QValidator.State.Acceptable, text, position

    def fixup(self, text: str) -> str:
        """Leave the text as it was typed."""
        return text

    def sizeHint(self) -> QSize:
        """Ask for the width of a price."""
        return QSize(FIELD_WIDTH_PX, super().sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: scrolling must not change a figure."""
        event.ignore()

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the page, which keeps whole drafts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _undoes(event):
            event.ignore()
            return True
        return super().event(event)


def _undoes(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


class CaptionedField(QWidget):
    """A field below its caption; an error stands in the caption's place, so nothing moves."""

    def __init__(self, caption: str, field: QWidget) -> None:
        super().__init__()
        self.field = field
        self._caption = label(caption, tone="caption")
        self._plain = caption
        self._error = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._caption)
        column.addWidget(field)

    def show_error(self, error: str) -> None:
        """Mark the field and say why, or take the mark away."""
        if error == self._error:
            return
        self._error = error
        self.field.setProperty("invalid", bool(error))
        restyle(self.field)
        self._caption.setProperty("look", "error" if error else "")
        self._caption.setProperty("tone", "" if error else "caption")
        restyle(self._caption)
        set_text(self._caption, error or self._plain)
        self.field.setToolTip(error)
        self.field.setAccessibleDescription(error)
