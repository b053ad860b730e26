"""The safety net: who pays for a loss, in order, as a cascade of basins."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.drawing.fund_basins import BasinFigure, FundBasins
from ui.panels.controls import label, set_text
from ui.viewmodels import texts
from ui.viewmodels.records import SafetyNetView

FUND_BASIN = 2  # place of the insurance fund among the basins


class SafetyNetPanel(QFrame):
    """Shows the five basins."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._hint = label(tone="caption")
        self._basins = FundBasins(())
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 6)
        head.addWidget(label(texts.SAFETY_NET, look="title"))
        head.addStretch(1)
        head.addWidget(self._hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._basins)

    def show_view(self, view: SafetyNetView) -> None:
        """Show other values."""
        set_text(self._hint, view.hint_text)
        self._basins.set_figures(
            [
                BasinFigure(
                    one.title,
                    one.value_text,
                    one.level,
                    one.start_level,
                    one.tone,
                    one.is_active,
                    one.is_spilling,
                    one.is_used,
                    one.lights,
                    one.tooltip,
                )
                for one in view.basins
            ],
            view.history,
        )
        self._take_height()

    def set_room(self, room: str) -> None:
        """Take the height of a "low", "usual" or "high" window."""
        self._basins.set_room(room)
        self._take_height()

    def _take_height(self) -> None:
        """Take the height that the basins ask for now: what Qt posts for later would come after this frame."""
        height = self._basins.sizeHint().height()
        if self._basins.minimumHeight() == height:
            return
        self._basins.setFixedHeight(height)
        widget: QWidget | None = self
        while widget is not None and (layout := widget.layout()) is not None:
            layout.activate()
            widget = widget.parentWidget()

    @property
    def basins(self) -> FundBasins:
        """The drawn basins."""
        return self._basins

    def anchor(self, basin: int, target: QWidget) -> QPoint:
        """Return where money of a basin leaves and arrives, in another widget's pixels."""
        return self._basins.mapTo(target, self._basins.anchor(basin))

    def words(self, target: QWidget) -> list[QRect]:
        """Return where the basins' titles and values stand, in another widget's pixels."""
        corner = self._basins.mapTo(target, QPoint(0, 0))
        return [one.translated(corner) for one in self._basins.words()]
