"""A caption of the scenario over the chart's lower edge: one calm line, for as long as it takes to read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QWidget

from ui.viewmodels.time_records import CaptionView

ABOVE_AXIS_PX = 34
SIDE_PX = 24
AXIS_PX = 70


class CaptionLine(QLabel):
    """Shows one caption at a time; presentation time takes it away, and it lets the pointer through."""

    def __init__(self, over: QWidget) -> None:
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
        return self.isVisible()

    def _put(self) -> None:
        room = max(200, self._over.width() - AXIS_PX - 2 * SIDE_PX)
        self.setMaximumWidth(room)
        words = self.fontMetrics().horizontalAdvance(self.text()) + 28
        width = min(room, words)
        height = self.heightForWidth(width)
        x = (self._over.width() - AXIS_PX - width) // 2
        self.setGeometry(x, self._over.height() - height - ABOVE_AXIS_PX, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge of the chart."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._put()
        return False
