"""The liquidation event beside the chart: what was sold, who paid for it, what stayed out of reach."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.panels.controls import hairline, label, set_text, set_tone, show_at_once
from ui.panels.event_lines import EventLines
from ui.theme.icons import icon
from ui.viewmodels import autopsy_texts, texts
from ui.viewmodels.records import RescueView, SumLineView

LOW_BELOW_PX, HIGH_FROM_PX = 580, 660
# Space between parts and between rows, in a low, usual and high panel.
LOW_GAPS_PX, GAPS_PX, HIGH_GAPS_PX = (5, 1), (8, 4), (12, 9)


class RescuePanel(QFrame):
    """Takes the order editor's place while your own liquidation runs, and until it was read."""

    back_requested = Signal()
    autopsy_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self._chip = label(look="chip-line")
        self._notice = label(tone="secondary")
        self._notice.setWordWrap(True)
        self._title_chip = label(look="chip-loss")
        self._since = label(tone="caption")
        self._lines = EventLines()
        self._sums = _SumRows(shield=False)
        self._untouched = _SumRows(shield=True)
        self._autopsy = label()
        self._autopsy.setWordWrap(True)
        self._autopsy.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._back = QPushButton(texts.EVENT_BACK)
        self._back.clicked.connect(self.back_requested)
        self.autopsy_button = QPushButton(autopsy_texts.OPEN_BUTTON)
        self.autopsy_button.setToolTip(autopsy_texts.OPEN_TIP)
        self.autopsy_button.clicked.connect(self.autopsy_requested)
        self._shown: RescueView | None = None
        self._arrange()

    def _arrange(self) -> None:
        body = QWidget()
        column = self._column = QVBoxLayout(body)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(GAPS_PX[0])
        head = QHBoxLayout()
        head.addWidget(label(texts.ORDER, look="title"))
        head.addStretch(1)
        head.addWidget(self._chip)
        column.addLayout(head)
        self._notice_card, self._autopsy_card = _told("lock", self._notice), _told("file", self._autopsy)
        column.addWidget(self._notice_card)
        column.addWidget(self._autopsy_card)
        event = QHBoxLayout()
        self._title = label(texts.EVENT_TITLE, look="title")
        event.addWidget(self._title)
        event.addWidget(self._title_chip)
        event.addStretch(1)
        event.addWidget(self._since)
        column.addLayout(event)
        column.addWidget(self._lines)
        card = self._sums_card = QFrame()
        card.setProperty("look", "inset")
        self._sums.column.setContentsMargins(10, 8, 10, 8)
        self._sums.column.setSpacing(GAPS_PX[1])
        card.setLayout(self._sums.column)
        column.addWidget(card)
        reach = QHBoxLayout()
        self._kept, self._same = label(texts.EVENT_OUT_OF_REACH, look="title"), label(texts.EVENT_SAME, tone="caption")
        reach.addWidget(self._kept)
        reach.addStretch(1)
        reach.addWidget(self._same)
        column.addLayout(reach)
        self._untouched.column.setSpacing(GAPS_PX[1])
        column.addLayout(self._untouched.column)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        scroll.verticalScrollBar().setStyleSheet(
            "QScrollBar:vertical { width: 6px; } QScrollBar::handle { margin: 1px; }"
        )
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 6, 12, 10)
        foot.setSpacing(8)
        foot.addWidget(self.autopsy_button, 1)
        foot.addWidget(self._back, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addLayout(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand closer together where the window is low, further apart where it is high."""
        super().resizeEvent(event)
        height = self.height()
        gaps = LOW_GAPS_PX if height < LOW_BELOW_PX else HIGH_GAPS_PX if height >= HIGH_FROM_PX else GAPS_PX
        self._column.setSpacing(gaps[0])
        for rows in (self._sums.column, self._untouched.column):
            rows.setSpacing(gaps[1])
        self._lines.set_apart(max(GAPS_PX[1], gaps[1]))

    def show_view(self, view: RescueView) -> None:
        """Show the event as it stands."""
        if view == self._shown:
            return
        self._shown = view
        set_text(self._chip, view.chip_text)
        self._chip.setVisible(bool(view.chip_text))
        set_text(self._notice, view.notice_text)
        self._notice_card.setVisible(bool(view.notice_text))
        set_text(self._autopsy, view.autopsy_text)
        self._autopsy_card.setVisible(bool(view.autopsy_text))
        self.autopsy_button.setVisible(bool(view.autopsy_text))
        set_text(self._title, view.title_text or texts.EVENT_TITLE)
        set_text(self._kept, view.kept_text or texts.EVENT_OUT_OF_REACH)
        self._same.setVisible(not view.kept_text)
        set_text(self._title_chip, view.title_chip)
        set_text(self._since, view.since_text)
        self._lines.show_lines(view.lines)
        self._sums_card.setVisible(bool(view.sums))
        self._sums.show(view.sums)
        self._untouched.show(view.untouched)
        for layout in (self._column, self.layout()):
            if layout is not None:
                layout.activate()

    @property
    def autopsy_text(self) -> str:
        """The sentence at the end, empty while it runs."""
        return self._autopsy.text()

    @property
    def back_button(self) -> QPushButton:
        """The way back to the order editor."""
        return self._back

    @property
    def view(self) -> RescueView | None:
        """What is shown."""
        return self._shown


def _clear(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _told(icon_name: str, words: QLabel) -> QWidget:
    """Return a card with an icon and a sentence."""
    card = QFrame()
    card.setProperty("look", "card")
    row = QHBoxLayout(card)
    row.setContentsMargins(10, 8, 10, 8)
    row.setSpacing(8)
    mark = QLabel()
    mark.setPixmap(icon(icon_name, "tx2").pixmap(QSize(16, 16)))
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return card


class _SumRows:
    """Rows of a word and an amount in a column, made anew only where they are other rows, not where figures change."""

    def __init__(self, *, shield: bool) -> None:
        self.column = QVBoxLayout()
        self._shield = shield
        self._levels: list[int] = []
        self._labels: list[tuple[QLabel, QLabel]] = []

    def show(self, sums: tuple[SumLineView, ...]) -> None:
        """Show other sums."""
        levels = [one.level for one in sums]
        if levels != self._levels:
            self._levels = levels
            _clear(self.column)
            self._labels = [self._add(one) for one in sums]
            show_at_once(self.column)
            return
        for (words, amount), one in zip(self._labels, sums, strict=True):
            set_text(words, one.label)
            set_text(amount, one.value)
            set_tone(amount, _tone(one))

    def _add(self, one: SumLineView) -> tuple[QLabel, QLabel]:
        if one.level == 2 and not self._shield:
            self.column.addWidget(hairline())
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(12 if one.level == 1 else 0, 0, 0, 0)
        row.setSpacing(6)
        if self._shield:
            mark = QLabel()
            mark.setPixmap(icon("shield", "accent").pixmap(QSize(14, 14)))
            row.addWidget(mark)
        strong = one.level == 2
        words = label(one.label, tone="" if strong else "secondary", look="figure" if strong else "")
        amount = label(one.value, tone=_tone(one), look="figure")
        row.addWidget(words)
        row.addStretch(1)
        row.addWidget(amount)
        self.column.addWidget(box)
        return words, amount


def _tone(one: SumLineView) -> str:
    return "" if one.tone == "plain" else one.tone
