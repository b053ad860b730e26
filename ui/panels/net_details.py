"""What stands behind a basin of the safety net: the rule, the sums, and the deleveraging queue with its lights.

A card over the window beside the net; the arrows go from basin to basin, Esc closes it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.drawing.margin_bar import paint_adl_lights
from ui.panels.controls import hairline, icon_button, label, set_text, show_at_once
from ui.theme.tokens import active
from ui.viewmodels import adl_texts
from ui.viewmodels import money_texts as words
from ui.viewmodels.records import NetDetailsView, QueueRowView, SumLineView

WIDTH_PX = 476
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
BASINS = 5
LIGHTS_PX = QSize(46, 14)


class AdlLights(QWidget):
    """Five lights: how early a place in the queue is cut."""

    def __init__(self, lights: int) -> None:
        super().__init__()
        self._lights = lights
        self.setFixedSize(LIGHTS_PX)
        self.setAccessibleName(words.LIGHTS_NAME.format(count=lights))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lights."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_adl_lights(painter, QPoint(0, 1).toPointF(), self._lights, active(), 12)
        painter.end()


class NetDetails(QFrame):
    """One basin's rule and sums."""

    basin_chosen = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "toast")
        self.setFixedWidth(WIDTH_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(words.NET_DETAILS)
        self._shown: NetDetailsView | None = None
        self._title = label(look="title")
        self._rule = label(tone="secondary")
        self._rule.setWordWrap(True)
        self._lines = QGridLayout()
        self._lines.setVerticalSpacing(4)
        self._lines.setHorizontalSpacing(10)
        back, forward = icon_button("back", words.NET_PREVIOUS), icon_button("forward", words.NET_NEXT)
        close = icon_button("close", words.NET_CLOSE)
        back.clicked.connect(lambda: self._step(-1))
        forward.clicked.connect(lambda: self._step(1))
        close.clicked.connect(self.close_card)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        for button in (back, forward, close):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._rule)
        column.addLayout(self._lines)
        self.hide()

    @property
    def view(self) -> NetDetailsView | None:
        """What is shown; None while it is closed."""
        return self._shown if self.isVisible() else None

    def show_view(self, view: NetDetailsView, corner: QPoint) -> None:
        """Show a basin's details with the lower right corner at a point."""
        if view != self._shown:
            self._shown = view
            set_text(self._title, view.title)
            set_text(self._rule, view.rule_text)
            self._fill(view)
        self.adjustSize()
        self.setFixedHeight(self.sizeHint().height())
        self.move(max(8, corner.x() - self.width()), max(8, corner.y() - self.height()))
        if not self.isVisible():
            self.show()
            self.raise_()
            self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_card(self) -> None:
        """Close the card and give the focus back."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def _step(self, by: int) -> None:
        if self._shown is not None:
            self.basin_chosen.emit((self._shown.place + by) % BASINS)

    def event(self, event: QEvent) -> bool:
        """Keep the card's own keys from the window's shortcuts."""
        own = (Qt.Key.Key_Escape, Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in own:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from basin to basin, Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    # -- lines

    def _fill(self, view: NetDetailsView) -> None:
        while self._lines.count():
            item = self._lines.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for column in range(len(words.NET_QUEUE_HEAD)):
            self._lines.setColumnStretch(column, 1 if column == (1 if view.queue else 0) else 0)
        if view.place == ADL_PLACE:
            self._fill_queue(view)
        else:
            self._fill_sums(view.lines)
        show_at_once(self._lines)

    def _fill_sums(self, lines: tuple[SumLineView, ...]) -> None:
        row = 0
        for one in lines:
            if one.level == 2:
                self._lines.addWidget(hairline(), row, 0, 1, 2)
                row += 1
            strong = one.level == 2
            name = label(one.label, tone="" if strong else "secondary", look="figure" if strong else "")
            tone = "" if one.tone == "plain" else one.tone
            self._lines.addWidget(name, row, 0, LEFT)
            self._lines.addWidget(label(one.value, tone=tone, look="figure"), row, 1, RIGHT)
            row += 1

    def _fill_queue(self, view: NetDetailsView) -> None:
        """Show the queue as it stands, and below it the one before the newest deleveraging, with what was cut."""
        columns = len(words.NET_QUEUE_HEAD)
        if not view.queue:
            self._lines.addWidget(_wrapped(words.NET_QUEUE_EMPTY), 0, 0, 1, columns)
        row = self._fill_places(0, adl_texts.NOW if view.before else "", view.queue) if view.queue else 1
        if view.before:
            row = self._fill_places(row, view.before_title, view.before)
        if view.queue or view.before:
            self._lines.addWidget(_wrapped(words.NET_QUEUE_LAST), row, 0, 1, columns)

    def _fill_places(self, row: int, title: str, queue: tuple[QueueRowView, ...]) -> int:
        """Show places below a title; in a queue of the past the last column says what was cut. Returns the next row."""
        heads, is_past = words.NET_QUEUE_HEAD, any(one.cut_text for one in queue)
        if title:
            self._lines.addWidget(label(title, look="figure"), row, 0, 1, len(heads))
            row += 1
        for column, text in enumerate((*heads[:-1], adl_texts.CUT_HEAD) if is_past else heads):
            self._lines.addWidget(label(text, tone="caption"), row, column, RIGHT if column > 2 else LEFT)
        for row, one in enumerate(queue, start=row + 1):  # noqa: B020 - goes on below the head
            owner = label(one.owner_text, look="chip-accent" if one.is_yours else "figure")
            cells = (
                label(one.rank_text, tone="secondary"),
                owner,
                label(one.position_text, tone=one.side_tone),
                label(one.pnl_text, tone="" if one.pnl_tone == "plain" else one.pnl_tone, look="figure"),
                label(one.leverage_text, tone="secondary"),
                label(one.cut_text, tone="warn") if is_past else AdlLights(one.lights),
            )
            for column, cell in enumerate(cells):
                self._lines.addWidget(cell, row, column, RIGHT if column > 2 else LEFT)
        return row + 1


ADL_PLACE = 3


def _wrapped(text: str) -> QLabel:
    made = label(text, tone="caption")
    made.setWordWrap(True)
    return made
