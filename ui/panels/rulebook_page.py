"""The page of rulebooks: the list at the left; at the right the rules and sources, or the text with its check."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFile, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from sandbox.loading.resource_files import bundled
from sandbox.loading.rulebook_check import RulebookCheck, check_rulebook
from sandbox.loading.rulebook_library import KIND, copy_rulebook, keep_text, own_rulebooks
from sandbox.loading.toml_lines import read_text
from sandbox.values.problems import Problem
from ui.drawing.book_text import DOUBT, ERROR, BookText
from ui.drawing.page_text import space_out
from ui.drawing.two_line_rows import show_in_two_lines
from ui.panels.controls import Segments, chip, label, set_look, set_text
from ui.panels.page import Page
from ui.theme.icons import icon
from ui.viewmodels import rulebook_texts as texts
from ui.viewmodels.rulebook_view import BookItem, book_item, finding_lines, rules_markdown, status_text

LIST_PX, FINDINGS_PX, FINDINGS_EDGE_PX = 272, 104, 6
CHECK_AFTER_MS = 250


class RulebookPage(Page):
    """Shows, copies, edits and checks rulebooks; what is typed is kept in the file a moment later, and on closing."""

    def __init__(self, folder: Path, first: str = "") -> None:
        super().__init__(texts.TITLE, texts.CLOSE)
        self._folder = folder
        self._items: dict[str, BookItem] = {}
        self._check: RulebookCheck | None = None
        self._edited: BookItem | None = None  # whose text the editor holds
        self._is_dirty = False
        self.list = QListWidget()
        self.view = Segments(texts.TITLE, texts.VIEWS)
        self.name, self.status = label(look="title"), chip()
        self.rules, self.text = QTextBrowser(), BookText(texts.EDITOR)
        self.findings = QListWidget()
        self.copy, self.copy_path = QPushButton(texts.COPY), QPushButton(texts.COPY_PATH)
        self.delete = QPushButton(texts.DELETE)
        self.middle = QStackedWidget()
        self._timer = QTimer(self)
        self._arrange()
        self._connect()
        self.refresh(first)

    def _arrange(self) -> None:
        self.list.setFixedWidth(LIST_PX)
        self.list.setAccessibleName(texts.LIST)
        show_in_two_lines(self.list)
        book = QHBoxLayout()
        book.setSpacing(10)
        book.addWidget(self.name)
        book.addWidget(self.status)
        book.addStretch(1)
        book.addWidget(self.view)
        self.rules.setAccessibleName(texts.VIEWS[0][1])
        self.rules.setOpenLinks(False)
        self.rules.document().setDocumentMargin(16)
        self.findings.setAccessibleName(texts.FINDINGS)
        self.findings.setWordWrap(True)
        editing = QWidget()
        edit = QVBoxLayout(editing)
        edit.setContentsMargins(0, 0, 0, 0)
        edit.setSpacing(8)
        edit.addWidget(self.text, 1)
        edit.addWidget(self.findings)
        self.middle.addWidget(self.rules)
        self.middle.addWidget(editing)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(book)
        right.addWidget(self.middle, 1)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.list)
        body.addLayout(right, 1)
        head = self.head(label(texts.SUBTITLE, tone="secondary"))
        self.arrange(head, body, self.foot(self.delete, self.copy_path, self.copy), grows=body)

    def _connect(self) -> None:
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.keep)
        self.list.currentItemChanged.connect(lambda item, _: self._on_book_chosen(item))
        self.view.chosen.connect(self._on_view_chosen)
        self.text.textChanged.connect(self._on_text_changed)
        self.findings.itemActivated.connect(self._on_finding_activated)
        self.findings.itemClicked.connect(self._on_finding_activated)
        self.copy.clicked.connect(self.copy_book)
        self.copy_path.clicked.connect(self._on_copy_path_clicked)
        self.delete.clicked.connect(self._on_delete_clicked)

    # -- what it shows

    @property
    def item(self) -> BookItem | None:
        """The book that is shown."""
        row = self.list.currentItem()
        return None if row is None else self._items.get(str(row.data(Qt.ItemDataRole.UserRole)))

    @property
    def check(self) -> RulebookCheck | None:
        """What the check of the text found."""
        return self._check

    def refresh(self, chosen: str = "") -> None:
        """List your books first, then the bundled ones, and show the one chosen."""
        own = own_rulebooks(self._folder)
        items = [(path, True) for path in own.values()] + [(path, False) for path in bundled(KIND).values()]
        self.list.blockSignals(True)
        self.list.clear()
        self._items.clear()
        for path, is_own in items:
            try:
                item = book_item(path, check_rulebook(str(path)), is_own=is_own, text=read_text(str(path)))
            except Problem as problem:
                self.say(str(problem), wrong=True)
                continue
            self._items[item.id] = item
            row = QListWidgetItem()
            row.setData(Qt.ItemDataRole.UserRole, item.id)
            _write_row(row, item)
            self.list.addItem(row)
        self.list.blockSignals(False)
        places = list(self._items)
        self.list.setCurrentRow(places.index(chosen) if chosen in places else 0)

    def _on_book_chosen(self, row: QListWidgetItem | None) -> None:
        self.keep()
        item = self.item
        if row is None or item is None:
            return
        try:
            text = read_text(str(item.path))
        except Problem as problem:
            self.say(str(problem), wrong=True)
            return
        self.text.blockSignals(True)
        self.text.setPlainText(text)
        self.text.blockSignals(False)
        self.text.setReadOnly(not item.is_own)
        self._edited = item
        self.delete.setVisible(item.is_own)
        self.say(texts.SAVED.format(path=item.path) if item.is_own else texts.READ_ONLY)
        self.show_check()

    def show_check(self) -> None:
        """Check the text as it stands and show what was found."""
        item = self._edited
        if item is None:
            return
        self._check = check = check_rulebook(item.path.name, self.text.toPlainText())
        found = book_item(item.path, check, is_own=item.is_own, text=self.text.toPlainText())
        self._items[found.id] = found
        _write_row(self.list.item(list(self._items).index(found.id)), found)
        words, tone = status_text(check)
        set_text(self.name, found.name)
        set_text(self.status, words)
        set_look(self.status, f"chip-{tone}")
        marks: dict[int, tuple[str, str]] = {}
        for one in check.findings:
            before = marks.get(one.line, ("", ""))[1]
            words = f"{before}\n{one.text}" if before else one.text
            marks[one.line] = (ERROR if one.is_error else DOUBT, words)
        self.text.show_marks(marks)
        self.findings.clear()
        for line, one in zip(finding_lines(check), check.findings, strict=True):
            row = QListWidgetItem(icon("warning", ERROR if one.is_error else DOUBT), line)
            row.setData(Qt.ItemDataRole.UserRole, one.line)
            self.findings.addItem(row)
        self.findings.setVisible(bool(check.findings))
        needed = self.findings.sizeHintForRow(0) * len(check.findings) + FINDINGS_EDGE_PX
        self.findings.setFixedHeight(min(FINDINGS_PX, max(0, needed)))
        self._show_rules(check)

    def _show_rules(self, check: RulebookCheck) -> None:
        text = "\n\n".join(finding_lines(check)) if check.book is None else rules_markdown(check.book)
        self.rules.setMarkdown(text)
        space_out(self.rules.document())

    # -- what a person does

    def _on_view_chosen(self, view: str) -> None:
        self.middle.setCurrentIndex(1 if view == texts.TEXT else 0)
        if view == texts.TEXT:
            errors = [one.line for one in self._check.findings if one.is_error] if self._check is not None else []
            if errors:  # where a person has to write
                self.text.go_to(errors[0])
            self.text.setFocus()

    def _on_text_changed(self) -> None:
        if self._edited is not None and self._edited.is_own:
            self._is_dirty = True
            self._timer.start(CHECK_AFTER_MS)

    def _on_finding_activated(self, row: QListWidgetItem) -> None:
        self.text.go_to(int(row.data(Qt.ItemDataRole.UserRole)))

    def keep(self) -> None:
        """Write what was typed into its file and check it; nothing where nothing was."""
        self._timer.stop()
        if not self._is_dirty or self._edited is None:
            return
        path = self._edited.path
        self._is_dirty = False
        try:
            keep_text(path, self.text.toPlainText())
        except Problem as problem:
            self._is_dirty = True
            self.say(str(problem), wrong=True)
            return
        self.show_check()
        bad = self._check is not None and self._check.book is None
        self.say((texts.SAVED_BAD if bad else texts.SAVED).format(path=path))

    def copy_book(self) -> None:
        """Make a copy of the shown book yours and show its text."""
        item = self.item
        if item is None:
            return
        self.keep()
        try:
            path = copy_rulebook(item.path, self._folder)
        except Problem as problem:
            self.say(str(problem), wrong=True)
            return
        self.refresh(path.stem)
        self.view.set_choice(texts.TEXT)
        self._on_view_chosen(texts.TEXT)
        self.say(texts.COPIED.format(id=path.stem, path=path))

    def _on_delete_clicked(self) -> None:
        item = self.item
        if item is None or not item.is_own:
            return
        self.keep()
        moved = QFile.moveToTrash(str(item.path))
        done = moved[0] if isinstance(moved, tuple) else moved
        self._edited = None
        self.refresh()
        self.say((texts.DELETED if done else texts.NOT_DELETED).format(name=item.name), wrong=not done)

    def _on_copy_path_clicked(self) -> None:
        item = self.item
        if item is not None:
            QGuiApplication.clipboard().setText(str(item.path))
            self.say(texts.PATH_COPIED)


def _write_row(row: QListWidgetItem, item: BookItem) -> None:
    mine = f"{texts.YOURS} · " if item.is_own else ""
    row.setText(f"{item.name}\n{mine}{item.about}")
    row.setToolTip(str(item.path))
