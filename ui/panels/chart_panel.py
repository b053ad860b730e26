"""The chart with its header and the banner of a running liquidation over its top edge.

The chart itself needs numpy and parts of pyqtgraph: `prepare()` imports them, where a start has not done so before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.drawing.accessible import add_role
from ui.drawing.chart_figure import ChartLine, ChartMarker, LineKind, MarkerKind
from ui.panels.controls import Segments, chip, hairline, icon_button, label, set_text, set_tone, steady
from ui.panels.elided_label import ElidedLabel
from ui.panels.liquidation_banner import LiquidationBanner
from ui.viewmodels import access_texts, chart_texts, texts
from ui.viewmodels.chart_view import Candles
from ui.viewmodels.records import BannerView, ChartHeaderView, MarkerView, PriceLineView
from ui.viewmodels.stress_view import StressView

if TYPE_CHECKING:
    from ui.drawing.price_chart import ChartView

BANNER_PX = 58
KIND_FROM_PX = 720
FUNDING_FROM_PX = 700
KIND_PX = 80


class ChartPanel(QFrame):
    """Shows one contract's prices and your position's lines."""

    contract_chosen = Signal(str)
    frame_chosen = Signal(int)
    prepared = Signal(object)
    stress_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self.setMinimumSize(360, 220)
        self._contract = QComboBox()
        self._contract.setAccessibleName(texts.CHOOSE_CONTRACT)
        self._contract.activated.connect(lambda place: self.contract_chosen.emit(str(self._contract.itemData(place))))
        self._symbol = label(look="symbol")
        self._kind = chip(texts.PERPETUAL)
        self._last = steady(label(look="price"))
        self._change = steady(label(look="figure"))
        self._mark = steady(label(tone="accent"))
        self._funding = steady(label(look="figure"))
        self._funding_stack = _stack(texts.FUNDING_IN, self._funding)
        self._note = ElidedLabel(tone="caption", least=texts.SIMULATED)
        self._frames = Segments(access_texts.TIME_FRAME, [(name, name) for name, _ in texts.FRAMES])
        self._frames.setMinimumWidth(150)
        self._frames.chosen.connect(lambda name: self.frame_chosen.emit(dict(texts.FRAMES)[name]))
        self._stress = icon_button("ruler", chart_texts.STRESS_COMMAND)
        self._stress.clicked.connect(lambda: self.stress_requested.emit())
        self._hole = QLabel(texts.CHART_LOADING)
        self._hole.setProperty("tone", "caption")
        self._hole.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._chart: ChartView | None = None
        self._column = QVBoxLayout(self)
        self._arrange()
        self._banner = LiquidationBanner(self)
        self.notices: list[QWidget] = []  # what else may lie over the chart

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(8, 6, 8, 6)
        head.setSpacing(10)
        head.addWidget(self._contract)
        head.addWidget(self._symbol)
        head.addWidget(self._kind)
        head.addWidget(self._last)
        head.addWidget(self._change)
        head.addWidget(_stack(texts.MARK, self._mark))
        head.addWidget(self._funding_stack)
        head.addWidget(self._note, 1)
        head.addWidget(self._frames)
        head.addWidget(self._stress)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(head)
        self._column.addWidget(hairline())
        self._column.addWidget(self._hole, 1)

    # -- the chart itself

    def prepare(self) -> ChartView:
        """Import what the chart draws with and put it in its place; later calls only return the chart."""
        if self._chart is None:
            from ui.drawing.price_chart import ChartView

            add_role(ChartView, QAccessible.Role.Chart)
            self._chart = ChartView()
            self._column.replaceWidget(self._hole, self._chart)
            self._column.setStretchFactor(self._chart, 1)
            self._chart.show()
            self._column.activate()  # the banner is placed by where the chart stands
            self._hole.hide()
            self._hole.deleteLater()
            self._banner.raise_()
            self.prepared.emit(self._chart)
        return self._chart

    @property
    def chart(self) -> ChartView | None:
        """The chart, once it is prepared."""
        return self._chart

    @property
    def banner(self) -> LiquidationBanner:
        """The banner of a running liquidation."""
        return self._banner

    # -- what is shown

    def show_header(self, view: ChartHeaderView) -> None:
        """Show the header's figures."""
        shown = [(self._contract.itemText(i), self._contract.itemData(i)) for i in range(self._contract.count())]
        if shown != [(text, key) for key, text in view.contracts]:
            self._contract.clear()
            for key, text in view.contracts:
                self._contract.addItem(text, key)
            self._contract.setVisible(len(view.contracts) > 1)
            self._symbol.setVisible(len(view.contracts) == 1)
        set_text(self._symbol, dict(view.contracts).get(view.contract, ""))
        place = self._contract.findData(view.contract)
        if place != self._contract.currentIndex():
            self._contract.setCurrentIndex(place)
        set_text(self._last, view.last_text)
        set_tone(self._last, view.last_tone)
        set_text(self._change, view.change_text)
        set_tone(self._change, view.last_tone)
        set_text(self._mark, view.mark_text)
        set_text(self._funding, view.funding_text)
        self._funding_stack.setToolTip(view.funding_tip)
        self._show_narrow(bool(view.funding_text))
        self._note.show_text(view.note_text)

    def show_frame(self, seconds: int) -> None:
        """Show which time frame is on."""
        self._frames.set_choice(next(name for name, length in texts.FRAMES if length == seconds))

    def show_banner(self, view: BannerView | None, presentation_ns: int | None = None) -> None:
        """Show or hide the banner; with a presentation time it comes down over the chart."""
        self._banner.show_view(view, presentation_ns)
        self._place_banner(presentation_ns)

    def set_candles(self, candles: Candles, decimals: int, volume_unit: str) -> None:
        """Show whole columns, after the contract or the time frame changed."""
        if self._chart is None:
            return
        self._chart.set_price_decimals(decimals, volume_unit=volume_unit)
        self._chart.set_columns(candles.times_s, *candles.columns)

    def follow_candles(self, candles: Candles) -> None:
        """Take over what was added to the columns since the last call."""
        chart = self._chart
        if chart is None or not candles.times_s:
            return
        shown = chart.candle_count
        if shown == 0 or len(candles.times_s) - shown > 8 or len(candles.times_s) < shown:
            chart.set_columns(candles.times_s, *candles.columns)
            return
        chart.update_last(*candles.row(shown - 1))
        for place in range(shown, len(candles.times_s)):
            chart.append_candle(candles.times_s[place], *candles.row(place))

    def show_lines(self, lines: tuple[PriceLineView, ...], markers: tuple[MarkerView, ...]) -> None:
        """Show price lines and markers."""
        if self._chart is None:
            return
        self._chart.set_lines(
            [
                ChartLine(
                    LineKind(one.kind), one.price, one.label, one.short_label, one.detail, one.tone, one.zone, one.grip
                )
                for one in lines
            ]
        )
        self._chart.set_markers(
            [ChartMarker(one.time_s, one.price, MarkerKind(one.kind), one.text, tooltip=one.tooltip) for one in markers]
        )

    def show_stress(self, view: StressView | None) -> None:
        """Show the stress line with what it means, or none."""
        if self._chart is not None:
            line = None if view is None else ChartLine(LineKind.STRESS, view.price, view.label, view.short_label)
            self._chart.set_stress(line, () if view is None else view.lines)

    def taken(self, target: QWidget, besides: QWidget | None = None) -> list[QRect]:
        """Return what words over the chart must not cover, in another widget's pixels; `besides` asks for itself."""
        places = []
        if self._chart is not None:
            corner = self._chart.mapTo(target, QPoint(0, 0))
            places = [one.translated(corner) for one in self._chart.taken()]
        for other in (self._banner, *self.notices):
            if other is not besides and other.isVisible():
                places.append(QRect(target.mapFromGlobal(other.mapToGlobal(QPoint(0, 0))), other.size()))
        return places

    def pane(self, target: QWidget) -> QRect:
        """Return where the candles stand, in another widget's pixels."""
        if self._chart is None:
            return QRect(self.mapTo(target, QPoint(0, 0)), self.size())
        scale = self._chart.scale
        return QRect(self._chart.mapTo(target, QPoint(0, 0)), QSize(round(scale.width_px), round(scale.pane_px)))

    def anchor(self, time_s: int, price: float, target: QWidget) -> QPoint:
        """Return where money that goes to or comes from the market ends: the present price on the chart."""
        if self._chart is None:
            return self.mapTo(target, self.rect().center())
        return self._chart.mapTo(target, self._chart.time_point(time_s, price))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the banner over the chart's top edge."""
        super().resizeEvent(event)
        self._show_narrow(bool(self._funding.text()))
        self._place_banner()

    def _show_narrow(self, has_funding: bool) -> None:
        """In a narrow panel the note that prices are simulated needs the room more."""
        self._kind.setVisible(self.width() >= (KIND_FROM_PX if not has_funding else FUNDING_FROM_PX + KIND_PX))
        self._funding_stack.setVisible(has_funding and self.width() >= FUNDING_FROM_PX)

    def _place_banner(self, presentation_ns: int | None = None) -> None:
        body: QWidget = self._chart if self._chart is not None else self._hole
        self._banner.place(QRect(0, body.y(), self.width(), BANNER_PX), presentation_ns)
        if self._chart is not None:
            self._chart.set_cover(0 if self._banner.isHidden() else BANNER_PX)
        self._banner.raise_()


def _stack(caption: str, figure: QLabel) -> QWidget:
    """Return a figure with its caption close above it."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addStretch(1)
    column.addWidget(label(caption, tone="caption"))
    column.addWidget(figure)
    column.addStretch(1)
    return made
