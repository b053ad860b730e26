"""The autopsy of a liquidation as a page: what happened, where the money went, what would have avoided it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.drawing.accessible import add_role
from ui.drawing.autopsy_rail import AutopsyRail
from ui.drawing.avoided_table import AvoidedTable
from ui.drawing.flow_bands import FlowBands
from ui.drawing.seconds_chart import SecondsChart
from ui.drawing.waterfall_bars import WaterfallBars
from ui.panels.avoided_panel import AvoidedPanel
from ui.panels.controls import IconMark, chip, hairline, label, set_text, set_tone, show_at_once
from ui.panels.picture_file import save_png
from ui.panels.scrolling import UprightLine, scrolled
from ui.viewmodels import autopsy_texts as texts
from ui.viewmodels.autopsy_records import AutopsyView
from ui.viewmodels.autopsy_report import autopsy_report
from ui.viewmodels.records import SumLineView
from ui.viewmodels.rescue_view import AMOUNTS_JOINED

COLUMNS = (23, 38, 39)
for kind, role in (
    (AutopsyRail, QAccessible.Role.List),
    (WaterfallBars, QAccessible.Role.Chart),
    (FlowBands, QAccessible.Role.Chart),
    (SecondsChart, QAccessible.Role.Chart),
    (AvoidedTable, QAccessible.Role.Indicator),
):
    add_role(kind, role)
SHIELD_PX = 14


class AutopsyPage(QWidget):
    """Shows one liquidation at a time; `chosen` names another one."""

    chosen = Signal(str)
    watch_requested = Signal()
    compare_requested = Signal()
    closed = Signal()

    def __init__(self, liquidations: Sequence[tuple[str, str]], horizon: str) -> None:
        """`liquidations` are (name, title), `horizon` says to when is replayed."""
        super().__init__()
        self.setAccessibleName(texts.TITLE)
        self.view: AutopsyView | None = None
        self.choice = QComboBox()
        for name, title in liquidations:
            self.choice.addItem(title, name)
        self._chips = QHBoxLayout()
        self._sentence = label()
        self.watch, self.compare = QPushButton(), QPushButton(texts.COMPARE)
        self.copy, self.save_picture = QPushButton(texts.COPY), QPushButton(texts.SAVE_PICTURE)
        self.close_button = QPushButton(texts.CLOSE)
        self._said = label(tone="secondary")
        self.rail, self.bars, self.bands, self.seconds = AutopsyRail(), WaterfallBars(), FlowBands(), SecondsChart()
        self._went = label(look="title")
        self._feet = [label(tone="secondary") for _ in range(3)]
        self._tick = IconMark("check", "gain", 14)
        self._untouched = QGridLayout()
        self.avoided = AvoidedPanel(horizon)
        self.body = QFrame()
        self._arrange()
        self._connect()

    # -- set-up

    def _arrange(self) -> None:
        self.body.setProperty("look", "panel")
        columns = QHBoxLayout()
        columns.setSpacing(0)
        for place, (column, share) in enumerate(
            zip((self._left(), self._middle(), self._right()), COLUMNS, strict=True)
        ):
            if place:
                columns.addWidget(UprightLine())
            holder = QWidget()
            holder.setLayout(column)
            holder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            columns.addWidget(holder, share)
        whole = QVBoxLayout(self.body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._head())
        whole.addWidget(hairline())
        whole.addLayout(columns, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 8, 14, 10)
        foot.setSpacing(8)
        foot.addWidget(self._said, 1)
        for button in (self.watch, self.compare, self.copy, self.save_picture, self.close_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.body, 1)
        outer.addWidget(hairline())
        outer.addLayout(foot)

    def _head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(14, 12, 14, 10)
        head.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconMark("file", "loss", 18))
        row.addWidget(label(texts.TITLE, look="page"))
        row.addLayout(self._chips)
        row.addStretch(1)
        self.choice.setAccessibleName(texts.CHOOSE)
        self.choice.setVisible(self.choice.count() > 1)
        row.addWidget(self.choice)
        head.addLayout(row)
        self._sentence.setWordWrap(True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head.addWidget(self._sentence)
        return head

    def _left(self) -> QVBoxLayout:
        column = _column()
        column.addLayout(_heading(label(texts.HAPPENED, look="title"), ""))
        column.addWidget(scrolled(self.rail), 1)
        column.addWidget(hairline())
        column.addLayout(_heading(label(texts.UNTOUCHED, look="title"), ""))
        self._untouched.setContentsMargins(12, 0, 12, 12)
        self._untouched.setHorizontalSpacing(6)
        self._untouched.setVerticalSpacing(4)
        column.addLayout(self._untouched)
        return column

    def _middle(self) -> QVBoxLayout:
        column = _column()
        column.addLayout(_heading(self._went, texts.WENT_HINT))
        column.addWidget(self.bars, 3)
        column.addWidget(hairline())
        column.addLayout(_heading(label(texts.PAID, look="title"), texts.PAID_HINT))
        column.addWidget(self.bands, 2)
        column.addWidget(hairline())
        foot = QGridLayout()
        foot.setContentsMargins(14, 10, 14, 12)
        foot.setHorizontalSpacing(14)
        foot.setVerticalSpacing(4)
        foot.addWidget(self._feet[0], 0, 0)
        foot.addWidget(self._feet[1], 0, 1, 1, 2, Qt.AlignmentFlag.AlignRight)
        foot.addWidget(self._feet[2], 1, 0)
        foot.addWidget(self._tick, 1, 1, Qt.AlignmentFlag.AlignLeft)
        foot.setColumnStretch(2, 1)
        column.addLayout(foot)
        return column

    def _right(self) -> QVBoxLayout:
        column = _column()
        column.addWidget(self.avoided, 3)
        column.addWidget(hairline())
        column.addLayout(_heading(label(texts.SECONDS, look="title"), texts.SECONDS_HINT))
        column.addWidget(self.seconds, 2)
        return column

    def _connect(self) -> None:
        self.choice.activated.connect(lambda place: self.chosen.emit(self.choice.itemData(place)))
        self.watch.clicked.connect(self.watch_requested)
        self.compare.clicked.connect(self.compare_requested)
        self.copy.clicked.connect(self._on_copy_clicked)
        self.save_picture.clicked.connect(self._on_save_picture_clicked)
        self.close_button.clicked.connect(self.closed)

    # -- what it shows

    def show_view(self, view: AutopsyView) -> None:
        """Show a liquidation; what would have avoided it is shown apart."""
        self.view = view
        _fill_chips(self._chips, view.chips)
        set_text(self._sentence, view.sentence)
        set_text(self.watch, view.watch_text)
        self.rail.show_view(view.happened)
        set_text(self._went, view.went_title)
        self.bars.setAccessibleName(view.went_title)
        self.bars.show_view(view.waterfall)
        self.bands.show_view(view.flows)
        flows = view.flows
        for foot, text in zip(self._feet, (flows.adl_text, flows.socialised_text, flows.sums_text), strict=True):
            set_text(foot, text)
        self._tick.setVisible(flows.is_equal)
        _fill_untouched(self._untouched, view.untouched)
        self.seconds.show_view(view.seconds)

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say in one line what came of something."""
        set_tone(self._said, "loss" if wrong else "secondary")
        set_text(self._said, text)

    @property
    def said(self) -> str:
        """What was said last."""
        return self._said.text()

    # -- taking it along

    def _on_copy_clicked(self) -> None:
        if self.view is not None:
            QGuiApplication.clipboard().setText(autopsy_report(self.view, self.avoided.view))
            self.say(texts.COPIED)

    def _on_save_picture_clicked(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, texts.SAVE_PICTURE, texts.PICTURE_NAME, texts.PICTURE_FILTER)
        if path:
            self.save_picture_to(path)

    def save_picture_to(self, path: str) -> bool:
        """Write the page as a PNG and say so; False (and why) where it cannot be written."""
        name, saved = save_png(self.body.grab(), path)
        self.say((texts.SAVED if saved else texts.NOT_SAVED).format(path=name), wrong=not saved)
        return saved


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column


def _heading(title: QWidget, hint: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(14, 10, 14, 6)
    row.addWidget(title)
    row.addStretch(1)
    if hint:
        row.addWidget(label(hint, tone="caption", look="small"))
    return row


def _clear(layout: QHBoxLayout | QGridLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _fill_chips(row: QHBoxLayout, chips: Sequence[str]) -> None:
    _clear(row)
    for text in chips:
        row.addWidget(chip(text))
    show_at_once(row)


def _fill_untouched(grid: QGridLayout, rows: Sequence[SumLineView]) -> None:
    _clear(grid)
    place = 0
    for one in rows:
        grid.addWidget(IconMark("shield", "accent", SHIELD_PX), place, 0)
        grid.addWidget(label(one.label, tone="secondary"), place, 1)
        for amount in one.value.split(AMOUNTS_JOINED):  # an asset a line
            grid.addWidget(label(amount, look="figure"), place, 2, Qt.AlignmentFlag.AlignRight)
            place += 1
    if not rows:
        grid.addWidget(label(texts.UNTOUCHED_NONE, tone="secondary"), 0, 1)
    grid.setColumnStretch(1, 1)
    show_at_once(grid)
