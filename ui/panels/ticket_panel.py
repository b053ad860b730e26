"""The position editor: side, margin mode, leverage, type, size, and what would be after the order fills.

It holds only what a person set (`TicketChoice`); what that means comes back as a `TicketView`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.drawing.leverage_slider import LeverageSlider
from ui.panels.controls import FigureField, Segments, label, set_look, set_text
from ui.panels.ticket_parts import InlineHelp, LeverageField, LockNotice, PreviewTable, SizeField
from ui.panels.waiting_row import WaitingRow
from ui.viewmodels import access_texts, order_texts, texts, waiting_texts
from ui.viewmodels.order_draft import BASE, TicketChoice
from ui.viewmodels.ticket_records import TicketView

TIGHT_PX = 4
# How much further apart figures and fields stand at most where there is height to spare.
SPARE_FIGURES_PX, SPARE_FIELDS_PX = 11, 10
SIDE_PX = 12
THIN_BAR = "QScrollBar:vertical { width: 6px; } QScrollBar::handle { margin: 1px; }"
HELP_PX = 40  # kept free, so that help at a field moves nothing out of sight
HELP_PLACES = ("mode", "leverage", "trigger", "price", "size")
TRIGGER = "trigger"


class TicketPanel(QFrame):
    """The order editor."""

    choice_changed = Signal()
    place_requested = Signal()
    contract_chosen = Signal(str)
    share_requested = Signal(int)
    unit_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self.setAccessibleName(texts.ORDER)
        self._title = label(texts.ORDER, look="title")
        self._bracket = label(look="chip-line")
        self._lock = LockNotice()
        self.contract_box = QComboBox()
        self.contract_box.setAccessibleName(texts.CHOOSE_CONTRACT)
        self.side = Segments(
            access_texts.SIDE, [("long", texts.LONG), ("short", texts.SHORT)], ("segment-gain", "segment-loss")
        )
        self.mode = Segments(access_texts.MARGIN_MODE, [("isolated", texts.ISOLATED), ("cross", texts.CROSS)])
        self.leverage = LeverageField()
        self.slider = LeverageSlider()
        self.kind = Segments(
            access_texts.ORDER_TYPE,
            [("limit", texts.LIMIT), ("market", texts.MARKET), (TRIGGER, waiting_texts.TRIGGER_TYPE)],
        )
        self.waiting = WaitingRow()
        self.price = FigureField(texts.PRICE)
        self.size_field = SizeField()
        self._size_unit = BASE
        self.shares = {share: QPushButton(f"{share}%") for share in texts.SIZE_SHARES}
        self.reduce_only = QCheckBox(texts.REDUCE_ONLY)
        self.post_only = QCheckBox(waiting_texts.POST_ONLY)
        self.post_only.setToolTip(waiting_texts.POST_ONLY_TIP)
        self.helps = {place: InlineHelp() for place in HELP_PLACES}
        self.preview = PreviewTable()
        self.place = QPushButton(texts.ENTER_SIZE)
        self._view: TicketView | None = None
        self._shape: tuple[object, ...] = ()  # what decides how much height the fields take
        self._arrange()
        self.set_choice(TicketChoice())
        self._connect()

    # -- layout

    def _arrange(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(SIDE_PX, 8, SIDE_PX, 0)
        column.setSpacing(TIGHT_PX)
        self._column = column
        column.addLayout(self._head())
        column.addWidget(self._lock)
        column.addWidget(self.contract_box)
        self.contract_box.hide()
        column.addWidget(self.side)
        column.addLayout(self._row(self.mode, self.leverage, 3, 2))
        column.addWidget(self.helps["mode"])
        self.slider.setPageStep(5)
        self.slider.setAccessibleName(texts.LEVERAGE)
        self.slider.setToolTip(order_texts.LEVERAGE_TIP)
        column.addWidget(self.slider)
        column.addWidget(self.helps["leverage"])
        column.addLayout(self._row(self.kind, self.price, 3, 2))
        column.addWidget(self.waiting)
        column.addWidget(self.helps[TRIGGER])
        column.addWidget(self.helps["price"])
        column.addLayout(self._row(self.size_field, self._share_buttons(), 1, 1))
        column.addWidget(self.helps["size"])
        marks = self._row(self.reduce_only, self.post_only, 1, 1)
        marks.addWidget(self.waiting.by)
        column.addLayout(marks)
        column.addWidget(self.preview)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 12)
        outer.setSpacing(6)
        self._scroll = _scrolling(body)
        self._scroll.verticalScrollBar().setStyleSheet(THIN_BAR)
        outer.addWidget(self._scroll, 1)
        self.place.setProperty("look", "primary-gain")
        self.place.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        foot = QHBoxLayout()
        foot.setContentsMargins(SIDE_PX, 0, SIDE_PX, 0)
        foot.addWidget(self.place)
        outer.addLayout(foot)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._bracket)
        return head

    def _row(self, left: QWidget, right: QWidget, left_share: int, right_share: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(left, left_share)
        row.addWidget(right, right_share)
        return row

    def _share_buttons(self) -> QWidget:
        box = QFrame()
        box.setProperty("look", "segments")
        row = QHBoxLayout(box)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for key, (share, button) in enumerate(self.shares.items(), start=1):
            button.setProperty("look", "segment")
            button.setStyleSheet("padding: 0;")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(order_texts.SHARE_NAME.format(share=share))
            button.setToolTip(order_texts.SHARE_TIP.format(share=share, key=key))
            row.addWidget(button, 1)
        return box

    def _connect(self) -> None:
        self.leverage.value_changed.connect(self._on_leverage_changed)
        self.slider.valueChanged.connect(self._on_leverage_changed)
        for segments in (self.side, self.mode, self.kind):
            segments.chosen.connect(lambda _: self.choice_changed.emit())
        self.waiting.changed.connect(self.choice_changed)
        for field in (self.price, self.size_field):
            field.textEdited.connect(lambda _: self.choice_changed.emit())
        for field in (self.price, self.size_field, self.waiting.field):
            field.returnPressed.connect(self._on_return_pressed)
        for box in (self.reduce_only, self.post_only):
            box.toggled.connect(lambda _: self.choice_changed.emit())
        self.place.clicked.connect(self.place_requested)
        self.size_field.unit_requested.connect(self.unit_requested)
        for share, button in self.shares.items():
            button.clicked.connect(lambda _=False, share=share: self.share_requested.emit(share))
        for one in self.helps.values():
            one.accepted.connect(self._on_help_accepted)
        self.contract_box.activated.connect(
            lambda place: self.contract_chosen.emit(str(self.contract_box.itemData(place)))
        )
        for part in self.findChildren(QWidget):
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Undo and redo mean the whole draft, wherever the focus is in the editor."""
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            asked = (
                self.undo_requested
                if event.matches(QKeySequence.StandardKey.Undo)
                else self.redo_requested
                if event.matches(QKeySequence.StandardKey.Redo)
                else None
            )
            if asked is not None:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    asked.emit()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is height to spare, rows stand further apart."""
        super().resizeEvent(event)
        self._spread()

    def _spread(self) -> None:
        """Set the figures apart first, then the fields.

        Fields keep their places when help appears among them: only the figures below move closer together.
        """
        helps = [one for one in self.helps.values() if not one.isHidden()]
        width = self._scroll.viewport().width() - 2 * SIDE_PX
        rows = len(order_texts.PREVIEW_ROWS)
        parts = [self._column.itemAt(place) for place in range(self._column.count())]
        fields = sum(one is not None and not one.isEmpty() for one in parts) - len(helps)
        self.preview.set_spacing(0)
        self._column.setSpacing(TIGHT_PX)
        hinted = self._column.sizeHint().height() - sum(one.sizeHint().height() + TIGHT_PX for one in helps)
        spare = self._scroll.viewport().height() - hinted
        kept = max(0, spare - HELP_PX)
        apart = min(SPARE_FIELDS_PX, (kept - rows * min(SPARE_FIGURES_PX, kept // rows)) // max(1, fields))
        self._column.setSpacing(TIGHT_PX + apart)
        taken = sum(one.heightForWidth(width) + TIGHT_PX + apart for one in helps)
        gap = min(SPARE_FIGURES_PX, max(0, spare - apart * fields - taken) // rows)
        self.preview.set_spacing(gap)
        # Wrapped help may need more than it first says: figures give up their room before anything has to be scrolled.
        while gap and self._needed() > self._scroll.viewport().height():
            gap -= 1
            self.preview.set_spacing(gap)

    def _needed(self) -> int:
        """Return the least height of all fields and figures as they stand."""
        self._column.invalidate()
        width = self._scroll.viewport().width()
        least = self._column.totalMinimumHeightForWidth(width) if self._column.hasHeightForWidth() else 0
        return max(least, self._column.totalMinimumSize().height())

    # -- what a person set

    @property
    def choice(self) -> TicketChoice:
        """What the fields hold."""
        return TicketChoice(
            side=self.side.choice,
            margin_mode=self.mode.choice,
            leverage=self.leverage.value,
            is_limit=self.kind.choice == "limit",
            price_text=self.price.text(),
            size_text=self.size_field.text(),
            reduce_only=self.reduce_only.isChecked(),
            size_unit=self._size_unit,
            waits=self.waiting.kind if self.kind.choice == TRIGGER else "",
            trigger_text=self.waiting.field.text(),
            trigger_by=self.waiting.by.choice,
            post_only=self.post_only.isChecked(),
        )

    def set_choice(self, choice: TicketChoice) -> None:
        """Fill the fields, telling nobody."""
        self.side.set_choice(choice.side)
        self.mode.set_choice(choice.margin_mode)
        self.kind.set_choice(TRIGGER if choice.waits else "limit" if choice.is_limit else "market")
        self.waiting.set_choice(choice.waits, choice.trigger_text, choice.trigger_by)
        self.waiting.show_row(bool(choice.waits))
        for widget in (self.slider, self.reduce_only, self.post_only):
            widget.blockSignals(True)
        self.leverage.set_value(choice.leverage)
        self.slider.setValue(choice.leverage)
        self.reduce_only.setChecked(choice.reduce_only)
        self.post_only.setChecked(choice.post_only)
        for widget in (self.slider, self.reduce_only, self.post_only):
            widget.blockSignals(False)
        self._size_unit = choice.size_unit
        for field, text in ((self.price, choice.price_text), (self.size_field, choice.size_text)):
            if field.text() != text:
                field.setText(text)

    def _on_leverage_changed(self, leverage: int) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(leverage)
        self.slider.blockSignals(False)
        self.slider.update()
        if not self.leverage.hasFocus():
            self.leverage.set_value(leverage)
        self.choice_changed.emit()

    def _on_return_pressed(self) -> None:
        if self.place.isEnabled():
            self.place_requested.emit()

    def _on_help_accepted(self) -> None:
        help = self._view.help if self._view is not None else None
        if help is not None and help.choice is not None:
            self.set_choice(help.choice)
            self.choice_changed.emit()

    # -- what is shown

    def show_contracts(self, contracts: tuple[tuple[str, str], ...], chosen: str) -> None:
        """Offer these contracts."""
        shown = tuple(
            (str(self.contract_box.itemData(i)), self.contract_box.itemText(i))
            for i in range(self.contract_box.count())
        )
        if shown != contracts:
            self.contract_box.clear()
            for key, text in contracts:
                self.contract_box.addItem(text, key)
            self.contract_box.setVisible(len(contracts) > 1)
            self._spread()
        place = self.contract_box.findData(chosen)
        if place != self.contract_box.currentIndex():
            self.contract_box.setCurrentIndex(place)

    def show_view(self, view: TicketView) -> None:
        """Show what the choice means."""
        self._view = view
        set_text(self._bracket, view.lock_chip or view.bracket_text)
        self._bracket.setToolTip(view.bracket_tooltip)
        self._lock.show_text(view.lock_text)
        for part in (self.slider, self.reduce_only):
            part.setVisible(not view.lock_text)
        if self.slider.maximum() != view.leverage_max:
            self.slider.blockSignals(True)
            self.slider.setMaximum(view.leverage_max)
            self.slider.blockSignals(False)
            self.leverage.set_maximum(view.leverage_max)
        self.slider.show_scale(view.leverage_marks, view.leverage_limit, view.leverage_caption)
        self.size_field.show_unit(view.unit, view.unit_tooltip)
        self.size_field.setPlaceholderText(view.size_placeholder)
        self.price.setPlaceholderText(view.price_placeholder)
        self.price.setEnabled(view.takes_price)
        self.post_only.setVisible(view.is_limit and not view.lock_text)
        self.waiting.show_row(bool(view.waits) and not view.lock_text)
        self.waiting.show_hint(view.trigger_placeholder)
        invalid = view.help.place if view.help is not None else ""
        self.size_field.set_invalid(invalid == "size")
        self.price.set_invalid(invalid == "price")
        self.waiting.field.set_invalid(invalid == TRIGGER)
        self.leverage.set_invalid(invalid in ("leverage", "mode"))
        for place, one in self.helps.items():
            one.show_help(view.help if place == invalid else None)
        self.preview.show_view(view)
        for side, text in zip(("long", "short"), view.side_texts, strict=True):
            set_text(self.side.button(side), text)
        set_look(self.place, "primary-gain" if view.side == "long" else "primary-loss")
        set_text(self.place, view.place_text)
        self.place.setEnabled(view.can_place)
        told = view.help.text if view.help is not None else ""
        shape = (self._scroll.viewport().height(), told, view.lock_text, view.waits, view.is_limit)
        if shape != self._shape:
            self._shape = shape
            self._spread()

    def scrolled_px(self) -> int:
        """Return how many pixels are out of sight."""
        return self._scroll.verticalScrollBar().maximum()

    @property
    def error_text(self) -> str:
        """The help that is shown at a field, if any."""
        return next((one.words.text() for one in self.helps.values() if one.words.text()), "")


def _scrolling(body: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidget(body)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.viewport().setAutoFillBackground(False)
    body.setAutoFillBackground(False)
    return scroll
