"""The sub-accounts: which one is looked at, what it holds and can lose, and a transfer across the walls."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.dialogs.send_row import send_button, send_row
from ui.viewmodels import sub_account_texts as words
from ui.viewmodels.sub_account_view import AccountView, AcrossView, Place

WIDTH_PX = 520
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
AcrossOf = Callable[[Place, Place, str, str], AcrossView]


class SubAccountDialog(QDialog):
    """Shows one account at a time; `sent` carries a transfer."""

    sent = Signal(object)

    def __init__(
        self,
        accounts: Sequence[str],
        view_of: Callable[[str], AccountView],
        places: Sequence[Place],
        assets: Sequence[str],
        across_of: AcrossOf,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH_PX)
        self.setWindowTitle(words.TITLE)
        self._view_of, self._across_of, self._places = view_of, across_of, tuple(places)
        self.account = _choice(words.ACCOUNT, [(one or words.MAIN, one) for one in accounts])
        self.source = _choice(words.FROM, [(one.text, place) for place, one in enumerate(self._places)])
        self.target = _choice(words.TO, [(one.text, place) for place, one in enumerate(self._places)])
        self.asset = _choice(words.ASSET, [(one, one) for one in assets])
        self.amount = QLineEdit()
        self.amount.setAccessibleName(words.AMOUNT)
        self.amount.setPlaceholderText(words.AMOUNT)
        self.note, self.error, self.wall = QLabel(), QLabel(), QLabel(words.NOTE)
        self.error.setProperty("look", "error")
        for part in (self.note, self.wall):
            part.setProperty("tone", "secondary")
        for part in (self.note, self.error, self.wall):
            part.setWordWrap(True)
        self.figures = QWidget()
        self.grid = QGridLayout(self.figures)
        self.send = send_button(words.SEND)
        self._across = AcrossView("", "", None)
        self._arrange()
        self.account.currentIndexChanged.connect(lambda _: self._look())
        for box in (self.source, self.target, self.asset):
            box.currentIndexChanged.connect(lambda _: self.refresh())
        self.amount.textChanged.connect(lambda _: self.refresh())
        self.send.clicked.connect(self._on_send_clicked)
        if len(accounts) > 1:
            self.account.setCurrentIndex(1)
            self.target.setCurrentIndex(len(self._places) // len(accounts) + 3)
        self._look()
        self.refresh()

    def _arrange(self) -> None:
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(16)
        self.grid.setColumnStretch(0, 1)
        across = QHBoxLayout()
        for box in (self.source, self.target):
            across.addWidget(box, 1)
        sums = QHBoxLayout()
        sums.addWidget(self.amount, 1)
        sums.addWidget(self.asset)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        for widget in (self.account, self.wall, self.figures):
            column.addWidget(widget)
        column.addLayout(across)
        column.addLayout(sums)
        column.addWidget(self.note)
        column.addWidget(self.error)
        column.addLayout(send_row(self, self.send))

    def _look(self) -> None:
        """Show the account that is chosen."""
        view = self._view_of(self.account.currentData())
        while self.grid.count():
            item = self.grid.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        rows = [(words.HEAD_WALLET, words.HEAD_THERE, words.HEAD_WORST), *view.wallets]
        heads = {0}
        if view.positions:
            heads.add(len(rows))
            rows += [(words.POSITION_HEAD, words.TICK_HEAD, words.PNL_HEAD), *view.positions]
        else:
            rows.append((words.NO_POSITION, "", ""))
        for at, row in enumerate(rows):
            for place, text in enumerate(row):
                cell = QLabel(text)
                cell.setProperty("tone", "secondary" if at in heads or place == 0 else "")
                self.grid.addWidget(cell, at, place, RIGHT if place else Qt.AlignmentFlag.AlignLeft)
                cell.show()
        self.adjustSize()

    def refresh(self) -> None:
        """Show what the transfer would mean."""
        source, target = self._places[self.source.currentData()], self._places[self.target.currentData()]
        self._across = self._across_of(source, target, self.asset.currentData(), self.amount.text())
        self.note.setText(self._across.note_text)
        self.error.setText(self._across.error_text)
        self.error.setVisible(bool(self._across.error_text))
        self.send.setEnabled(self._across.command is not None)
        self.adjustSize()

    def _on_send_clicked(self) -> None:
        command = self._across.command
        self.accept()
        if command is not None:
            self.sent.emit(command)


def _choice(name: str, entries: Sequence[tuple[str, object]]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    for text, data in entries:
        made.addItem(text, data)
    return made
