"""The help, offline and searchable: Markdown pages at the right, the pages that match at the left."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from sandbox.loading.help_pages import HelpPage, help_pages, search_help
from ui.drawing.page_text import space_out
from ui.drawing.two_line_rows import show_in_two_lines
from ui.viewmodels import shell_texts as texts

SIZE_PX = (920, 640)
LIST_PX = 280


class HelpWindow(QDialog):
    """Shows one page; links between pages stay inside, nothing is fetched."""

    def __init__(self, parent: QWidget | None = None, page: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(texts.HELP)
        self.resize(*SIZE_PX)
        self.query = QLineEdit()
        self.query.setPlaceholderText(texts.HELP_SEARCH)
        self.query.setAccessibleName(texts.HELP_SEARCH)
        self.query.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(texts.HELP)
        show_in_two_lines(self.list)
        self.empty = QLabel(texts.HELP_EMPTY)
        self.empty.setProperty("tone", "secondary")
        self.empty.setWordWrap(True)
        self.browser = QTextBrowser()
        self.browser.setAccessibleName(texts.HELP)
        self.browser.setOpenLinks(False)
        self.browser.document().setDocumentMargin(16)
        left = QVBoxLayout()
        left.addWidget(self.query)
        left.addWidget(self.empty)
        left.addWidget(self.list, 1)
        side = QWidget()
        side.setFixedWidth(LIST_PX)
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(side)
        row.addWidget(self.browser, 1)
        close = QPushButton(texts.CLOSE)
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addLayout(row, 1)
        column.addLayout(foot)
        self.query.textChanged.connect(lambda _: self.refresh())
        self.list.currentItemChanged.connect(lambda item, _: self._on_item_chosen(item))
        self.browser.anchorClicked.connect(self.follow)
        self.refresh()
        if page:
            self.show_page(page)
        self.query.setFocus()

    def refresh(self) -> None:
        """List the pages that hold the words."""
        self.list.clear()
        for hit in search_help(self.query.text()):
            title = f"{texts.HELP_DEVELOPERS} · {hit.page.title}" if "/" in hit.page.id else hit.page.title
            item = QListWidgetItem(f"{title}\n{hit.snippet}" if self.query.text() else title)
            item.setData(Qt.ItemDataRole.UserRole, hit.page.id)
            self.list.addItem(item)
        self.empty.setVisible(self.list.count() == 0)
        self.list.setCurrentRow(0)

    def show_page(self, page_id: str) -> bool:
        """Show a page by its id; False where there is none."""
        page = next((one for one in help_pages() if one.id == page_id), None)
        if page is None:
            return False
        self._show(page)
        return True

    def follow(self, url: QUrl) -> None:
        """Follow a link to another page; anything else stays where it is, because nothing is fetched."""
        target = url.path().removesuffix(".md")
        name = target.rsplit("/", 1)[-1]
        for page in help_pages():
            if page.id == target or page.id.rsplit("/", 1)[-1] == name:
                self._show(page)
                return

    def _on_item_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.show_page(str(item.data(Qt.ItemDataRole.UserRole)))

    def _show(self, page: HelpPage) -> None:
        self.browser.setSearchPaths([str(page.path.parent)])
        self.browser.setMarkdown(page.markdown)
        space_out(self.browser.document())
        self.setWindowTitle(f"{page.title} · {texts.HELP}")
