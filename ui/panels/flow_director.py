"""Sends money over the window: turns flows between places into flights between points of the panels."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QLabel, QTabBar, QTableView, QWidget

from ui.drawing.flow_overlay import FlowOverlay
from ui.drawing.flow_path import FlowFigure, FlowKind
from ui.panels.chart_panel import ChartPanel
from ui.panels.safety_net_panel import FUND_BASIN, SafetyNetPanel
from ui.panels.wallets_panel import WalletsPanel
from ui.viewmodels.flow_view import FlowPulses
from ui.viewmodels.records import FlowView

ROW_EDGE_PX = 6
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
        self.overlay.words = self._words
        self.seed = 0
        self._pulses = FlowPulses()
        self.market_at: Callable[[], tuple[int, float]] = lambda: (0, 0.0)

    def _words(self) -> list[QRect]:
        """Return where titles, tabs, figures and the net's captions stand on the canvas."""
        places = self._chart.taken(self._canvas) + self._net.words(self._canvas)
        for one in self._canvas.findChildren(QWidget):
            if not one.isVisible():
                continue
            corner = one.mapTo(self._canvas, QPoint(0, 0))
            if isinstance(one, QTabBar):
                places += [one.tabRect(tab).translated(corner) for tab in range(one.count())]
            elif isinstance(one, QTableView):
                places += _rows_of(one, one.viewport().mapTo(self._canvas, QPoint(0, 0)))
            elif isinstance(one, QLabel | QAbstractButton) and one.text():
                places.append(QRect(corner, one.size().boundedTo(one.sizeHint())))
        return places

    def start(self, flows: tuple[FlowView, ...], speed: int, presentation_ns: int) -> None:
        """Let the flows of one step begin, one shortly after another; at speed they wait to fly as one."""
        self.fly(self._pulses.take(flows, speed, presentation_ns), presentation_ns)

    def advance(self, presentation_ns: int) -> bool:
        """Move what flies to a presentation time; True while anything flies or waits to."""
        self.fly(self._pulses.due(presentation_ns), presentation_ns)
        for part in (*self._wallets.moving, *self._chart.banner.moving):
            self.overlay.refresh_part(part)
        return self.overlay.advance(presentation_ns) or self._pulses.is_holding

    def clear(self) -> None:
        """Drop all flows: another session is shown."""
        self._pulses.clear()
        self.overlay.clear()

    def fly(self, flows: tuple[FlowView, ...], presentation_ns: int) -> None:
        """Let flows fly now, whatever the speed, one shortly after another."""
        for place, flow in enumerate(flows):
            source, target = self.point_of(flow.source), self.point_of(flow.target)
            if source is None or target is None:
                continue
            figure = FlowFigure(
                flow.event_id,
                (source.x(), source.y()),
                (target.x(), target.y()),
                flow.amount_text,
                FlowKind(flow.kind),
                self.seed,
            )
            self.overlay.start(figure, presentation_ns + place * STAGGER_NS)

    def bounce(self, event_id: int, source: str, target: str, amount_text: str, presentation_ns: int) -> QPoint | None:
        """Let refused money go out, stop at the valve of its wallet and come back; return where it stopped."""
        return self.bounce_at(event_id, source, source if source != "spot" else target, amount_text, presentation_ns)

    def bounce_at(
        self, event_id: int, source: str, valve: str, amount_text: str, presentation_ns: int
    ) -> QPoint | None:
        """Let refused money go out, stop at a valve and come back; return where it stopped."""
        start = self.point_of("contract/available" if source == "contract" else source)
        stop = self._wallets.valve_anchor(valve, self._canvas)
        if start is None or stop is None:
            return start
        figure = FlowFigure(
            event_id, (start.x(), start.y()), (stop.x(), stop.y()), amount_text, FlowKind.BOUNCE, self.seed
        )
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


def _rows_of(table: QTableView, corner: QPoint) -> list[QRect]:
    """Return where the rows of a table stand, the space at their lower edges left out."""
    model, wide = table.model(), table.viewport().width()
    first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
    rows = range(first, (last if last >= 0 else model.rowCount() - 1) + 1) if first >= 0 else ()
    places = [QRect(0, table.rowViewportPosition(row), wide, table.rowHeight(row) - ROW_EDGE_PX) for row in rows]
    return [one.translated(corner) for one in places]
