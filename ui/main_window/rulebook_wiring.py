"""Opens the page of rulebooks over the window, at the book of the session that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt

from sandbox.loading.resource_files import own_folder
from sandbox.loading.rulebook_library import KIND
from ui.dialogs.page_dialog import PageDialog
from ui.panels.rulebook_page import RulebookPage
from ui.viewmodels import rulebook_texts as texts

if TYPE_CHECKING:
    from ui.main_window.window import MainWindow

LARGEST = QSize(1320, 900)


def open_rulebooks(window: MainWindow) -> RulebookPage:
    """Show the page; play pauses. What was typed last is kept when it closes."""
    window.host.pause()
    book = window.host.session.opening.rulebook.id if window.host.has_session else ""
    page = RulebookPage(own_folder(KIND), book)
    dialog = PageDialog(page, texts.TITLE, LARGEST, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page.closed.connect(dialog.reject)
    dialog.finished.connect(lambda _: page.keep())
    dialog.open()
    page.list.setFocus()
    return page
