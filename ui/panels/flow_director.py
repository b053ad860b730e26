"""Sends money over the window: turns flows between places into flights between points of the panels."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from ui.drawing.flow_overlay import FlowOverlay
from ui.drawing.flow_path import FlowFigure, FlowKind
from ui.panels.chart_panel import ChartPanel
from ui.panels.safety_net_panel import FUND_BASIN, SafetyNetPanel
from ui.panels.wallets_panel import WalletsPanel
from ui.viewmodels.records import FlowView

FLOWS_MAX = 12
STAGGER_NS = 120_000_000


class FlowDirector:
    """Knows where every place of a flow stands on screen."""

    def __init__(
        self, canvas: QWidget, wallets: WalletsPanel, chart: ChartPanel, net: SafetyNetPanel, exchange: QWidget
    ) -> None:
        self._canvas = canvas
        self._wallets = wallets
        self._chart = chart
        self._net = net
        self._exchange = exchange
        self.overlay = FlowOverlay(canvas)
        self.market_at: Callable[[], tuple[int, float]] = lambda: (0, 0.0)

    def start(self, flows: tuple[FlowView, ...], presentation_ns: int) -> None:
        """Let the flows of one step begin, one shortly after another."""
        room = FLOWS_MAX - len(self.overlay.figures)
        for place, flow in enumerate(flows[: max(0, room)]):
            source, target = self.point_of(flow.source), self.point_of(flow.target)
            if source is None or target is None:
                continue
            figure = FlowFigure(
                flow.event_id, (source.x(), source.y()), (target.x(), target.y()), flow.amount_text, FlowKind(flow.kind)
            )
            self.overlay.start(figure, presentation_ns + place * STAGGER_NS)

    def bounce(self, event_id: int, source: str, target: str, amount_text: str, presentation_ns: int) -> QPoint | None:
        """Let refused money go out, stop at the valve and come back; return where it stopped."""
        start = self.point_of("contract/available" if source == "contract" else source)
        gate = source if source != "spot" else target
        stop = self._wallets.valve_anchor(gate, self._canvas)
        if start is None or stop is None:
            return start
        figure = FlowFigure(event_id, (start.x(), start.y()), (stop.x(), stop.y()), amount_text, FlowKind.BOUNCE)
        self.overlay.start(figure, presentation_ns)
        return stop

    def point_of(self, place: str) -> QPoint | None:
        """Return where a place stands on the canvas; None where it is not drawn."""
        if place == "market":
            return self._chart.anchor(*self.market_at(), self._canvas)
        if place == "fund":
            return self._net.anchor(FUND_BASIN, self._canvas)
        if place == "fees":
            return self._exchange.mapTo(self._canvas, self._exchange.rect().center())
        wallet, _, part = place.partition("/")
        return self._wallets.anchor(wallet, part, self._canvas)
