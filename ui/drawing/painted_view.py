"""`PaintedView`: a widget that shows one view, painted: told in words to screen readers, with a ring while focused."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.drawing.painting import draw_focus_ring
from ui.theme.tokens import Tokens, active

View = TypeVar("View")


class PaintedView(QWidget, Generic[View]):
    """Keeps a view and draws it; a subclass says how in `paint_view`."""

    def __init__(self, name: str, least: QSize | None = None, wanted: QSize | None = None) -> None:
        """`least` is the smallest size, `wanted` the one asked for."""
        super().__init__()
        self._view: View | None = None
        self._wanted = wanted
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if least is not None:
            self.setMinimumSize(least)

    @property
    def view(self) -> View | None:
        """What is shown."""
        return self._view

    def show_view(self, view: View | None) -> None:
        """Show something else."""
        self._view = view
        self.setAccessibleDescription("" if view is None else self.words_of(view))
        self.update()

    def words_of(self, view: View) -> str:
        """Return a view in words; views have them as their description."""
        return str(view.description)  # type: ignore[attr-defined]

    def paint_view(self, painter: QPainter, tokens: Tokens, view: View) -> None:
        """Draw a view, the whole widget; every kind of view has its own way."""

    def sizeHint(self) -> QSize:
        """Ask for the size wanted."""
        return super().sizeHint() if self._wanted is None else self._wanted

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is shown."""
        if self._view is None:
            return
        painter, tokens = QPainter(self), active()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_view(painter, tokens, self._view)
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), tokens)
        painter.end()
