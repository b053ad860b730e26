"""The notice over a moment of the past: what is looked at, and the two ways on. It covers a strip, nothing moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.panels.controls import label, set_look
from ui.theme.icons import icon
from ui.viewmodels import time_texts as words
from ui.viewmodels.time_records import PastView

HEIGHT_PX = 38
GAP_PX = 3
AROUND_TEXT_PX = 12 + 16 + 8 + 8 + 8 + 8  # margins, icon and spaces beside the text


class PastNotice(QFrame):
    """Shown while the past is looked at, at the lower edge of a panel."""

    def __init__(self, canvas: QWidget, over: QWidget) -> None:
        super().__init__(canvas)
        self._canvas, self._over = canvas, over
        self.setProperty("look", "past")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = QLabel()
        self._text = label()
        self._text.setWordWrap(True)
        self.stay = QPushButton(icon("fork"), words.BRANCH_HERE)
        self.stay.setToolTip(words.BRANCH)
        self.stay.setAccessibleName(words.BRANCH)
        self.end = QPushButton(words.RETURN)
        self.end.setProperty("look", "accent")
        self.end.setToolTip(f"{words.RETURN} ({words.RETURN_KEY})")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 8, 3)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self.stay)
        row.addWidget(self.end)
        self.hide()
        over.installEventFilter(self)

    @property
    def text(self) -> str:
        """The sentence shown."""
        return self._text.text()

    def show_view(self, view: PastView | None) -> None:
        """Show a moment of the past, or hide; that it appears is read out, and a refusal, which stands out."""
        if view is None:
            self.hide()
            return
        set_look(self, "past-held" if view.held else "past")
        if not self.isVisible() or (view.held and view.text != self.text):
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, view.text))
        if view.text != self.text or not self.isVisible():
            self._text.setText(view.text)
            self.setAccessibleName(view.text)
            self._put()
        if not self.isVisible():
            self._icon.setPixmap(icon("restart", "accent").pixmap(QSize(16, 16)))
            self.show()
            self.raise_()

    def _put(self) -> None:
        """Lie over the panel's lower edge, as high as the sentence needs."""
        place = self._over.mapTo(self._canvas, self._over.rect().bottomLeft())
        width = self._over.width() - 2 * GAP_PX
        buttons = self.stay.sizeHint().width() + self.end.sizeHint().width()
        lines = self._text.heightForWidth(max(80, width - buttons - AROUND_TEXT_PX))
        height = max(HEIGHT_PX, lines + 8)
        self.setGeometry(place.x() + GAP_PX, place.y() - height - GAP_PX + 1, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge of its panel."""
        if watched is self._over and event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self._put()
        return False
