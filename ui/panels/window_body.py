"""The main window's content: top bar, wallets, chart over dock, order over safety net, timeline."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui.drawing.free_place import free_place
from ui.panels.arrivals import BELOW, RIGHT, Arrivals
from ui.panels.chart_panel import ChartPanel
from ui.panels.dock_panel import DockPanel
from ui.panels.drawer import Drawer
from ui.panels.flow_director import FlowDirector
from ui.panels.reach_popover import ReachPopover
from ui.panels.rescue_panel import RescuePanel
from ui.panels.safety_net_panel import SafetyNetPanel
from ui.panels.ticket_panel import TicketPanel
from ui.panels.timeline_panel import TimelinePanel
from ui.panels.toast import Toast
from ui.panels.top_bar import TopBar
from ui.panels.wallets_panel import WalletsPanel

GAP_PX = 4
LEFT_PX = (280, 304, 360)
RIGHT_PX = (320, 332, 420)
CENTRE_PX, CENTRE_LEAST_PX = 796, 662
DRAWER_BELOW_PX = 1280
LOW_BELOW_PX, HIGH_FROM_PX = 860, 1000
CHART_PX, DOCK_PX = 570, 216
TOAST_GAP_PX, TOAST_STEP_PX = 12, 24


class WindowBody(QWidget):
    """All panels of the main window."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__()
        self.setProperty("look", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.top_bar = TopBar(menu)
        self.wallets = WalletsPanel()
        self.chart = ChartPanel()
        self.dock = DockPanel()
        self.ticket = TicketPanel()
        self.rescue = RescuePanel()
        self.net = SafetyNetPanel()
        self.timeline = TimelinePanel()
        self.right_pages = QStackedWidget()
        self.right, self._side = QWidget(), QWidget()  # the column of a wide window, and what it holds
        self.drawer = Drawer(self)
        self._is_narrow, self._room = False, "usual"
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.rows = QSplitter(Qt.Orientation.Vertical)
        self._arrange()
        self.flows = FlowDirector(self, self.wallets, self.chart, self.net, self.top_bar.rulebook_chip)
        self.toast = Toast(self)
        market = (self.top_bar, self.chart)
        # What changes in each of the four frames in turn while prices alone move.
        self.turn_parts: tuple[tuple[QWidget, ...], ...] = (
            market,
            (self.wallets, self.net, self.timeline),
            market,
            (self.right_pages, self.dock),
        )
        self.reach_details = ReachPopover(self)
        self.arrivals = Arrivals(self)
        self.arrivals.watch(self.drawer, RIGHT)
        self.arrivals.watch(self.reach_details, BELOW)

    def _arrange(self) -> None:
        self.wallets.setMinimumWidth(LEFT_PX[0])
        self.wallets.setMaximumWidth(LEFT_PX[2])
        for splitter in (self.columns, self.rows):
            splitter.setHandleWidth(GAP_PX)
            splitter.setChildrenCollapsible(False)
        self.rows.setMinimumWidth(CENTRE_LEAST_PX)
        self.rows.addWidget(self.chart)
        self.rows.addWidget(self.dock)
        self.rows.setStretchFactor(0, 1)
        self.rows.setSizes([CHART_PX, DOCK_PX])
        self.right_pages.addWidget(self.ticket)
        self.right_pages.addWidget(self.rescue)
        right = self.right
        right.setMinimumWidth(RIGHT_PX[0])
        right.setMaximumWidth(RIGHT_PX[2])
        right.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._side.setMinimumWidth(RIGHT_PX[0])
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        home = QVBoxLayout(right)
        home.setContentsMargins(0, 0, 0, 0)
        home.addWidget(self._side)
        column.addWidget(self.right_pages, 1)
        column.addWidget(self.net)
        for widget in (self.wallets, self.rows, right):
            self.columns.addWidget(widget)
        self.columns.setStretchFactor(1, 1)
        self.columns.setSizes([LEFT_PX[1], CENTRE_PX, RIGHT_PX[1]])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(GAP_PX)
        outer.addWidget(self.top_bar)
        outer.addWidget(self.columns, 1)
        outer.addWidget(self.timeline)
        self.drawer.raise_()
        self.top_bar.order_requested.connect(self.toggle_drawer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below a width the right column is a drawer, closed until it is asked for, over what keeps its room."""
        super().resizeEvent(event)
        self.fit(self.size())
        place = self.columns.geometry()
        self.drawer.place(place.adjusted(0, 0, self.width() - place.right() - 1, 0))

    def fit(self, size: QSize) -> None:
        """Be made for a size: with or without the drawer, and with the room the safety net has."""
        room = "low" if size.height() < LOW_BELOW_PX else "high" if size.height() >= HIGH_FROM_PX else "usual"
        if room != self._room:
            self._room = room
            self.net.set_room(room)
        narrow = size.width() < DRAWER_BELOW_PX
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            self._move_side(narrow)

    def _move_side(self, narrow: bool) -> None:
        home = self.right.layout()
        if narrow:
            self.drawer.take(self._side)
        elif home is not None:
            home.addWidget(self._side)
        self.right.setVisible(not narrow)
        self.drawer.hide()
        self.top_bar.show_order_button(narrow)

    def advance(self, presentation_ns: int) -> bool:
        """Move levels, the banner and what comes into sight to a presentation time; True while any still moves."""
        moving = self.wallets.advance(presentation_ns) | self.chart.banner.advance(presentation_ns)
        arriving = self.arrivals.moving
        moving |= self.arrivals.advance(presentation_ns)
        for part in arriving:
            self.flows.overlay.refresh_part(part)
        return moving

    def toast_place(self, size: QSize) -> QPoint:
        """Return where a notice about the market or an order stands: over the chart, on nothing that is written there.

        As near to the right column as it can; panels beside the chart have their own controls and lines.
        """
        pane = self.chart.pane(self)
        left, right = pane.left() + TOAST_GAP_PX, pane.right() - size.width() - TOAST_GAP_PX
        rows = range(pane.bottom() - size.height() - TOAST_GAP_PX, pane.top() + TOAST_GAP_PX, -TOAST_STEP_PX)
        columns = (right, (left + right) // 2, left)
        wanted = [QPoint(x, y) for x in columns for y in rows] or [QPoint(right, pane.top())]
        return free_place(size, wanted, self.chart.taken(self, besides=self.toast))

    def place_at_valve(self, size: QSize, row: int) -> QPoint:
        """Return where a notice about a transfer stands: right of the wallets, as near to a row as it is free there."""
        pane, x = self.chart.pane(self), self.wallets.mapTo(self, QPoint(self.wallets.width() + TOAST_GAP_PX, 0)).x()
        rows = range(pane.top() + TOAST_GAP_PX, pane.bottom() - size.height(), TOAST_STEP_PX // 2)
        wanted = [QPoint(x, y) for y in sorted((row, *rows), key=lambda y: abs(y - row))]
        return free_place(size, wanted, self.chart.taken(self, besides=self.toast))

    def show_calm(self, calm: bool) -> None:
        """Move less, or as usual."""
        self.flows.overlay.reduced_motion = self.wallets.reduced_motion = calm
        if calm:
            self.arrivals.finish()

    def toggle_drawer(self) -> None:
        """Open or close the right column where it is a drawer; elsewhere it stays."""
        if self._is_narrow:
            self.drawer.setVisible(self.drawer.isHidden())

    def open_drawer(self) -> None:
        """Have the right column in sight."""
        self.drawer.setVisible(self._is_narrow)

    def close_drawer(self) -> bool:
        """Close the drawer; False where none is open."""
        was_open = self.drawer.isVisible()
        self.drawer.hide()
        return was_open

    def show_rescue(self, on: bool) -> None:
        """Show the liquidation event in the place of the order editor, or the editor again."""
        self.right_pages.setCurrentWidget(self.rescue if on else self.ticket)
        if on:
            self.open_drawer()

    @property
    def shows_rescue(self) -> bool:
        """Whether the liquidation event is shown."""
        return self.right_pages.currentWidget() is self.rescue
