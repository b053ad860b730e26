"""Playing a market file: says what was recognised, asks only what the content does not say, and offers to play it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sandbox.loading.market_records import MarketFile
from sandbox.rulebook.records import Rulebook
from ui.dialogs.form_rows import level_labels
from ui.theme.style_sheet import restyle
from ui.viewmodels import market_texts as words
from ui.viewmodels import texts
from ui.viewmodels.market_view import MarketChoice, MarketView, market_view, start_texts

WIDTH_PX = 520
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


def dropped_file(event: QDropEvent) -> Path | None:
    """Return the one local file of a drop, None where it is anything else."""
    urls = event.mimeData().urls()
    local = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return local[0] if len(urls) == len(local) == 1 else None


class MarketDialog(QDialog):
    """Shows a market file; `file_chosen` carries a path to be read, `play_requested` the file as read and its view."""

    file_chosen = Signal(object)
    play_requested = Signal(object, object)

    def __init__(self, books: Sequence[Rulebook], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(words.TITLE)
        self.setFixedWidth(WIDTH_PX)
        self.setAcceptDrops(True)
        self._books = tuple(books)
        self._found: MarketFile | None = None
        self._view: MarketView | None = None
        self._asset = ""
        self._make_fields()
        self._arrange()
        for box in (self.book, self.contract):
            box.currentIndexChanged.connect(lambda _: self.refresh())
        for field in self.amounts.values():
            field.textChanged.connect(lambda _: self.refresh())
        self.browse.clicked.connect(self._on_browse_clicked)
        self.play.clicked.connect(self._on_play_clicked)
        self.refresh()
        self.browse.setFocus()

    def _make_fields(self) -> None:
        self.file = QLineEdit()
        self.file.setReadOnly(True)
        self.file.setPlaceholderText(words.FILE_NONE)
        self.browse = QPushButton(words.BROWSE)
        self.book, self.contract = QComboBox(), QComboBox()
        self.contract.setPlaceholderText(words.CONTRACT_CHOOSE)
        self.amounts = {"wallet": QLineEdit(), "spot": QLineEdit(), "fund": QLineEdit()}
        self.error = QLabel()
        self.error.setProperty("look", "error")
        self.note = QLabel()
        self.note.setProperty("tone", "secondary")
        for label in (self.error, self.note):
            label.setWordWrap(True)
        self.play = QPushButton(words.PLAY)
        self.play.setProperty("look", "accent")
        self.cancel = QPushButton(texts.CANCEL)
        self.cancel.setAutoDefault(False)
        for field in self.amounts.values():
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        names = (words.WALLET, words.SPOT, words.FUND)
        for field, name in zip(self.amounts.values(), names, strict=True):
            field.setAccessibleName(name)
        for widget, name in ((self.file, words.FILE), (self.book, words.RULES), (self.contract, words.CONTRACT)):
            widget.setAccessibleName(name)

    def _arrange(self) -> None:
        lead = QLabel(words.LEAD)
        lead.setProperty("tone", "secondary")
        lead.setWordWrap(True)
        file = QHBoxLayout()
        file.addWidget(self.file, 1)
        file.addWidget(self.browse)
        self.card = QFrame()
        self.card.setProperty("look", "inset")
        self.card.setAccessibleName(words.RECOGNISED)
        self.facts = QGridLayout(self.card)
        self.facts.setContentsMargins(10, 8, 10, 8)
        self.facts.setHorizontalSpacing(16)
        self.facts.setVerticalSpacing(4)
        self.facts.setColumnStretch(1, 1)
        self.form = QFormLayout()
        self.form.setSpacing(8)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.form.addRow(words.RULES, self.book)
        self.form.addRow(words.CONTRACT, self.contract)
        self._units = {}
        for key, name in (("wallet", words.WALLET), ("spot", words.SPOT), ("fund", words.FUND)):
            row, unit = QHBoxLayout(), QLabel()
            unit.setProperty("tone", "secondary")
            row.addWidget(self.amounts[key], 1)
            row.addWidget(unit)
            self._units[key] = unit
            self.form.addRow(name, row)
        self.asked = QWidget()
        self.asked.setLayout(self.form)
        self.form.setContentsMargins(0, 0, 0, 0)
        level_labels(self.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        for part in (lead, file, self.card, self.note, self.asked, self.error, self._foot()):
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)

    def _foot(self) -> QHBoxLayout:
        self.cancel.clicked.connect(self.reject)
        self.play.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.play)
        return foot

    # -- what is shown

    @property
    def choice(self) -> MarketChoice:
        """What the fields hold."""
        book, contract = self.book.currentData(), self.contract.currentText()
        return MarketChoice(str(book or ""), contract, *(field.text() for field in self.amounts.values()))

    @property
    def view(self) -> MarketView | None:
        """What is shown of a file, None where none is read."""
        return self._view

    def show_reading(self, path: Path) -> None:
        """Say that a file is being read."""
        self._show_file(path, None)
        self.note.setText(words.READING.format(name=path.name))
        self.note.show()

    def show_problem(self, path: Path, why: str) -> None:
        """Say why a file cannot be played; another one can be chosen."""
        self._show_file(path, None)
        self.say(why.replace(str(path), path.name))

    def show_file(self, path: Path, found: MarketFile) -> None:
        """Show a file as it was read."""
        self._show_file(path, found)

    def _show_file(self, path: Path, found: MarketFile | None) -> None:
        self.file.setText(path.name)
        self.file.setToolTip(str(path))
        self._found, self._asset = found, ""
        for box in (self.book, self.contract):
            box.clear()
        self.refresh()
        if self._view is not None and not self._view.contract:
            self.contract.setFocus()
        elif self.play.isEnabled():
            self.play.setFocus()

    def say(self, error: str) -> None:
        """Show what stands in the way, or nothing."""
        self.error.setText(error)
        self.error.setVisible(bool(error))
        self.adjustSize()

    def set_preparing(self, preparing: bool) -> None:
        """Wait for the session, or stop waiting."""
        self.asked.setEnabled(not preparing)
        self.browse.setEnabled(not preparing)
        self.refresh()
        if preparing:
            self.play.setEnabled(False)
            self.note.setText(words.PREPARING)
            self.note.show()

    def refresh(self) -> None:
        """Show what the choice means."""
        found = self._found
        view = self._view = market_view(found, self._books, self.choice) if found is not None else None
        for part in (self.card, self.asked):
            part.setVisible(view is not None)
        self.note.setText("\n".join(view.notes) if view is not None else "")
        self.note.setVisible(bool(self.note.text()))
        if found is not None and view is not None:
            self._fill(self.book, view.books, view.book)
            self._fill(self.contract, tuple((one, one) for one in view.contracts), view.contract)
            self._show_facts(view)
            self.form.setRowVisible(self.contract, len(view.contracts) > 1 or found.contract is None)
            self.asked.setVisible(not view.error_text or bool(view.wrong_field))
            if view.asset and view.asset != self._asset:
                self._offer_balances(view.asset)
                return
        for key, field in self.amounts.items():
            wrong = view is not None and view.wrong_field == key
            if bool(field.property("invalid")) != wrong:
                field.setProperty("invalid", wrong)
                restyle(field)
        self.play.setEnabled(view is not None and view.balances is not None)
        self.say(view.error_text if view is not None else "")

    def _fill(self, box: QComboBox, entries: tuple[tuple[str, str], ...], chosen: str) -> None:
        """Offer entries of (key, text) without asking again."""
        box.blockSignals(True)
        if [box.itemData(at) for at in range(box.count())] != [key for key, _ in entries]:
            box.clear()
            for key, text in entries:
                box.addItem(text, key)
        box.setCurrentIndex(box.findData(chosen))
        box.blockSignals(False)

    def _offer_balances(self, asset: str) -> None:
        """Fill in what a person may start with, in the coin that the contract is settled in."""
        self._asset = asset
        for (key, field), text in zip(self.amounts.items(), start_texts(asset), strict=True):
            field.blockSignals(True)
            field.setText(text)
            field.blockSignals(False)
            self._units[key].setText(asset)
        self.refresh()

    def _show_facts(self, view: MarketView) -> None:
        while self.facts.count():
            item = self.facts.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, value) in enumerate(view.facts):
            label, figure = QLabel(name), QLabel(value)
            label.setProperty("tone", "secondary")
            figure.setProperty("look", "figure")
            figure.setWordWrap(True)
            self.facts.addWidget(label, row, 0, LEFT)
            self.facts.addWidget(figure, row, 1)

    # -- what a person does

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that is dragged over."""
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read a file that is dropped."""
        path = dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.file_chosen.emit(path)

    def _on_browse_clicked(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, words.TITLE, "", words.FILTER)
        if path:
            self.file_chosen.emit(Path(path))

    def _on_play_clicked(self) -> None:
        if self._found is not None and self._view is not None and self._view.balances is not None:
            self.play_requested.emit(self._found, self._view)
