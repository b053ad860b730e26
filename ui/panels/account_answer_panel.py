"""The right side of My account: the sentence in large type, reach per wallet, each position's figures, the rules."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPixmap, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.drawing.margin_bar import paint_margin_bar
from ui.drawing.reach_bars import ReachBarFigure, ReachBars
from ui.panels.controls import label, set_text, set_tone, show_at_once
from ui.panels.scrolling import room_beside_bar, scrolled
from ui.theme.tokens import active
from ui.viewmodels import account_texts as texts
from ui.viewmodels.account_records import AccountAnswerView, PositionAnswerView

PICTURE_SCALE = 2
PICTURE_PADDING_PX = 24


class RatioBar(QWidget):
    """The margin ratio of a position as a bar."""

    def __init__(self) -> None:
        super().__init__()
        self._ratio, self._alarm = 0.0, False
        self.setFixedHeight(6)
        self.setAccessibleName(texts.RATIO)

    def show_ratio(self, ratio: float, text: str, alarm: bool) -> None:
        """Show another ratio."""
        self._ratio, self._alarm = ratio, alarm
        self.setAccessibleDescription(text)
        self.update()

    def paintEvent(self, event: object) -> None:
        """Draw the bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_margin_bar(painter, self.rect().toRectF(), self._ratio, active(), alarm=self._alarm)
        painter.end()


class PositionAnswerCard(QFrame):
    """One position's liquidation tick, distance, margin ratio and the figures below."""

    def __init__(self, view: PositionAnswerView) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setAccessibleName(view.title)
        self.setAccessibleDescription(f"{texts.LIQUIDATION} {view.liquidation_text}, {view.distance_text}")
        head = QHBoxLayout()
        head.addWidget(label(view.title, look="symbol", tone="gain" if view.side == "long" else "loss"))
        head.addWidget(label(view.detail_text, tone="secondary"))
        head.addStretch(1)
        price = label(view.liquidation_text, look="price")
        price.setProperty("tone", "loss" if view.is_liquidatable else "")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(label(texts.LIQUIDATION, tone="secondary"))
        line.addWidget(price)
        line.addWidget(label(view.distance_text, tone="loss" if view.is_liquidatable else "secondary"))
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(line)
        column.addLayout(self._figures(view))

    def _figures(self, view: PositionAnswerView) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        bar = RatioBar()
        bar.show_ratio(view.ratio, view.ratio_text, view.is_liquidatable)
        grid.addWidget(label(texts.RATIO, tone="caption"), 0, 0)
        grid.addWidget(label(view.ratio_text, look="figure", tone="loss" if view.is_liquidatable else ""), 1, 0)
        grid.addWidget(bar, 2, 0)
        for place, (caption, value, tone) in enumerate(view.figures, start=1):
            grid.addWidget(label(caption, tone="caption"), 0, place)
            grid.addWidget(label(value, look="figure", tone="" if tone == "plain" else tone), 1, place)
            grid.setColumnStretch(place, 1)
        grid.setColumnStretch(0, 1)
        return grid


