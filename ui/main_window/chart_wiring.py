"""What a person does to the chart: the stress line, following, fitting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ui.viewmodels import chart_texts
from ui.viewmodels.stress_view import StressLine

if TYPE_CHECKING:
    from ui.drawing.price_chart import ChartView
    from ui.main_window.window import MainWindow


class ChartWiring:
    """Carries the stress line between the chart and its view-model."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.stress = StressLine()

    def connect_chart(self, chart: ChartView) -> None:
        """Listen to the chart, once it is there."""
        chart.stress_moved.connect(self.on_chart_stress_moved)
        chart.stress_removed.connect(self.remove_stress)

    def toggle_stress(self) -> None:
        """Show the stress line and go to it, or take it away."""
        model, chart = self._window.model, self._window.body.chart.chart
        if model is None or chart is None:
            return
        if self.stress.ticks(model.contract) is not None:
            self.remove_stress()
            return
        self.stress.begin(model.contract, model.last_ticks)
        self.refresh()
        chart.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def on_chart_stress_moved(self, price: float) -> None:
        """Put the line at the tick nearest to a place on the chart."""
        model = self._window.model
        if model is not None:
            self.stress.move(model.contract, round(price / float(model.scale.tick)))
            self.refresh()

    def remove_stress(self) -> None:
        """Take the line away."""
        if self._window.model is not None:
            self.stress.remove(self._window.model.contract)
            self.refresh()

    def follow(self) -> None:
        """Keep the newest candle in view."""
        chart = self._window.body.chart.chart
        if chart is not None:
            chart.set_follow(True)

    def fit(self) -> None:
        """Show all candles."""
        chart = self._window.body.chart.chart
        if chart is not None:
            chart.fit_all()

    def refresh(self) -> None:
        """Show the stress line as it stands at this moment."""
        model = self._window.model
        if model is not None:
            moment = model.session
            version = (moment.now_ns, moment.step_number, tuple(moment.state.marks.values()))
            self._window.body.chart.show_stress(self.stress.view(moment.state, model.scale, version))


def wire_chart(window: MainWindow) -> ChartWiring:
    """Offer what can be done to the chart as commands of the window."""
    wiring = ChartWiring(window)
    window.add_command(chart_texts.STRESS_COMMAND, "W", wiring.toggle_stress)
    window.add_command(chart_texts.FOLLOW_COMMAND, "", wiring.follow)
    window.add_command(chart_texts.FIT_COMMAND, "F8", wiring.fit)
    window.body.chart.prepared.connect(wiring.connect_chart)
    window.body.chart.stress_requested.connect(wiring.toggle_stress)
    return wiring
