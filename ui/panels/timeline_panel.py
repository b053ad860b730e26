"""The timeline along the lower edge; it shows where the run stands and hides what has not been played."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui.drawing.timeline import TimelineBar, TimelineFigure, TimelineMarker
from ui.viewmodels.records import TimelineView


class TimelinePanel(QFrame):
    """Shows the timeline of the session."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self._bar = TimelineBar(TimelineFigure(0.0, 1.0, 0.0, ""))
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._bar)

    def show_view(self, view: TimelineView) -> None:
        """Show another state of the run."""
        self._bar.set_figure(
            TimelineFigure(
                view.start_s,
                view.end_s,
                view.now_s,
                view.clock_text,
                view.prices,
                tuple(TimelineMarker(one.time_s, one.kind, tooltip=one.tooltip) for one in view.markers),
                view.future_text,
            )
        )

    @property
    def bar(self) -> TimelineBar:
        """The drawn timeline."""
        return self._bar