class AccountAnswerPanel(QWidget):
    """Shows the answer; asks for an example where there is none."""

    example_requested = Signal()
    paste_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sentence = QLabel()
        self.sentence.setProperty("look", "sentence")
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hint = label(tone="secondary")
        self.hint.setWordWrap(True)
        self.example = QPushButton(texts.EXAMPLE)
        self.example.setAutoDefault(False)
        self.example.clicked.connect(self.example_requested)
        self.paste = QPushButton(texts.PASTE)
        self.paste.setToolTip(texts.PASTE_TIP)
        self.paste.setAutoDefault(False)
        self.paste.clicked.connect(self.paste_requested)
        self.bars = ReachBars(texts.REACH)
        self.rules = QPushButton(texts.RULES)
        self.rules.setCheckable(True)
        self.rules.setAutoDefault(False)
        self.rules.setProperty("look", "small")
        self.rules.setToolTip(texts.RULES_TIP)
        self.rules.toggled.connect(lambda _: self._show_rules())
        self.rules.clicked.connect(self._on_rules_clicked)
        self._rules_follow_room = True  # until a person says otherwise
        self.trace = label(tone="secondary")
        self.trace.setWordWrap(True)
        self.trace.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.cards: list[PositionAnswerCard] = []
        self._foot = label(texts.FOOT, tone="caption")
        self._reach_title = label(texts.REACH, look="title")
        self._view = AccountAnswerView()
        self.content = QWidget()
        self._cards = QVBoxLayout()
        self._arrange()

    def _arrange(self) -> None:
        self._cards.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self._reach_title)
        head.addStretch(1)
        head.addWidget(self.rules)
        empty = QHBoxLayout()
        empty.addWidget(self.example)
        empty.addWidget(self.paste)
        empty.addStretch(1)
        column = self._column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.sentence)
        column.addWidget(self.hint)
        column.addLayout(empty)
        column.addLayout(self._cards)
        column.addLayout(head)
        column.addWidget(self.bars)
        column.addWidget(self.trace)
        column.addWidget(self._foot)
        column.addStretch(1)
        self._scroll = scrolled(self.content)
        room_beside_bar(self._scroll, column)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def show_view(self, view: AccountAnswerView, is_untouched: bool) -> None:
        """Show an answer, or what is missing; `is_untouched` offers an example."""
        changed = view.sentence != self._view.sentence
        self._view = view
        answered = view.is_answered
        set_text(self.sentence, view.shown_sentence if answered else texts.EMPTY_TITLE)
        set_tone(self.sentence, "" if answered else "secondary")
        set_text(self.hint, texts.EMPTY_BODY if is_untouched else view.hint)
        set_tone(self.hint, "loss" if view.errors else "secondary")
        self.hint.setVisible(not answered)
        for button in (self.example, self.paste):
            button.setVisible(is_untouched)
        self.bars.set_figures(
            tuple(
                ReachBarFigure(
                    one.title, one.amount_text, one.start_share, one.worst_share, one.rest_share, one.is_sum, one.rule
                )
                for one in view.bars
            )
        )
        for part in (self.bars, self.rules, self._foot, self._reach_title):
            part.setVisible(answered)
        self._show_cards(view)
        self._show_rules()
        self._fit_rules()
        if changed and answered and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.sentence, view.sentence))

    def _show_cards(self, view: AccountAnswerView) -> None:
        for old in self.cards:
            old.setParent(None)
            old.deleteLater()
        self.cards = [PositionAnswerCard(one) for one in view.positions]
        for card in self.cards:
            self._cards.addWidget(card)
        show_at_once(self._cards)

    def _on_rules_clicked(self, on: bool) -> None:
        self._rules_follow_room = False
        if on:  # once the words have their place
            QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self.trace))

    def _fit_rules(self) -> None:
        """Show the rules without being asked where all of the answer has room."""
        if self._rules_follow_room and self._view.is_answered:
            self.rules.setChecked(True)
            self.rules.setChecked(self._height() <= self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look anew whether the rules have room."""
        super().resizeEvent(event)
        self._fit_rules()

    def _height(self) -> int:
        """Return the height that the answer needs in its width."""
        layout, width = self._column, self.width()
        layout.activate()
        return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else self.content.sizeHint().height()

    def _show_rules(self) -> None:
        on = self.rules.isChecked() and self._view.is_answered
        set_text(self.trace, "\n".join(self._view.rules) if on else "")
        self.trace.setVisible(on)

    def picture(self) -> QPixmap:
        """Return the answer as a picture, twice as sharp as the screen, with a margin around it."""
        self.rules.hide()  # a button means nothing in a picture
        layout = self.content.layout()
        assert layout is not None
        layout.activate()
        pad, width = PICTURE_PADDING_PX, self.content.width()
        height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else self.content.sizeHint().height()
        made = QPixmap(QSize(width + 2 * pad, height + 2 * pad) * PICTURE_SCALE)
        made.setDevicePixelRatio(PICTURE_SCALE)
        made.fill(active().bg1)
        painter = QPainter(made)
        self.content.render(painter, QPoint(pad, pad), QRegion(), QWidget.RenderFlag.DrawChildren)
        painter.end()
        self.rules.show()
        return made
