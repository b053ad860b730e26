"""A notice along the lower edge of a panel: an icon, a sentence, some buttons. It covers a strip, nothing moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.panels.controls import label
from ui.theme.icons import icon

HEIGHT_PX = 38
GAP_PX = 3
AROUND_TEXT_PX = 12 + 16 + 8 + 8 + 8 + 8  # margins, icon and spaces beside the text


class EdgeNotice(QFrame):
    """Shown or hidden as a whole; as high as its sentence needs."""

    def __init__(self, canvas: QWidget, over: QWidget, icon_name: str, *buttons: QPushButton) -> None:
        super().__init__(canvas)
        self._canvas, self._over, self._icon_name, self._buttons = canvas, over, icon_name, buttons
        self.setProperty("look", "past")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = QLabel()
        self._text = label()
        self._text.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 8, 3)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        for button in buttons:
            row.addWidget(button)
        self.hide()
        over.installEventFilter(self)

    @property
    def text(self) -> str:
        """The sentence shown."""
        return self._text.text()

    def tell(self, text: str, *, stands_out: bool = False) -> None:
        """Show a sentence; that it appears is read out, and a new one that stands out."""
        is_new, was_hidden = text != self.text, not self.isVisible()
        if was_hidden or (stands_out and is_new):
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        if is_new or was_hidden:
            self._text.setText(text)
            self.setAccessibleName(text)
            self._put()
        if was_hidden:
            self._icon.setPixmap(icon(self._icon_name, "accent").pixmap(QSize(16, 16)))
            self.show()
            self.raise_()

    def _put(self) -> None:
        """Lie over the panel's lower edge, as high as the sentence needs."""
        place = self._over.mapTo(self._canvas, self._over.rect().bottomLeft())
        width = self._over.width() - 2 * GAP_PX
        buttons = sum(one.sizeHint().width() for one in self._buttons)
        lines = self._text.heightForWidth(max(80, width - buttons - AROUND_TEXT_PX))
        height = max(HEIGHT_PX, lines + 8)
        self.setGeometry(place.x() + GAP_PX, place.y() - height - GAP_PX + 1, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge of its panel."""
        if watched is self._over and event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self._put()
        return False
