"""Play it: the crash to play the account on, what is assumed, and the button that opens it as a session."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.panels.account_fields import StepField
from ui.panels.controls import Segments, label, set_text, set_tone
from ui.viewmodels import account_texts as texts
from ui.viewmodels.account_records import WORST, PlayChoice, PlayView

NUMBER_WIDTH_PX = 72
CRASH_WIDTH_MAX_PX = 300


class AccountPlayBar(QFrame):
    """Chooses a crash and asks for playing it."""

    changed = Signal()
    play_requested = Signal()

    def __init__(self, scenarios: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.crash = QComboBox()
        self.crash.setAccessibleName(texts.PLAY_CRASH)
        for key, title in scenarios:
            self.crash.addItem(title, key)
        self.crash.addItem(texts.PLAY_WORST, WORST)
        self.crash.addItem(texts.PLAY_MOVE, "")
        self.crash.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.crash.setMinimumContentsLength(14)
        self.crash.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.crash.setMaximumWidth(CRASH_WIDTH_MAX_PX)
        start = PlayChoice()
        self.direction = Segments(texts.PLAY_DIRECTION, (("fall", texts.PLAY_FALL), ("rise", texts.PLAY_RISE)))
        self.percent = StepField(texts.PERCENT, lambda: Fraction(1))
        self.minutes = StepField(texts.MINUTES, lambda: Fraction(1))
        self.percent.show_text(start.percent_text)
        self.minutes.show_text(start.minutes_text)
        self.play = QPushButton(texts.PLAY)
        self.play.setProperty("look", "accent")
        self.play.setAutoDefault(False)
        self.note = label(tone="caption")
        self.note.setWordWrap(True)
        self._move = QWidget()
        self._arrange()
        self.crash.currentIndexChanged.connect(lambda _: self._on_crash_changed())
        self.direction.chosen.connect(lambda _: self.changed.emit())
        self.percent.edited.connect(lambda _: self.changed.emit())
        self.minutes.edited.connect(lambda _: self.changed.emit())
        self.play.clicked.connect(self.play_requested)
        self._move.setVisible(not self.choice.scenario)

    def _arrange(self) -> None:
        for field in (self.percent, self.minutes):
            field.setMinimumWidth(NUMBER_WIDTH_PX)
            field.setMaximumWidth(NUMBER_WIDTH_PX)
        move = QHBoxLayout(self._move)
        move.setContentsMargins(0, 0, 0, 0)
        move.setSpacing(6)
        move.addWidget(self.direction)
        move.addWidget(label(texts.PLAY_BY, tone="secondary"))
        move.addWidget(self.percent)
        move.addWidget(label("%", tone="secondary"))
        move.addWidget(label(texts.PLAY_IN, tone="secondary"))
        move.addWidget(self.minutes)
        move.addWidget(label("min", tone="secondary"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(texts.PLAY_TITLE, look="title"))
        row.addWidget(self.crash, 1)
        row.addWidget(self._move)
        row.addStretch(0)
        row.addWidget(self.play)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.note)

    @property
    def choice(self) -> PlayChoice:
        """The crash chosen."""
        return PlayChoice(
            str(self.crash.currentData() or ""), self.direction.choice, self.percent.text(), self.minutes.text()
        )

    def show_view(self, view: PlayView) -> None:
        """Show what is said about the choice."""
        set_text(self.note, view.error or view.note)
        set_tone(self.note, "loss" if view.error else "caption")
        self.play.setEnabled(view.can_play)

    def _on_crash_changed(self) -> None:
        self._move.setVisible(not self.choice.scenario)
        self.changed.emit()
