"""One position of My account: contract, side and mode in a row, then its figures; errors stand at their field."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from sandbox.rulebook.records import Contract, Rulebook
from ui.panels.account_fields import CaptionedField, StepField
from ui.panels.controls import Segments, icon_button, label, set_text
from ui.viewmodels import account_texts as texts
from ui.viewmodels.account_draft import TOP_UP_ALL
from ui.viewmodels.account_records import PositionDraft
from ui.viewmodels.event_rows import symbol_of

FIELDS = ("size", "entry", "mark", "leverage", "margin")
STEPS_A_PRICE = 100  # one arrow moves a price by a hundred ticks: 10 dollars of bitcoin
STEPS_A_SIZE = 10


class AccountPositionCard(QFrame):
    """Shows one position's fields and tells of every change as (key, text)."""

    changed = Signal(str, str)
    removed = Signal()

    def __init__(self, number: int, book: Rulebook) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._book = book
        self._contract: Contract = book.contracts[0]
        self.contract = QComboBox()
        self.contract.setAccessibleName(texts.FIELD_NAME.format(field=texts.CONTRACT, number=number))
        for one in book.contracts:
            self.contract.addItem(symbol_of(one.symbol), one.symbol)
        self.side = Segments(
            texts.FIELD_NAME.format(field=texts.SIDE, number=number), texts.SIDES, ("segment-gain", "segment-loss")
        )
        self.mode = Segments(texts.FIELD_NAME.format(field=texts.MODE, number=number), texts.MODES)
        self.top_up = QCheckBox(texts.TOP_UP)
        self.top_up.setMinimumHeight(24)
        self.top_up.setAccessibleName(texts.TOP_UP_NAMED.format(number=number))
        self.remove = icon_button("close", texts.REMOVE_NAMED.format(number=number), size_px=14)
        self._error = label(look="error")
        self.fields: dict[str, StepField] = {}
        self._captioned: dict[str, CaptionedField] = {}
        for key in FIELDS:
            name = texts.FIELD_NAME.format(field=texts.FIELD_WORDS[key], number=number)
            field = StepField(name, partial(self._step, key))
            field.edited.connect(lambda text, key=key: self.changed.emit(key, text))
            self.fields[key] = field
            self._captioned[key] = CaptionedField(texts.FIELD_WORDS[key], field)
        self.fields["mark"].set_placeholder(texts.MARK_IS_ENTRY)
        self._arrange()
        self.contract.activated.connect(lambda _: self.changed.emit("contract", str(self.contract.currentData())))
        self.side.chosen.connect(lambda key: self.changed.emit("side", key))
        self.mode.chosen.connect(lambda key: self.changed.emit("mode", key))
        self.top_up.clicked.connect(lambda on: self.changed.emit("top_up", TOP_UP_ALL if on else ""))
        self.remove.clicked.connect(self.removed)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.contract, 1)
        head.addWidget(self.side, 1)
        head.addWidget(self.mode, 1)
        head.addWidget(self.remove)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for place, key in enumerate(FIELDS):
            grid.addWidget(self._captioned[key], place // 3, place % 3)
        for at in range(3):
            grid.setColumnStretch(at, 1)
        self._error.setWordWrap(True)
        grid.addWidget(self.top_up, 1, 2, Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(self._error, 2, 0, 1, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(grid)

    def _step(self, key: str) -> Fraction:
        if key in ("entry", "mark"):
            return self._contract.tick * STEPS_A_PRICE
        if key == "size":
            return self._contract.lot * STEPS_A_SIZE
        return Fraction(1) if key == "leverage" else Fraction(10)

    def show_draft(self, draft: PositionDraft, margin_hint: str, errors: dict[str, str]) -> None:
        """Show a position as typed, what its empty margin stands for, and what is wrong with its fields."""
        self._contract = self._book.contract(draft.contract)
        self.contract.setCurrentIndex(max(0, self.contract.findData(draft.contract)))
        self.side.set_choice(draft.side)
        self.mode.set_choice(draft.mode)
        shown = {
            "size": draft.size_text,
            "entry": draft.entry_text,
            "mark": draft.mark_text,
            "leverage": draft.leverage_text,
            "margin": draft.margin_text if draft.mode == "isolated" else "",
        }
        for key, text in shown.items():
            self.fields[key].show_text(text)
            self._captioned[key].show_error(errors.get(key, ""))
        self.fields["margin"].setEnabled(draft.mode == "isolated")
        self.fields["margin"].set_placeholder(margin_hint)
        self.top_up.setEnabled(draft.mode == "isolated")
        self.top_up.setChecked(draft.mode == "isolated" and bool(draft.top_up_text))
        limited = draft.top_up_text not in ("", TOP_UP_ALL)
        self.top_up.setText(texts.TOP_UP_TO.format(limit=draft.top_up_text) if limited else texts.TOP_UP)
        set_text(self._error, errors.get("contract", ""))
        self._error.setVisible(bool(errors.get("contract", "")))
