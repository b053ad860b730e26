"""The position editor: side, margin mode, leverage, type, size, and what would be after the order fills.

It holds only what a person set (`TicketChoice`); what that means comes back as a `TicketView`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ui.panels.controls import FigureField, Segments, label, set_look, set_text, set_tone
from ui.viewmodels import texts
from ui.viewmodels.order_ticket_view import TicketChoice
from ui.viewmodels.records import TicketView

LEVERAGE_MAX = 125


class LeverageField(FigureField):
    """The leverage as a whole number; what is typed is brought into its range when the field is left."""

    value_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__(texts.LEVERAGE, "\N{MULTIPLICATION SIGN}")
        self._value = 1
        self._maximum = LEVERAGE_MAX
        self.textEdited.connect(self._on_text_edited)
        self.editingFinished.connect(lambda: self.set_value(self._value))

    @property
    def value(self) -> int:
        """The leverage."""
        return self._value

    def set_value(self, value: int) -> None:
        """Show a leverage without telling anybody."""
        self._value = min(max(1, value), self._maximum)
        if self.text() != str(self._value):
            self.setText(str(self._value))

    def set_maximum(self, maximum: int) -> None:
        """Set the highest leverage of the contract."""
        self._maximum = maximum
        self.set_value(self._value)

    def _on_text_edited(self, text: str) -> None:
        if text.strip().isdigit():
            self._value = min(max(1, int(text[:6])), self._maximum)
            self.value_changed.emit(self._value)


class PreviewTable(QWidget):
    """What stands now and what would stand after the order: two columns of figures."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        for column, (text, right) in enumerate(((texts.IF_IT_FILLS, False), (texts.NOW, True), (texts.AFTER, True))):
            head = label(text, tone="caption")
            grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
        grid.setColumnMinimumWidth(1, 76)
        grid.setColumnMinimumWidth(2, 76)
        self._names: dict[str, QLabel] = {}
        self._cells: dict[str, tuple[QLabel, QLabel]] = {}
        for place, (key, text) in enumerate(texts.PREVIEW_ROWS, start=1):
            now, after = label(tone="secondary"), label(look="figure")
            self._names[key] = label(
                text, tone="secondary" if key != "reach" else "", look="" if key != "reach" else "figure"
            )
            self._cells[key] = (now, after)
            grid.addWidget(self._names[key], place, 0)
            grid.addWidget(now, place, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(after, place, 2, Qt.AlignmentFlag.AlignRight)

    def show_view(self, view: TicketView) -> None:
        """Show other figures."""
        for row in view.rows:
            now, after = self._cells[row.key]
            set_text(self._names[row.key], row.label)
            set_text(now, row.now_text)
            set_text(after, row.after_text)
            set_tone(after, row.after_tone)

    def texts_of(self, key: str) -> tuple[str, str]:
        """Return what stands now and after in a row."""
        now, after = self._cells[key]
        return now.text(), after.text()


class TicketPanel(QFrame):
    """The order editor."""

    choice_changed = Signal()
    place_requested = Signal()
    contract_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self.setAccessibleName(texts.ORDER)
        self._title = label(texts.ORDER, look="title")
        self._bracket = label(look="chip-line")
        self.contract_box = QComboBox()
        self.contract_box.setAccessibleName(texts.CHOOSE_CONTRACT)
        self.side = Segments("Side", [("long", texts.LONG), ("short", texts.SHORT)], ("segment-gain", "segment-loss"))
        self.mode = Segments("Margin mode", [("isolated", texts.ISOLATED), ("cross", texts.CROSS)])
        self.leverage = LeverageField()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.kind = Segments("Order type", [("limit", texts.LIMIT), ("market", texts.MARKET)])
        self.price = FigureField(texts.PRICE)
        self.size_field = FigureField(texts.SIZE)
        self.size_field.setMinimumWidth(116)
        self.shares = {share: QPushButton(f"{share}%") for share in texts.SIZE_SHARES}
        self.reduce_only = QCheckBox(texts.REDUCE_ONLY)
        self.error = label(look="error")
        self.preview = PreviewTable()
        self.place = QPushButton(texts.ENTER_SIZE)
        self._arrange()
        self.set_choice(TicketChoice())
        self._connect()

    # -- layout

    def _arrange(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 8, 12, 0)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addWidget(self.contract_box)
        self.contract_box.hide()
        column.addWidget(self.side)
        column.addLayout(self._row(self.mode, self.leverage, 3, 2))
        column.addLayout(self._leverage_scale())
        column.addLayout(self._row(self.kind, self.price, 1, 1))
        column.addLayout(self._row(self.size_field, self._share_buttons(), 4, 5))
        column.addWidget(self.reduce_only)
        column.addWidget(self.error)
        column.addWidget(self.preview)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        self.place.setProperty("look", "primary-gain")
        self.place.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 12)
        outer.setSpacing(6)
        outer.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 0)
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

    def _leverage_scale(self) -> QVBoxLayout:
        self.slider.setRange(1, LEVERAGE_MAX)
        self.slider.setPageStep(5)
        self.slider.setAccessibleName(texts.LEVERAGE)
        self.slider.setFixedHeight(18)
        ends = QHBoxLayout()
        self._leverage_low, self._leverage_high = (
            label("1\N{MULTIPLICATION SIGN}", tone="caption"),
            label(tone="caption"),
        )
        ends.addWidget(self._leverage_low)
        ends.addStretch(1)
        ends.addWidget(self._leverage_high)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.slider)
        column.addLayout(ends)
        return column

    def _share_buttons(self) -> QWidget:
        box = QFrame()
        box.setProperty("look", "segments")
        row = QHBoxLayout(box)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for share, button in self.shares.items():
            button.setProperty("look", "segment")
            button.setStyleSheet("padding: 0 2px;")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"{texts.SIZE} {share} %")
            button.setToolTip(f"{share} % of the largest size ({texts.SIZE_SHARES.index(share) + 1})")
            row.addWidget(button, 1)
        return box

    def _connect(self) -> None:
        self.leverage.value_changed.connect(self._on_leverage_changed)
        self.slider.valueChanged.connect(self._on_leverage_changed)
        for segments in (self.side, self.mode, self.kind):
            segments.chosen.connect(lambda _: self.choice_changed.emit())
        self.price.textEdited.connect(lambda _: self.choice_changed.emit())
        self.size_field.textEdited.connect(lambda _: self.choice_changed.emit())
        self.price.returnPressed.connect(self._on_return_pressed)
        self.size_field.returnPressed.connect(self._on_return_pressed)
        self.reduce_only.toggled.connect(lambda _: self.choice_changed.emit())
        self.place.clicked.connect(self.place_requested)
        self.contract_box.activated.connect(
            lambda place: self.contract_chosen.emit(str(self.contract_box.itemData(place)))
        )

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
        )

    def set_choice(self, choice: TicketChoice) -> None:
        """Fill the fields, telling nobody."""
        self.side.set_choice(choice.side)
        self.mode.set_choice(choice.margin_mode)
        self.kind.set_choice("limit" if choice.is_limit else "market")
        for widget in (self.slider, self.reduce_only):
            widget.blockSignals(True)
        self.leverage.set_value(choice.leverage)
        self.slider.setValue(choice.leverage)
        self.reduce_only.setChecked(choice.reduce_only)
        for widget in (self.slider, self.reduce_only):
            widget.blockSignals(False)
        self.price.setText(choice.price_text)
        self.size_field.setText(choice.size_text)

    def _on_leverage_changed(self, leverage: int) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(leverage)
        self.slider.blockSignals(False)
        if not self.leverage.hasFocus():
            self.leverage.set_value(leverage)
        self.choice_changed.emit()

    def _on_return_pressed(self) -> None:
        if self.place.isEnabled():
            self.place_requested.emit()

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
        place = self.contract_box.findData(chosen)
        if place != self.contract_box.currentIndex():
            self.contract_box.setCurrentIndex(place)

    def show_view(self, view: TicketView) -> None:
        """Show what the choice means."""
        set_text(self._bracket, view.bracket_text)
        if self.slider.maximum() != view.leverage_max:
            self.slider.blockSignals(True)
            self.slider.setMaximum(view.leverage_max)
            self.slider.blockSignals(False)
            self.leverage.set_maximum(view.leverage_max)
        set_text(self._leverage_high, f"{view.leverage_max}\N{MULTIPLICATION SIGN}")
        self.size_field.set_unit(view.base)
        self.size_field.setPlaceholderText(view.size_placeholder)
        self.price.setPlaceholderText(view.price_placeholder)
        self.price.setEnabled(view.is_limit)
        self.size_field.set_invalid(view.size_invalid)
        self.price.set_invalid(view.price_invalid)
        set_text(self.error, view.error_text)
        self.error.setVisible(bool(view.error_text))
        self.preview.show_view(view)
        set_look(self.place, "primary-gain" if view.side == "long" else "primary-loss")
        set_text(self.place, view.place_text)
        self.place.setEnabled(view.can_place)
