"""A toast over the window: what happened and where the money is. It never blocks, and Esc closes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.panels.controls import label
from ui.theme.icons import icon
from ui.viewmodels import texts
from ui.viewmodels.records import ToastView

WIDTH_PX = 300
SHOWN_NS = 12_000_000_000
Place = Callable[[QSize], QPoint]


class Toast(QFrame):
    """One notice at a time, at the place the window gives."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.setProperty("look", "toast")
        self.setFixedWidth(WIDTH_PX)
        self._icon = QLabel()
        self._title = label(look="title")
        self._title.setWordWrap(True)
        self._body = label(tone="secondary")
        self._body.setWordWrap(True)
        self._view: ToastView | None = None
        self._until_ns = 0
        self._place: Place = lambda size: QPoint(0, 0)
        self._is_new = False
        self._on_action: Callable[[], None] | None = None
        self._action = QPushButton()
        self._action.setProperty("look", "small")
        self._action.clicked.connect(self._on_action_clicked)
        dismiss = QPushButton(texts.DISMISS)
        dismiss.setProperty("look", "small")
        dismiss.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._action)
        foot.addWidget(dismiss)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._body)
        column.addLayout(foot)
        self.hide()
        parent.installEventFilter(self)

    @property
    def text(self) -> str:
        """Title and body of the notice shown last."""
        return f"{self._title.text()}. {self._body.text()}"

    @property
    def view(self) -> ToastView | None:
        """The notice that is shown; None while there is none."""
        return self._view if self.isVisible() else None

    @property
    def action(self) -> QPushButton:
        """The one thing that can be done about it; hidden where there is none."""
        return self._action

    def show_view(
        self, view: ToastView, place: Place, presentation_ns: int, on_action: Callable[[], None] | None = None
    ) -> None:
        """Show a notice, and read it out; `place` returns its top left corner for its size.

        It is asked once more with the next frame, when what lies below shows the same moment; then the notice stays.
        """
        self._view, self._on_action = view, on_action
        self._action.setText(view.action_text)
        self._action.setVisible(bool(view.action_text) and on_action is not None)
        self._icon.setPixmap(icon(view.icon, "tx1").pixmap(QSize(16, 16)))
        self._title.setText(view.title)
        self._body.setText(view.body)
        self._until_ns = presentation_ns + SHOWN_NS
        self._place, self._is_new = place, True
        self.setFixedHeight(self._height())
        self._put()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.text))

    def advance(self, presentation_ns: int) -> bool:
        """Take the notice away when its time is over; True while it is shown."""
        if self.isVisible() and presentation_ns >= self._until_ns:
            self.hide()
        self.settle()
        return self.isVisible()

    def settle(self) -> None:
        """Take the place for good."""
        if self._is_new and self.isVisible():
            self._is_new = False
            self._put()

    def _on_action_clicked(self) -> None:
        self.hide()
        if self._on_action is not None:
            self._on_action()

    def _height(self) -> int:
        inner = WIDTH_PX - 24
        return self._title.heightForWidth(inner - 24) + self._body.heightForWidth(inner) + 22 + 2 * 8 + 2 * 10 + 4

    def _put(self) -> None:
        room = self._canvas.rect()
        place = self._place(self.size())
        x = min(max(8, place.x()), room.width() - self.width() - 8)
        y = min(max(8, place.y()), room.height() - self.height() - 8)
        self.move(x, y)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay inside the window when its size changes."""
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._put()
        return False
