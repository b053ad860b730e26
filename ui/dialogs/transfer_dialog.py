"""Sending money from one of your wallets to another. The session decides; a refusal comes back as a bounce."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sandbox.messages.commands import TransferMoney
from ui.theme.icons import icon
from ui.viewmodels import texts
from ui.viewmodels.transfer_view import TransferChoice, TransferView

WIDTH_PX = 380


class TransferDialog(QDialog):
    """Asks from where, to where, what and how much; `sent` carries the command."""

    sent = Signal(object)

    def __init__(self, view_of: Callable[[TransferChoice], TransferView], source: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(texts.TRANSFER_TITLE)
        self.setFixedWidth(WIDTH_PX)
        self._view_of = view_of
        self.source, self.target, self.asset = QComboBox(), QComboBox(), QComboBox()
        self.amount = QLineEdit()
        self.maximum = QPushButton(texts.MAXIMUM)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("tone", "secondary")
        self._lock = QLabel()
        self._lock.setPixmap(icon("lock", "tx2").pixmap(QSize(16, 16)))
        self.error = QLabel()
        self.error.setProperty("look", "error")
        self.send = QPushButton(texts.SEND)
        self._view: TransferView | None = None
        self._arrange()
        for wallet, name in texts.WALLET_NAMES.items():
            self.source.addItem(name, wallet)
            self.target.addItem(name, wallet)
        self.source.setCurrentIndex(self.source.findData(source))
        self.target.setCurrentIndex(self.target.findData("contract" if source == "spot" else "spot"))
        self._connect()
        self.refresh()
        self.amount.setFocus()

    def _arrange(self) -> None:
        for widget, name in (
            (self.source, texts.FROM),
            (self.target, texts.TO),
            (self.asset, texts.ASSET),
            (self.amount, texts.AMOUNT),
        ):
            widget.setAccessibleName(name)
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow(texts.FROM, self.source)
        form.addRow(texts.TO, self.target)
        form.addRow(texts.ASSET, self.asset)
        amount = QHBoxLayout()
        amount.addWidget(self.amount, 1)
        amount.addWidget(self.maximum)
        form.addRow(texts.AMOUNT, amount)
        note = QHBoxLayout()
        note.addWidget(self._lock)
        note.addWidget(self.note, 1)
        cancel = QPushButton(texts.CANCEL)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.maximum.setAutoDefault(False)
        self.send.setDefault(True)
        self.send.setProperty("look", "accent")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addLayout(note)
        column.addWidget(self.error)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.source.currentIndexChanged.connect(lambda _: self.refresh())
        self.target.currentIndexChanged.connect(lambda _: self.refresh())
        self.asset.currentIndexChanged.connect(lambda _: self.refresh())
        self.amount.textChanged.connect(lambda _: self.refresh())
        self.maximum.clicked.connect(self._on_maximum_clicked)
        self.send.clicked.connect(self._on_send_clicked)

    @property
    def choice(self) -> TransferChoice:
        """What the fields hold."""
        return TransferChoice(
            str(self.source.currentData()), str(self.target.currentData()), self.asset.currentText(), self.amount.text()
        )

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
        self._lock.setVisible(view.is_locked)
        self.error.setText(view.error_text)
        self.error.setVisible(bool(view.error_text))
        self.send.setEnabled(view.command is not None)
        self.adjustSize()

    def _on_maximum_clicked(self) -> None:
        if self._view is not None:
            self.amount.setText(self._view.maximum_text)

    def _on_send_clicked(self) -> None:
        command = self._view.command if self._view is not None else None
        if isinstance(command, TransferMoney):
            self.accept()
            self.sent.emit(command)
