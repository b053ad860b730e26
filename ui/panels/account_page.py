"""My account as a page: fields left, the answer right, playing below; it keeps drafts for undo and tells of changes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout

from sandbox.loading.rulebook_shelf import RulebookShelf
from sandbox.rulebook.records import Rulebook
from ui.panels.account_answer_panel import AccountAnswerPanel
from ui.panels.account_editor import AccountEditor
from ui.panels.account_paste_panel import AccountPastePanel
from ui.panels.account_play_bar import AccountPlayBar
from ui.panels.controls import icon_button, label, set_text
from ui.panels.page import Page
from ui.panels.picture_file import save_png
from ui.viewmodels import account_texts as texts
from ui.viewmodels import regime_texts
from ui.viewmodels.account_answer import answer_view
from ui.viewmodels.account_draft import DraftHistory, empty_draft, example_draft, on_book
from ui.viewmodels.account_paste import paste_view
from ui.viewmodels.account_play import play_view
from ui.viewmodels.account_records import AccountDraft
from ui.viewmodels.texts import REGIMES

EDITOR_WIDTH_PX = 450


class AccountPage(Page):
    """Everything of My account; `draft_changed` carries what to keep, `play_requested` draft and crash."""

    draft_changed = Signal(object)
    play_requested = Signal(object, object)

    def __init__(self, books: RulebookShelf, scenarios: Sequence[tuple[str, str]], draft: AccountDraft | None) -> None:
        super().__init__(texts.TITLE, texts.CLOSE)
        self._books = books
        self._titles = dict(scenarios)
        first = draft or empty_draft(self._first_book)
        self._history = DraftHistory(first)
        self.book = QComboBox()
        self.book.setAccessibleName(texts.RULEBOOK)
        for one in books.names:
            self.book.addItem(f"{one.name}, {one.as_of}" if one.as_of else one.name, one.id)
        self.mode = QComboBox()
        self.mode.setAccessibleName(regime_texts.ACCOUNT_MODE)
        self.undo, self.redo = icon_button("undo", texts.UNDO), icon_button("redo", texts.REDO)
        self.editor = AccountEditor(self._first_book)
        self.paste = AccountPastePanel(lambda text: paste_view(text, self._books, self.draft.rulebook))
        self.left = QStackedWidget()
        self.answer = AccountAnswerPanel()
        self.play = AccountPlayBar(scenarios)
        self.copy_text, self.copy_picture = QPushButton(texts.COPY_TEXT), QPushButton(texts.COPY_PICTURE)
        self.save_picture = QPushButton(texts.SAVE_PICTURE)
        self._arrange()
        self._connect()
        self.refresh()

    def _arrange(self) -> None:
        named, mode_named = (label(one, tone="secondary") for one in (texts.RULEBOOK, regime_texts.ACCOUNT_MODE))
        head = self.head(
            label(texts.SUBTITLE, tone="secondary"), named, self.book, mode_named, self.mode, self.undo, self.redo
        )
        self.left.addWidget(self.editor)
        self.left.addWidget(self.paste)
        self.left.setFixedWidth(EDITOR_WIDTH_PX)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.answer, 1)
        right.addWidget(self.play)
        middle = QHBoxLayout()
        middle.setSpacing(20)
        middle.addWidget(self.left)
        middle.addLayout(right, 1)
        foot = self.foot(self.copy_text, self.copy_picture, self.save_picture)
        self.arrange(head, middle, foot, grows=middle)

    def _connect(self) -> None:
        self.editor.changed.connect(self._take)
        self.editor.paste_requested.connect(self.open_paste)
        self.paste.taken.connect(self._on_paste_taken)
        self.paste.back_requested.connect(self._show_editor)
        self.book.activated.connect(lambda _: self._on_book_chosen())
        self.mode.activated.connect(lambda _: self._take(replace(self.draft, account_mode=self.mode.currentData())))
        self.answer.example_requested.connect(lambda: self._take(example_draft(self._book)))
        self.answer.paste_requested.connect(self.open_paste)
        self.play.changed.connect(self._refresh_play)
        self.play.play_requested.connect(lambda: self.play_requested.emit(self.draft, self.play.choice))
        self.copy_text.clicked.connect(self._on_copy_text_clicked)
        self.copy_picture.clicked.connect(self._on_copy_picture_clicked)
        self.save_picture.clicked.connect(self._on_save_picture_clicked)
        self.undo.clicked.connect(self._on_undo)
        self.redo.clicked.connect(self._on_redo)
        shortcuts = (("Ctrl+Z", self._on_undo), ("Ctrl+Shift+Z", self._on_redo), ("Ctrl+Shift+V", self.open_paste))
        for keys, slot in shortcuts:
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    # -- what it shows

    @property
    def draft(self) -> AccountDraft:
        """The draft as it stands."""
        return self._history.now

    @property
    def _book(self) -> Rulebook:
        return self._books.get(self.draft.rulebook) or self._first_book

    @property
    def _first_book(self) -> Rulebook:
        return next(iter(self._books.values()))

    @property
    def titles(self) -> dict[str, str]:
        """The scenarios' titles by id."""
        return self._titles

    def refresh(self) -> None:
        """Show the draft and its answer."""
        draft = self.draft
        view = answer_view(draft)
        self.book.setCurrentIndex(max(0, self.book.findData(draft.rulebook)))
        self._show_modes(draft)
        self.editor.show_draft(draft, view, self._book)
        self.answer.show_view(view, draft == empty_draft(self._book))
        for part in (self.copy_text, self.copy_picture, self.save_picture, self.play):
            part.setVisible(view.is_answered)
        self.undo.setEnabled(self._history.can_undo)
        self.redo.setEnabled(self._history.can_redo)
        self._copy = view.copy_text
        set_text(self.said, "")
        self._refresh_play()

    def _show_modes(self, draft: AccountDraft) -> None:
        """Offer the account modes of the book."""
        self.mode.clear()
        for mode in self._book.collateral.regimes:
            self.mode.addItem(REGIMES[mode], mode)
        self.mode.setCurrentIndex(max(0, self.mode.findData(draft.account_mode)))
        self.mode.setEnabled(self.mode.count() > 1)

    def _refresh_play(self) -> None:
        self.play.show_view(play_view(self.draft, self.play.choice, self._titles))

    def set_preparing(self, on: bool) -> None:
        """Say that a crash is being prepared; meanwhile it is not asked for again."""
        self.say(texts.PLAY_PREPARING if on else "")
        if on:
            self.play.play.setEnabled(False)
        else:
            self._refresh_play()

    # -- what a person does

    def _take(self, draft: AccountDraft, field: str = "") -> None:
        self._history.take(draft, field)
        self._changed()

    def _changed(self) -> None:
        self.refresh()
        self.draft_changed.emit(self.draft)

    def _on_undo(self) -> None:
        self._history.undo()
        self._changed()

    def _on_redo(self) -> None:
        self._history.redo()
        self._changed()

    def _on_book_chosen(self) -> None:
        self._take(on_book(self.draft, self._books[str(self.book.currentData())]))

    def open_paste(self) -> None:
        """Show the paste field, with the clipboard's text where it holds some."""
        self.left.setCurrentWidget(self.paste)
        self.paste.open(QGuiApplication.clipboard().text())

    def _on_paste_taken(self, draft: AccountDraft) -> None:
        self._show_editor()
        self._take(draft)

    def _show_editor(self) -> None:
        self.left.setCurrentWidget(self.editor)
        self.editor.focus_first()

    def _on_copy_text_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._copy)
        self.say(texts.COPIED_TEXT)

    def _on_copy_picture_clicked(self) -> None:
        QGuiApplication.clipboard().setPixmap(self.answer.picture())
        self.say(texts.COPIED_PICTURE)

    def _on_save_picture_clicked(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, texts.SAVE_PICTURE, texts.PICTURE_NAME, texts.PICTURE_FILTER)
        if path:
            self.save_picture_to(path)

    def save_picture_to(self, path: str) -> bool:
        """Write the answer as a PNG and say so; False (and why) where it cannot be written."""
        name, saved = save_png(self.answer.picture(), path)
        self.say((texts.SAVED_PICTURE if saved else texts.NOT_SAVED).format(path=name), wrong=not saved)
        return saved
