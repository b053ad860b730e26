"""A caption of the scenario over the chart: one calm line, as low as it covers nothing, as long as reading takes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel

from ui.drawing.free_place import free_place
from ui.panels.chart_panel import ChartPanel
from ui.viewmodels.time_records import CaptionView

SIDE_PX = 24
WIDEST_PX, MARGINS_PX, LAST_WORD_PX = 560, 28, 60
GAP_PX = 10
STEP_PX = 6


class CaptionLine(QLabel):
    """Shows one caption at a time; presentation time takes it away, and it lets the pointer through."""

    def __init__(self, over: ChartPanel) -> None:
        super().__init__(over)
        self._over = over
        self._until_ns = 0
        self._said_ns: int | None = None
        self.setProperty("look", "caption-line")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hide()
        over.installEventFilter(self)

    @property
    def said_ns(self) -> int | None:
        """The simulated instant of the caption shown, None where none is."""
        return self._said_ns if self.isVisible() else None

    def show_view(self, view: CaptionView | None, presentation_ns: int) -> None:
        """Show a caption and read it out, or hide."""
        if view is None:
            self.hide()
            return
        self.setText(view.text)
        self.setAccessibleName(view.text)
        self._said_ns, self._until_ns = view.said_ns, presentation_ns + view.shown_ns
        self._put()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, view.text))

    def advance(self, presentation_ns: int) -> bool:
        """Take the caption away when its time is over; True while it is shown."""
        if self.isVisible() and presentation_ns >= self._until_ns:
            self.hide()
        self.keep_clear()
        return self.isVisible()

    def _put(self) -> None:
        self.ensurePolished()  # before that it would be measured without its margins
        pane = self._over.pane(self._over)
        width = min(WIDEST_PX, max(200, pane.width() - 2 * SIDE_PX), self._words_px())
        self.setMaximumWidth(width)
        size = QSize(width, self.heightForWidth(width))
        columns = (pane.left() + (pane.width() - width) // 2, pane.right() - width - GAP_PX, pane.left() + GAP_PX)
        rows = range(pane.bottom() - size.height() - GAP_PX, pane.top() + GAP_PX, -STEP_PX)
        wanted = [QPoint(x, y) for x in columns for y in rows] or [QPoint(columns[0], pane.top())]
        taken = self._over.taken(self._over, besides=self)
        self.setGeometry(QRect(free_place(size, wanted, taken), size))

    def _words_px(self) -> int:
        """Return the width of the words in one line, or of each of two equal lines where that would be too wide."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        lines = -(-words // (WIDEST_PX - MARGINS_PX))
        return words // lines + MARGINS_PX + (LAST_WORD_PX if lines > 1 else 0)

    def keep_clear(self) -> None:
        """Stand elsewhere once words or the newest candles have come below it."""
        if self.isVisible() and any(
            self.geometry().intersects(one) for one in self._over.taken(self._over, besides=self)
        ):
            self._put()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge of the chart."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._put()
        return False
