"""Sending money from one of your wallets to another. The session decides; a refusal comes back as a bounce.

It shows how much can leave as a sum, term by term, and what would make an amount pass that is too large.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sandbox.messages.commands import TransferMoney
from ui.dialogs.form_rows import level_labels
from ui.theme.icons import icon
from ui.theme.style_sheet import restyle
from ui.viewmodels import money_texts as words
from ui.viewmodels import texts
from ui.viewmodels.records import SumLineView
from ui.viewmodels.transfer_view import SHARES, TransferChoice, TransferView, share_text

WIDTH_PX = 400
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TransferDialog(QDialog):
    """Asks from where, to where, what and how much; `sent` carries the command, `valve_opened` a valve to open."""

    sent = Signal(object)
    valve_opened = Signal(str)

    def __init__(
        self,
        view_of: Callable[[TransferChoice], TransferView],
        source: str,
        parent: QWidget,
        target: str = "",
        asset: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(texts.TRANSFER_TITLE)
        self.setFixedWidth(WIDTH_PX)
        self._view_of = view_of
        self._view: TransferView | None = None
        self._terms_shown: tuple[SumLineView, ...] = ()
        self._make_fields()
        self._arrange()
        for wallet, name in texts.WALLET_NAMES.items():
            self.source.addItem(name, wallet)
            self.target.addItem(name, wallet)
        self.source.setCurrentIndex(self.source.findData(source))
        self.target.setCurrentIndex(self.target.findData(target or ("contract" if source == "spot" else "spot")))
        self.refresh()
        if asset:
            self.asset.setCurrentText(asset)
        self._connect()
        self.refresh()
        self.amount.setFocus()

    def _make_fields(self) -> None:
        self.source, self.target, self.asset = QComboBox(), QComboBox(), QComboBox()
        self.amount = QLineEdit()
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.swap = QToolButton()
        self.swap.setIcon(icon("transfer"))
        self.swap.setIconSize(QSize(16, 16))
        self.swap.setToolTip(words.SWAP)
        self.shares = {share: QPushButton(f"{share} %") for share in SHARES}
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("tone", "secondary")
        self._lock = QLabel()
        self._lock.setPixmap(icon("lock", "tx2").pixmap(QSize(16, 16)))
        self.error = QLabel()
        self.error.setProperty("look", "error")
        self.error.setWordWrap(True)
        self.fix = QPushButton()
        self.fix.setProperty("look", "small")
        self.signature = QCheckBox(words.SIGN)
        self.send = QPushButton(texts.SEND)
        for widget, name in (
            (self.source, texts.FROM),
            (self.target, texts.TO),
            (self.asset, texts.ASSET),
            (self.amount, texts.AMOUNT),
            (self.swap, words.SWAP),
        ):
            widget.setAccessibleName(name)
        for share, button in self.shares.items():
            button.setProperty("look", "small")
            button.setAccessibleName(words.SHARE_OF_MAXIMUM.format(share=share))
        for button in (self.fix, *self.shares.values()):
            button.setAutoDefault(False)

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setSpacing(8)
        form.setLabelAlignment(LEFT)
        source = QHBoxLayout()
        source.addWidget(self.source, 1)
        source.addWidget(self.swap)
        form.addRow(texts.FROM, source)
        form.addRow(texts.TO, self.target)
        form.addRow(texts.ASSET, self.asset)
        form.addRow(texts.AMOUNT, self.amount)
        shares = QHBoxLayout()
        shares.setSpacing(4)
        for button in self.shares.values():
            shares.addWidget(button, 1)
        form.addRow("", shares)
        level_labels(form)
        card = QFrame()
        card.setProperty("look", "inset")
        self.terms = QGridLayout(card)
        self.terms.setContentsMargins(10, 8, 10, 8)
        self.terms.setVerticalSpacing(4)
        self.terms.setColumnStretch(0, 1)
        note = QHBoxLayout()
        note.addWidget(self._lock, 0, Qt.AlignmentFlag.AlignTop)
        note.addWidget(self.note, 1)
        wrong = QHBoxLayout()
        wrong.addWidget(self.error, 1)
        wrong.addWidget(self.fix, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addLayout(form)
        column.addWidget(card)
        column.addLayout(note)
        column.addWidget(self.signature)
        column.addLayout(wrong)
        column.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        cancel = QPushButton(texts.CANCEL)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.send.setDefault(True)
        self.send.setProperty("look", "accent")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.send)
        return buttons

    def _connect(self) -> None:
        for box in (self.source, self.target, self.asset):
            box.currentIndexChanged.connect(lambda _: self.refresh())
        self.amount.textChanged.connect(lambda _: self.refresh())
        self.signature.toggled.connect(lambda _: self.refresh())
        self.swap.clicked.connect(self._on_swap_clicked)
        for share, button in self.shares.items():
            button.clicked.connect(partial(self._on_share_clicked, share))
        self.fix.clicked.connect(self._on_fix_clicked)
        self.send.clicked.connect(self._on_send_clicked)

    @property
    def choice(self) -> TransferChoice:
        """What the fields hold."""
        return TransferChoice(
            str(self.source.currentData()),
            str(self.target.currentData()),
            self.asset.currentText(),
            self.amount.text(),
            self.signature.isChecked(),
        )

    @property
    def view(self) -> TransferView | None:
        """What is shown."""
        return self._view

    def refresh(self) -> None:
        """Show what the choice means."""
        view = self._view = self._view_of(self.choice)
        shown = tuple(self.asset.itemText(i) for i in range(self.asset.count()))
        if shown != view.assets:
            self.asset.blockSignals(True)
            self.asset.clear()
            self.asset.addItems(view.assets)
            self.asset.setCurrentText(view.asset)
            self.asset.blockSignals(False)
        self.note.setText(view.note_text)
        self.note.setVisible(bool(view.note_text))
        self._lock.setVisible(view.is_locked)
        self.signature.setVisible(view.needs_signature)
        self.error.setText(view.error_text)
        self.error.setVisible(bool(view.error_text))
        self.fix.setText(view.fix_text)
        self.fix.setVisible(bool(view.fix_text))
        if bool(self.amount.property("invalid")) != bool(view.error_text):
            self.amount.setProperty("invalid", bool(view.error_text))
            restyle(self.amount)
        for button in self.shares.values():
            button.setEnabled(view.maximum_atoms > 0)
        self._show_terms(view.terms)
        self.send.setEnabled(view.command is not None)
        self.adjustSize()

    def _show_terms(self, terms: tuple[SumLineView, ...]) -> None:
        if terms == self._terms_shown:
            return
        self._terms_shown = terms
        while self.terms.count():
            item = self.terms.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, term in enumerate(terms):
            for column, text in enumerate((term.label, term.value)):
                cell = QLabel(text)
                cell.setProperty("look", "figure" if column or term.level == 2 else "")
                cell.setProperty("tone", term.tone if column else "" if term.level == 2 else "secondary")
                self.terms.addWidget(cell, row, column, RIGHT if column else LEFT)
        parent = self.terms.parentWidget()
        if parent is not None:
            parent.setVisible(bool(terms))

    # -- what a person does

    def _on_swap_clicked(self) -> None:
        source, target = self.source.currentIndex(), self.target.currentIndex()
        self.source.setCurrentIndex(target)
        self.target.setCurrentIndex(source)

    def _on_share_clicked(self, share: int) -> None:
        if self._view is not None:
            self.amount.setText(share_text(self._view, share))

    def _on_fix_clicked(self) -> None:
        view = self._view
        if view is None:
            return
        if view.closed_valve is not None:
            self.valve_opened.emit(view.closed_valve)
            self.refresh()
        elif view.fix_amount_text:
            self.amount.setText(view.fix_amount_text)

    def _on_send_clicked(self) -> None:
        command = self._view.command if self._view is not None else None
        if isinstance(command, TransferMoney):
            self.accept()
            self.sent.emit(command)
